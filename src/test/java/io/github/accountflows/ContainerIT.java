package io.github.accountflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dasniko.testcontainers.keycloak.KeycloakContainer;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.MountableFile;

/** The jar in the public image, put there as its users do: {@code realm-export.json} imported, one password recovered. */
@EnabledIf(value = "dockerIsHere", disabledReason = "there is no Docker here")
final class ContainerIT {

    private static final String CALLBACK = "http://localhost:3000/callback";
    private static final String OLD_PASSWORD = "alice likes long walks";
    private static final String NEW_PASSWORD = "alice has found a longer walk";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Network NETWORK = Network.newNetwork();
    private static GenericContainer<?> mailbox;
    private static KeycloakContainer keycloak;
    private static URI realm;

    static boolean dockerIsHere() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @BeforeAll
    static void start() throws IOException {
        mailbox = new GenericContainer<>("maildev/maildev:2.2.1")
                .withNetwork(NETWORK)
                .withNetworkAliases("mail")
                .withExposedPorts(1080)
                .waitingFor(Wait.forHttp("/healthz"));

        // A fixed port, because mails carry links only under a fixed hostname, and that must be said before the start.
        int port = freePort();
        realm = URI.create("http://localhost:" + port + "/realms/demo/");
        keycloak = new KeycloakContainer("quay.io/keycloak/keycloak:" + System.getProperty("keycloak.version"))
                .withProviderLibsFrom(List.of(new File(System.getProperty("account-flows.jar"))))
                .withCopyFileToContainer(
                        MountableFile.forHostPath("realm-export.json", 0644),
                        "/opt/keycloak/data/import/demo-realm.json")
                .withEnv("KC_HOSTNAME", "http://localhost:" + port)
                .withEnv("SMTP_HOST", "mail")
                .withEnv("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1")
                .withStartupTimeout(Duration.ofMinutes(5))
                .withNetwork(NETWORK);
        keycloak.setPortBindings(List.of(port + ":8080"));

        try {
            Startables.deepStart(mailbox, keycloak).join();
        } catch (CompletionException failure) {
            throw new IllegalStateException("Keycloak's log:\n" + keycloak.getLogs(), failure);
        }
    }

    @AfterAll
    static void stop() {
        Stream.of(keycloak, mailbox).filter(container -> container != null).forEach(GenericContainer::stop);
        NETWORK.close();
    }

    @Test
    void aForgottenPasswordIsReplacedByMail() throws Exception {
        Browser asking = new Browser();
        Page ask = asking.get(asking.get(authorization()).link("reset-credentials"));
        assertShows("recovery-request", ask);
        assertShows("recovery-sent", asking.post(ask, "username", "alice@example.com"));

        Browser elsewhere = new Browser();
        Page choose = elsewhere.get(linkMailedTo("alice@example.com"));
        assertShows("recovery-new-password", choose);
        Page done = elsewhere.post(choose, "password-new", NEW_PASSWORD, "password-confirm", NEW_PASSWORD);
        assertShows("recovery-done", done);

        assertEquals(200, signIn(OLD_PASSWORD).status(), "the old password is refused");
        Page signedIn = signIn(NEW_PASSWORD);
        assertTrue(signedIn.at().toString().startsWith(CALLBACK + "?"), () -> "went to " + signedIn.at());
        assertTrue(signedIn.at().getQuery().contains("code="), () -> "went to " + signedIn.at());
    }

    private static Page signIn(String password) throws Exception {
        Browser browser = new Browser();
        return browser.post(browser.get(authorization()), "username", "alice@example.com", "password", password);
    }

    private static URI authorization() {
        return realm.resolve("protocol/openid-connect/auth?client_id=demo-app&response_type=code&scope=openid&state=s"
                + "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
                + "&redirect_uri=" + encoded(CALLBACK));
    }

    private static void assertShows(String name, Page page) {
        assertTrue(
                page.body().contains("data-page=\"" + name + "\""),
                () -> name + " expected, but " + page.at() + " answered " + page.status() + ":\n" + page.body());
    }

    private static URI linkMailedTo(String address) throws Exception {
        URI mails = URI.create("http://" + mailbox.getHost() + ":" + mailbox.getMappedPort(1080) + "/email");
        Pattern link = Pattern.compile(Pattern.quote(realm + "account-link/") + "[\\w-]{43}");
        Instant giveUp = Instant.now().plus(Duration.ofSeconds(30));
        while (Instant.now().isBefore(giveUp)) {
            for (JsonNode mail : JSON.readTree(new Browser().get(mails).body())) {
                Matcher matcher = link.matcher(mail.path("text").asText());
                if (mail.at("/to/0/address").asText().equals(address) && matcher.find()) {
                    return URI.create(matcher.group());
                }
            }
            Thread.sleep(200);
        }
        throw new AssertionError("no link was mailed to " + address + ". Keycloak's log:\n" + keycloak.getLogs());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What a browser shows; for a redirect out of Keycloak, where it would have gone. */
    private record Page(URI at, int status, String body) {

        URI link(String part) {
            return at.resolve(first("<a[^>]*\\shref=\"([^\"]*" + Pattern.quote(part) + "[^\"]*)\""));
        }

        URI formWith(String field) {
            return at.resolve(first("(?s)<form[^>]*\\saction=\"([^\"]*)\"[^>]*>(?:(?!</form>).)*\\sname=\""
                    + Pattern.quote(field) + "\""));
        }

        private String first(String regex) {
            Matcher matcher = Pattern.compile(regex).matcher(body);
            assertTrue(matcher.find(), () -> regex + " is not in " + at + " (" + status + "):\n" + body);
            return matcher.group(1).replace("&amp;", "&");
        }
    }

    /**
     * Keeps cookies and follows redirects as far as Keycloak's own pages go. By hand, because Keycloak marks its cookies
     * Secure on localhost too, where browsers return them and Java's cookie store does not.
     */
    private static final class Browser {

        // HTTP/1.1: the mailbox takes an offer of HTTP/2 for a web socket, and hangs up.
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final Map<String, String> cookies = new LinkedHashMap<>();

        Page get(URI uri) throws Exception {
            return answer(HttpRequest.newBuilder(uri));
        }

        Page post(Page page, String... fieldsAndValues) throws Exception {
            StringBuilder form = new StringBuilder();
            for (int i = 0; i < fieldsAndValues.length; i += 2) {
                form.append(i == 0 ? "" : "&").append(fieldsAndValues[i]).append('=');
                form.append(encoded(fieldsAndValues[i + 1]));
            }
            return answer(HttpRequest.newBuilder(page.formWith(fieldsAndValues[0]))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form.toString())));
        }

        private Page answer(HttpRequest.Builder request) throws Exception {
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        cookies.entrySet().stream().map(Object::toString).collect(Collectors.joining("; ")));
            }
            HttpResponse<String> response =
                    http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            if (response.statusCode() / 100 != 3) {
                return new Page(response.uri(), response.statusCode(), response.body());
            }
            URI to = response.uri()
                    .resolve(response.headers().firstValue("Location").orElseThrow());
            return to.toString().startsWith(CALLBACK) ? new Page(to, response.statusCode(), "") : get(to);
        }

        private void keep(String header) {
            String[] cookie = header.split(";", 2)[0].split("=", 2);
            if (header.contains("Max-Age=0")) {
                cookies.remove(cookie[0]);
            } else {
                cookies.put(cookie[0], cookie[1]);
            }
        }
    }
}
