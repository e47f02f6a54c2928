package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.chosen;
import static io.github.accountflows.testing.SigningUp.code;
import static io.github.accountflows.testing.SigningUp.land;
import static io.github.accountflows.testing.SigningUp.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However many confirm one mailbox at one moment, one user comes of it (REG-13, REG-14, TOK-3). */
class OneUserIT {
    private static final int RIVALS = 50;
    private static final Set<String> FRIENDLY = Set.of("registration-done", "registration-exists", "link-invalid");
    private static final Mailbox MAILBOX = Mailbox.open();

    @AfterAll
    static void close() {
        MAILBOX.close();
    }

    static Stream<Named<Supplier<KeycloakServer>>> servers() {
        return Stream.of(Named.of("H2", KeycloakServer::h2), Named.of("PostgreSQL", KeycloakServer::postgres));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void ofOneLink(Supplier<KeycloakServer> server) {
        try (Realm realm = open(server)) {
            String address = realm.name() + "@example.org";
            URI link = signingUp(realm).link(address);

            race(realm, address, IntStream.range(0, RIVALS).mapToObj(i -> land(link)));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void ofLinkAndCode(Supplier<KeycloakServer> server) {
        try (Realm realm = open(server)) {
            String address = realm.name() + "@example.org";
            Visitor asker = new Visitor();
            Page sent = signingUp(realm).send(asker, address);
            Mail mail = MAILBOX.awaitMail(address);
            List<Page> pages = new ArrayList<>();
            IntStream.range(0, RIVALS / 2)
                    .forEach(i -> pages.add(land(i % 2 == 0 ? new Visitor() : sameBrowser(asker), mail.link())));
            pages.add(typeCode(sent.refresh(), code(mail)).is("registration-confirm"));

            race(realm, address, pages.stream());
        }
    }

    /** The same mailbox in both spellings of its domain: no index of the database knows that they are one. */
    @ParameterizedTest
    @MethodSource("servers")
    void ofTwoBrowsersLinksInTwoSpellings(Supplier<KeycloakServer> server) {
        try (Realm realm = open(server)) {
            String local = realm.name();
            URI first = signingUp(realm).link(local + "@bücher.example", local + "@xn--bcher-kva.example");
            URI second = signingUp(realm).link(local + "@XN--bcher-kva.example", local + "@xn--bcher-kva.example");

            race(realm, local, IntStream.range(0, RIVALS).mapToObj(i -> land(i % 2 == 0 ? first : second)));
        }
    }

    /** Somebody with the same address from the admin's hand, a moment sooner or later. */
    @ParameterizedTest
    @MethodSource("servers")
    void withAnAdminWhoCreatesThatUser(Supplier<KeycloakServer> server) {
        try (Realm realm = open(server)) {
            for (int round = 0; round < 6; round++) {
                String address = "round-" + round + "-" + realm.name() + "@example.org";
                URI link = signingUp(realm).link(address);
                List<Form> forms = forms(IntStream.range(0, 6).mapToObj(i -> land(link)));
                List<Supplier<Page>> rivals = new ArrayList<>();
                forms.forEach(form -> rivals.add(form::submit));
                rivals.add(round % 6, () -> byAdmin(realm, address));

                List<Page> answers = Together.all(rivals).stream()
                        .filter(answer -> answer != null)
                        .toList();

                assertFriendly(answers);
                List<User> users = users(realm, address);
                assertEquals(1, users.size(), answers::toString);
                List<Integer> winners = winners(answers);
                assertTrue(winners.size() <= 1, answers::toString);
                assertEquals(
                        winners.size(),
                        users.get(0).credentials().size(),
                        () -> answers + " " + users.get(0).json());
            }
        }
    }

    private static void race(Realm realm, String address, Stream<Page> confirmPages) {
        List<Form> forms = forms(confirmPages);

        List<Page> answers = Together.all(
                forms.stream().map(form -> (Supplier<Page>) form::submit).toList());

        assertFriendly(answers);
        List<Integer> winners = winners(answers);
        assertEquals(1, winners.size(), answers::toString);
        List<User> users = users(realm, address);
        assertEquals(1, users.size(), () -> users.toString());
        User user = users.get(0);
        assertTrue(user.json().path("emailVerified").asBoolean());
        assertTrue(user.json().path("enabled").asBoolean());
        assertEquals(SigningUp.LAST_NAME, user.json().path("lastName").asText());
        assertEquals(1, user.credentials().size());
        assertTrue(user.signsInWith(password(winners.get(0))));
        assertFalse(user.signsInWith(password((winners.get(0) + 1) % forms.size())));
        assertEquals(1, realm.events("REGISTER").size());
    }

    private static List<Form> forms(Stream<Page> confirmPages) {
        List<Form> forms = new ArrayList<>();
        confirmPages.forEach(page -> forms.add(chosen(page, password(forms.size()))));
        return forms;
    }

    private static void assertFriendly(List<Page> answers) {
        for (Page answer : answers) {
            assertTrue(answer.status() < 500, answer::toString);
            assertTrue(answer.isApp() || FRIENDLY.contains(answer.name()), answer::toString);
        }
    }

    private static List<Integer> winners(List<Page> answers) {
        return IntStream.range(0, answers.size())
                .filter(i -> answers.get(i).isApp() || answers.get(i).name().equals("registration-done"))
                .boxed()
                .toList();
    }

    /** All of the realm whose address contains this, as the database has them. */
    private static List<User> users(Realm realm, String address) {
        return realm
                .server()
                .probe()
                .query("select USERNAME, EMAIL from USER_ENTITY where REALM_ID = ?", realm.id())
                .stream()
                .map(row -> row.path("username").asText())
                .filter(name -> name.contains(address))
                .map(realm::existing)
                .toList();
    }

    private static Page byAdmin(Realm realm, String address) {
        JsonNode user = JsonNodeFactory.instance
                .objectNode()
                .put("username", address)
                .put("email", address)
                .put("enabled", true);
        int status = realm.admin().call("POST", realm.path("/users"), user).status();
        assertTrue(status == 201 || status == 409, () -> "the admin's call: " + status);
        return null;
    }

    private static Visitor sameBrowser(Visitor first) {
        Visitor second = new Visitor();
        first.cookies().all().forEach(second.cookies()::set);
        return second;
    }

    private static Realm open(Supplier<KeycloakServer> server) {
        return Realm.open(server.get(), MAILBOX, json -> json.put("eventsEnabled", true));
    }

    private static SigningUp signingUp(Realm realm) {
        return new SigningUp(realm, MAILBOX);
    }

    private static String password(int rival) {
        return "the password of rival number " + rival;
    }
}
