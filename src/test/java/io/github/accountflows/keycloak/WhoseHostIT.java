package io.github.accountflows.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Exchange;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.RawRequest;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.ServerOptions;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever a request says of its host, a mailed link leads where the configuration says (MAI-1, MAI-2). */
class WhoseHostIT {
    private static final String EVIL = "evil.example";
    private static final String NOBODY = "nobody@example.org";

    private static Mailbox mailbox;

    @BeforeAll
    static void open() {
        mailbox = Mailbox.open();
    }

    @AfterAll
    static void close() {
        mailbox.close();
    }

    /**
     * One way to lie.
     *
     * @param target what stands in the first line, made of the honest path
     * @param headers all of the request's that speak of hosts
     */
    private record Lie(Function<String, String> target, List<String> headers) {
        static Lie of(String... headers) {
            return new Lie(path -> path, List.of(headers));
        }
    }

    private static Map<String, Lie> lies(URI server) {
        String host = "Host: " + server.getAuthority();
        Map<String, Lie> lies = new LinkedHashMap<>();
        lies.put("none", Lie.of(host));
        lies.put("host", Lie.of("Host: " + EVIL));
        lies.put("host-port", Lie.of("Host: " + EVIL + ":" + server.getPort()));
        lies.put("own-host-other-port", Lie.of("Host: " + server.getHost() + ":666"));
        lies.put("own-host-no-port", Lie.of("Host: " + server.getHost()));
        lies.put("longer-host", Lie.of("Host: " + server.getHost() + "." + EVIL));
        lies.put("port-and-more", Lie.of(host + "@" + EVIL));
        lies.put("path-in-host", Lie.of("Host: " + EVIL + "/x?"));
        lies.put("no-host", Lie.of());
        lies.put("empty-host", Lie.of("Host:"));
        lies.put("two-hosts", Lie.of(host, "Host: " + EVIL));
        lies.put("two-hosts-turned", Lie.of("Host: " + EVIL, host));
        lies.put("folded-host", Lie.of(host, " Host: " + EVIL));
        lies.put("absolute", new Lie(path -> "http://" + EVIL + path, List.of(host)));
        lies.put("absolute-port", new Lie(path -> "http://" + EVIL + ":81" + path, List.of(host)));
        lies.put("absolute-https", new Lie(path -> "https://" + EVIL + path, List.of(host)));
        lies.put(
                "absolute-and-host",
                new Lie(path -> "http://" + server.getAuthority() + path, List.of("Host: " + EVIL)));
        lies.put("double-slash", new Lie(path -> "//" + EVIL + path, List.of(host)));
        lies.put(
                "x-host",
                Lie.of(host, "X-Host: " + EVIL, "X-Forwarded-Server: " + EVIL, "X-HTTP-Host-Override: " + EVIL));
        lies.put(
                "x-url", Lie.of(host, "X-Original-URL: https://" + EVIL + "/", "X-Rewrite-URL: https://" + EVIL + "/"));
        lies.put("x-method", Lie.of(host, "X-HTTP-Method-Override: GET", "X-HTTP-Method: PUT"));
        lies.put("origin", Lie.of(host, "Origin: https://" + EVIL, "Referer: https://" + EVIL + "/"));
        lies.put("forwarded-host", Lie.of(host, "X-Forwarded-Host: " + EVIL));
        lies.put("forwarded-host-port", Lie.of(host, "X-Forwarded-Host: " + EVIL + ":8443"));
        lies.put("forwarded-hosts", Lie.of(host, "X-Forwarded-Host: " + EVIL + ", " + server.getAuthority()));
        lies.put("forwarded-host-twice", Lie.of(host, "X-Forwarded-Host: " + EVIL, "X-Forwarded-Host: a." + EVIL));
        lies.put("forwarded-port", Lie.of(host, "X-Forwarded-Port: 666"));
        lies.put("forwarded-port-text", Lie.of(host, "X-Forwarded-Port: 443@" + EVIL));
        lies.put("forwarded-proto", Lie.of(host, "X-Forwarded-Proto: https"));
        lies.put("forwarded-proto-text", Lie.of(host, "X-Forwarded-Proto: javascript"));
        lies.put("forwarded-prefix", Lie.of(host, "X-Forwarded-Prefix: /evil.example"));
        lies.put("forwarded-prefix-host", Lie.of(host, "X-Forwarded-Prefix: //" + EVIL));
        lies.put("forwarded-for", Lie.of(host, "X-Forwarded-For: 127.0.0.1, " + EVIL));
        lies.put("forwarded", Lie.of(host, "Forwarded: for=192.0.2.1;host=" + EVIL + ";proto=https;by=" + EVIL));
        lies.put("forwarded-quoted", Lie.of(host, "Forwarded: for=\"[::1]:1\";host=\"" + EVIL + ":8443\";proto=http"));
        lies.put(
                "all",
                new Lie(
                        path -> "https://" + EVIL + ":81" + path,
                        List.of(
                                "Host: " + EVIL + ":82",
                                "X-Forwarded-Host: " + EVIL + ":83",
                                "X-Forwarded-Port: 84",
                                "X-Forwarded-Proto: https",
                                "X-Forwarded-Prefix: /evil.example",
                                "Forwarded: host=" + EVIL + ":85;proto=https")));
        return lies;
    }

    @Test
    void aWholeUrlAsHostnameLeavesNothingToTheRequest() {
        KeycloakServer server = KeycloakServer.h2();
        try (Realm realm = Realm.open(server, mailbox)) {
            assertEquals(Set.of(server.url() + "/"), basesOfLinks(realm));
        }
    }

    @Test
    void neitherDoesTheRealmsFrontendUrl() {
        KeycloakServer server = KeycloakServer.h2();
        try (Realm realm = Realm.open(server, mailbox, frontend("https://login.example.org"))) {
            assertEquals(Set.of("https://login.example.org/"), basesOfLinks(realm));
        }
    }

    /** A bare name leaves the scheme to the proxy, and of all ports those of the scheme and the server's own. */
    @Test
    void aBareHostnameLeavesTheHostThePathAndForeignPortsToNoRequest() {
        try (KeycloakServer server = KeycloakServer.start(
                "bare", ServerOptions.h2().started("--hostname=localhost", "--proxy-headers=xforwarded"))) {
            try (Realm realm = Realm.open(server, mailbox)) {
                assertEquals(
                        Set.of("http://localhost/", server.url() + "/", "https://localhost/"), basesOfLinks(realm));
            }
        }
    }

    /** DESIGN 5.12 */
    @Test
    void inProductionWithoutAFixedHostnameNoLinkIsMailedAndTheLogSaysHowToMendIt() {
        try (KeycloakServer server = KeycloakServer.start(
                "dynamic", ServerOptions.h2().started("--hostname-strict=false", "--proxy-headers=forwarded"))) {
            for (String malformed : List.of("", "https://login.example.org:844e")) {
                try (Realm realm = Realm.open(server, mailbox, frontend(malformed))) {
                    long mark = server.log().mark();
                    realm.user("owner@example.org").create();
                    assertEquals(
                            303,
                            lie(realm, "owner@example.org", Lie.of("Host: " + EVIL))
                                    .status());
                    Await.equal(
                            "DEAD",
                            () -> realm.rows("AF_JOB").get(0).path("state").asText());
                    assertEquals(
                            "no fixed hostname",
                            realm.rows("AF_JOB").get(0).path("reason").asText());
                    List<String> told = server.log().linesSince(mark, "ERROR.*no fixed hostname: set .*--hostname");
                    assertEquals(1, told.size());
                    assertEquals(List.of(), mailbox.all("owner@example.org"));
                }
            }
            try (Realm realm = Realm.open(server, mailbox, frontend("https://login.example.org"))) {
                assertEquals(Set.of("https://login.example.org/"), basesOfLinks(realm));
            }
        }
    }

    private static Consumer<ObjectNode> frontend(String url) {
        return json -> json.withObjectProperty("attributes").put("frontendUrl", url);
    }

    /** Asks in every way for an account and for nobody; what is before the landing's path in all the links that came. */
    private static Set<String> basesOfLinks(Realm realm) {
        realm.configure("account recovery", "account-flows-recovery", Map.of("unknown-address", "mail"));
        Map<String, Lie> lies = lies(realm.server().url());
        Set<String> asked = new TreeSet<>();
        lies.forEach((name, lie) -> {
            String address = name + "." + realm.name() + "@example.org";
            realm.user(address).noPassword().create();
            if (isAsked(realm, address, lie)) {
                asked.add(address);
            }
        });
        assertTrue(asked.size() > lies.size() / 2, () -> "most were refused, only these got on: " + asked);
        assertEquals(asked.size(), realm.rows("AF_JOB").size(), "what was refused caused no mail");
        Set<String> bases = new TreeSet<>();
        for (String address : asked) {
            Mail mail = mailbox.awaitMail(address);
            assertFalse(mail.toString().contains(EVIL), address);
            String link = mail.link().toString();
            bases.add(link.substring(0, link.indexOf("realms/" + realm.name() + "/account-link/")));
        }
        nobodysMailNamesNoHost(realm, lies.get("all"));
        return bases;
    }

    private static void nobodysMailNamesNoHost(Realm realm, Lie lie) {
        lie(realm, NOBODY, lie);
        Mail mail = mailbox.awaitMail(NOBODY);
        assertFalse(mail.text().contains(EVIL), mail::text);
        assertFalse(mail.html().contains(EVIL), mail::html);
    }

    /** False when the server could not make sense of such a request, and none of ours was asked. */
    private static boolean isAsked(Realm realm, String address, Lie lie) {
        Exchange answer = lie(realm, address, lie);
        if (answer.status() >= 400) {
            return false;
        }
        assertEquals(303, answer.status(), answer::toString);
        String host = answer.location().orElseThrow().getHost();
        assertFalse(host.contains(EVIL), answer::toString);
        return true;
    }

    private static Exchange lie(Realm realm, String address, Lie lie) {
        Visitor visitor = new Visitor();
        URI action =
                new Asking(realm).openDirectly(visitor).formWith("username").action();
        return RawRequest.of(
                        realm.server().url(),
                        "POST",
                        lie.target().apply(action.getRawPath() + "?" + action.getRawQuery()))
                .with(lie.headers())
                .as(visitor, action)
                .form(Map.of("username", address))
                .send();
    }
}
