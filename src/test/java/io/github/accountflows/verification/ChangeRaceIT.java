package io.github.accountflows.verification;

import static io.github.accountflows.testing.Proving.confirm;
import static io.github.accountflows.testing.Proving.isProved;
import static io.github.accountflows.testing.Proving.land;
import static io.github.accountflows.testing.Proving.status;
import static io.github.accountflows.testing.Proving.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Changing;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Postgres;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A change of address, and whatever else happens to the account meanwhile: one of them wins, and no address is ever the
 * account's that was not proved for it (VER-7, TOK-3, TOK-4).
 */
class ChangeRaceIT {
    private static final int RIVALS = 20;
    private static final int ROUNDS = 4;

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("eventsEnabled", true));

    @RegisterExtension
    static final OwnRealm POSTGRES = OwnRealm.onPostgres(json -> json.put("eventsEnabled", true));

    private final Realm realm = OWN.realm();
    private final Mailbox mailbox = OWN.mailbox();
    private final Changing changing = OWN.changing();
    private final Visitor visitor = new Visitor();
    private final String address = UUID.randomUUID().toString().substring(0, 8) + "@example.org";
    private final String wanted = "new." + address;

    static Stream<Named<OwnRealm>> databases() {
        return Stream.of(Named.of("H2", OWN), Named.of("PostgreSQL", POSTGRES));
    }

    // --- one after the other

    @Test
    void ofTwoBrowsersTheLaterChangeIsMeant() {
        User user = realm.user(address).create();
        Page first = changing.send(visitor, user, wanted);
        Mail firstMail = changing.mail(wanted);
        Page confirm = land(visitor, firstMail.link());

        Page second = changing.send(new Visitor(), user, "other." + address);

        Mail secondMail = changing.mail("other." + address);
        confirm(confirm).is("link-invalid");
        typeCode(first.refresh(), firstMail.code()).is("verification-sent");
        new Visitor().open(firstMail.link()).is("link-invalid");
        assertEquals(address, user.email());
        assertEquals("success", status(typeCode(second, secondMail.code())));
        assertEquals("other." + address, user.email());
    }

    /** Who recovers an account may have lost it to whoever asks for another address. */
    @Test
    void aRecoveryEndsTheChange() {
        User user = realm.user(address).create();
        Page sent = changing.send(visitor, user, wanted);
        Mail mail = changing.mail(wanted);
        mailbox.awaitMail(address); // that it is about to change
        URI recovery = OWN.recovering().link(user);

        Asking.choose(Recovering.land(recovery), "a new password of mine").is("recovery-done");

        new Visitor().open(mail.link()).is("link-invalid");
        assertFalse(typeCode(sent, mail.code()).isApp());
        assertEquals(address, user.email());
    }

    /** The mail waits at the worker while the account is recovered. */
    @Test
    void aRecoveryEndsTheChangeThatIsNotMailedYet() {
        try (Realm own = Realm.open(KeycloakServer.h2(), mailbox, json -> {})) {
            User user = own.user(address).create();
            URI recovery = new Recovering(own, mailbox).link(user);
            own.mailThrough(1, Map.of());
            new Changing(own, mailbox).send(visitor, user, wanted);
            Await.equal("OWED", () -> job(own).path("state").asText());

            Asking.choose(Recovering.land(recovery), "a new password of mine").is("recovery-done");
            own.mailThrough(mailbox.port(), Map.of());

            Await.equal("SUPPRESSED", () -> job(own).path("state").asText());
            assertEquals(0, mailbox.count(wanted));
        }
    }

    static Stream<Arguments> admins() {
        return Stream.of(
                arguments(
                        "another address", user -> user.change(json -> json.put("email", "admin." + user.username()))),
                arguments("another password", user -> user.password("by the hand of an admin")),
                arguments("disabling", User::disable),
                arguments("deleting", User::delete));
    }

    private static Arguments arguments(String name, Consumer<User> deed) {
        return Arguments.of(Named.of(name, deed));
    }

    @ParameterizedTest
    @MethodSource("admins")
    void whatAnAdminDoesInBetweenEndsTheChange(Consumer<User> deed) {
        User user = realm.user(address).create();
        Page sent = changing.send(visitor, user, wanted);
        Mail mail = changing.mail(wanted);
        Mail cancel = mailbox.awaitMail(address);
        Page confirm = elsewhere(user, mail);

        deed.accept(user);

        new Visitor().open(mail.link()).is("link-invalid");
        new Visitor().open(cancel.link()).is("link-invalid");
        List<Page> answers = List.of(confirm.press("confirm"), typeCode(sent, mail.code()));
        for (Page answer : answers) {
            assertTrue(answer.status() < 500, answer::toString);
            assertFalse(told(answer).equals("success"), answer::toString);
        }
        assertEquals(
                0,
                realm.server()
                        .probe()
                        .query("select ID from USER_ENTITY where EMAIL = ?", wanted)
                        .size());
    }

    @Test
    void whoHasGotTheAddressMeanwhileKeepsIt() {
        User user = realm.user(address).create();
        Page sent = changing.send(visitor, user, wanted);
        Mail mail = changing.mail(wanted);
        User other = realm.user(wanted).create();

        Page answer = typeCode(sent, mail.code());

        answer.is("link-invalid");
        assertEquals(address, user.email());
        assertTrue(isProved(user));
        assertEquals(wanted, other.email());
    }

    // --- at the same moment

    /** As in CVE-2026-32700: the proof of one address must not become another's. */
    @ParameterizedTest
    @MethodSource("databases")
    void aClickRacesAnotherChange(OwnRealm own) {
        for (int round = 0; round < ROUNDS; round++) {
            String mine = round + "." + address;
            String victims = "victim." + mine;
            User user = own.realm().user("race." + mine).create();
            Visitor first = new Visitor();
            own.changing().send(first, user, mine);
            Mail mail = own.changing().mail(mine);
            Page confirm = elsewhere(own, user, mail);
            Form other =
                    own.changing().form(new Visitor(), user).formWith("email").fill("email", victims);

            List<Page> answers =
                    Together.all(alternating(round, () -> confirm.press("confirm"), () -> other.press("confirm")));

            answers.forEach(ChangeRaceIT::assertFriendly);
            assertTrue(List.of(mine, "race." + mine).contains(user.email()), user.email());
            assertTrue(isProved(user));
            settle(own);
            if (user.email().equals(mine)) {
                own.mailbox()
                        .all(victims)
                        .forEach(late -> new Visitor().open(late.link()).is("link-invalid"));
            } else {
                new Visitor().open(mail.link()).is("link-invalid");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aProofRacesARecovery(OwnRealm own) {
        for (int round = 0; round < ROUNDS; round++) {
            String old = round + ".recovered." + address;
            User user = own.realm().user(old).create();
            Page sent = own.changing().send(new Visitor(), user, "new." + old);
            Mail mail = own.changing().mail("new." + old);
            own.mailbox().awaitMail(old); // that it is about to change
            Form chosen = Recovering.typed(Recovering.land(own.recovering().link(user)), "a new password of mine");

            List<Page> answers =
                    Together.all(alternating(round, () -> typeCode(sent, mail.code()), () -> chosen.submit()));

            answers.forEach(ChangeRaceIT::assertFriendly);
            boolean recovered = answers.stream().anyMatch(one -> one.name().equals("recovery-done"));
            assertEquals(recovered ? old : "new." + old, user.email(), answers::toString);
            assertTrue(isProved(user));
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void ofOneLinkOneProofComesHoweverManyConfirm(OwnRealm own) {
        User user = own.realm().user(address).create();
        Page sent = own.changing().send(visitor, user, wanted);
        Mail mail = own.changing().mail(wanted);
        List<Supplier<Page>> rivals = new ArrayList<>();
        IntStream.range(0, RIVALS - 1)
                .mapToObj(i -> elsewhere(own, user, mail))
                .forEach(page -> rivals.add(() -> page.press("confirm")));
        rivals.add(() -> typeCode(sent, mail.code()));

        List<Page> answers = Together.all(rivals);

        answers.forEach(ChangeRaceIT::assertFriendly);
        assertEquals(wanted, user.email());
        assertTrue(isProved(user));
        assertEquals(1, events(own, "UPDATE_EMAIL", user));
        settle(own);
        assertEquals(2, own.mailbox().count(address), "a warning and one notice");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void proofAndCancellationHaveOneWinner(OwnRealm own) {
        for (int round = 0; round < ROUNDS; round++) {
            String old = round + "." + address;
            String mine = "new." + old;
            User user = own.realm().user(old).create();
            Page sent = own.changing().send(new Visitor(), user, mine);
            Mail mail = own.changing().mail(mine);
            Mail warning = own.mailbox().awaitMail(old);
            List<Page> links = IntStream.range(0, 3)
                    .mapToObj(i -> elsewhere(own, user, mail))
                    .toList();
            List<Page> cancels = IntStream.range(0, 3)
                    .mapToObj(i -> new Visitor().open(warning.link()).is("verification-cancel"))
                    .toList();
            List<Supplier<Page>> rivals = new ArrayList<>();
            cancels.forEach(page -> rivals.add(() -> page.press("confirm")));
            links.forEach(page -> rivals.add(rivals.size() / 2, () -> page.press("confirm")));
            rivals.add(round % (rivals.size() + 1), () -> typeCode(sent, mail.code()));

            List<Page> answers = Together.all(rivals);

            answers.forEach(ChangeRaceIT::assertFriendly);
            long cancelled = answers.stream()
                    .filter(answer -> answer.name().equals("verification-cancelled"))
                    .count();
            long proved = events(own, "UPDATE_EMAIL", user);
            assertEquals(1, cancelled + proved, answers::toString);
            assertEquals(proved == 1 ? mine : old, user.email());
            assertTrue(isProved(user));
            if (cancelled == 1) {
                assertEquals(List.of(), user.sessions());
                new Visitor().open(mail.link()).is("link-invalid");
            } else {
                new Visitor().open(warning.link()).is("link-invalid");
            }
        }
    }

    /** Both mails are good until one of them is used: an address is no secret, and nobody reserves one. */
    @ParameterizedTest
    @MethodSource("databases")
    void ofTwoUsersOneGetsTheAddress(OwnRealm own) {
        for (int round = 0; round < ROUNDS; round++) {
            String both = round + ".both." + address;
            User one = own.realm().user(round + ".one." + address).create();
            User other = own.realm().user(round + ".other." + address).create();
            Page ones = own.changing().send(new Visitor(), one, both);
            Mail onesMail = own.changing().mail(both);
            Page others = own.changing().send(new Visitor(), other, both);
            Mail othersMail = own.changing().mail(both);

            List<Page> answers = Together.all(alternating(
                    round, () -> typeCode(ones, onesMail.code()), () -> typeCode(others, othersMail.code())));

            answers.forEach(ChangeRaceIT::assertFriendly);
            assertEquals(
                    1,
                    own.realm()
                            .server()
                            .probe()
                            .query("select ID from USER_ENTITY where EMAIL = ?", both)
                            .size());
            for (User user : List.of(one, other)) {
                assertTrue(List.of(user.username(), both).contains(user.email()), user.email());
                assertTrue(isProved(user));
            }
            assertEquals(1, answers.stream().filter(Page::isApp).count(), answers::toString);
        }
    }

    /** The same mailbox in both spellings of its domain: no index of the database knows that they are one. */
    @ParameterizedTest
    @MethodSource("databases")
    void ofTwoUsersOneGetsTheMailboxInWhateverSpelling(OwnRealm own) {
        for (int round = 0; round < ROUNDS; round++) {
            String local = round + ".idn." + address.substring(0, 8);
            User one = own.realm().user(round + ".i." + address).create();
            User other = own.realm().user(round + ".j." + address).create();
            Page ones = own.changing().send(new Visitor(), one, local + "@bücher.example");
            Mail onesMail = own.changing().mail(local + "@xn--bcher-kva.example");
            Page others = own.changing().send(new Visitor(), other, local + "@xn--bcher-kva.example");
            Mail othersMail = own.changing().mail(local + "@xn--bcher-kva.example");

            List<Page> answers = Together.all(alternating(
                    round, () -> typeCode(ones, onesMail.code()), () -> typeCode(others, othersMail.code())));

            answers.forEach(ChangeRaceIT::assertFriendly);
            assertEquals(
                    1,
                    Stream.of(one, other)
                            .filter(user -> !user.email().equals(user.username()))
                            .count(),
                    answers::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void ofASignUpAndAChangeOneGetsTheMailbox(OwnRealm own) {
        for (int round = 0; round < ROUNDS; round++) {
            String local = round + ".new." + address.substring(0, 8);
            String mailed = local + "@xn--bcher-kva.example";
            Page confirm = SigningUp.land(own.signingUp().link(local + "@bücher.example", mailed));
            User user = own.realm().user(round + ".k." + address).create();
            Page sent = own.changing().send(new Visitor(), user, mailed);
            Mail mail = own.changing().mail(mailed);
            Form chosen = SigningUp.chosen(confirm, SigningUp.PASSWORD);

            List<Page> answers =
                    Together.all(alternating(round, () -> typeCode(sent, mail.code()), () -> chosen.submit()));

            answers.forEach(ChangeRaceIT::assertFriendly);
            boolean changed = !user.email().equals(user.username());
            boolean signedUp = answers.stream().anyMatch(one -> one.name().equals("registration-done"));
            assertTrue(changed != signedUp, answers::toString);
        }
    }

    /** Whoever wants an address waits for a turn, at a row that the first one makes: both may make it at once. */
    @Test
    void aRivalForTheFirstTurnCostsNobodyTheChange() throws Exception {
        User before = POSTGRES.realm().user("before." + address).create();
        Set<String> others = turns();
        Page first = POSTGRES.changing().send(new Visitor(), before, wanted);
        assertEquals(
                "success",
                status(typeCode(first, POSTGRES.changing().mail(wanted).code())));
        String turn =
                turns().stream().filter(id -> !others.contains(id)).findFirst().orElseThrow();
        before.delete();
        User user = POSTGRES.realm().user(address).create();
        Page sent = POSTGRES.changing().send(visitor, user, wanted);
        Mail mail = POSTGRES.changing().mail(wanted);
        POSTGRES.realm().server().probe().update("delete from AF_LIMIT where ID = ?", turn);

        try (Connection rival = DriverManager.getConnection(Postgres.sharedDatabase(), "postgres", "postgres");
                PreparedStatement makes = rival.prepareStatement("insert into AF_LIMIT"
                        + " (ID, REALM_ID, TAKEN, EXPIRES_AT, VERSION) values (?, ?, '', 0, 0)")) {
            rival.setAutoCommit(false);
            makes.setString(1, turn);
            makes.setString(2, POSTGRES.realm().id());
            makes.executeUpdate();
            CompletableFuture<Page> answer = CompletableFuture.supplyAsync(() -> typeCode(sent, mail.code()));
            Await.equal(1, () -> POSTGRES.realm()
                    .server()
                    .probe()
                    .query("select PID from PG_LOCKS where not GRANTED")
                    .size());
            rival.commit();

            assertEquals("success", status(answer.get()));
        }
        assertEquals(wanted, user.email());
    }

    private static Set<String> turns() {
        return POSTGRES.realm().rows("AF_LIMIT").stream()
                .filter(row -> row.path("taken").asText().isEmpty())
                .map(row -> row.path("id").asText())
                .collect(Collectors.toSet());
    }

    private static <T> List<Supplier<T>> alternating(int round, Supplier<T> one, Supplier<T> other) {
        return round % 2 == 0 ? List.of(one, other) : List.of(other, one);
    }

    private Page elsewhere(User user, Mail mail) {
        return elsewhere(OWN, user, mail);
    }

    /** The link in a browser that has signed in only after it was opened there: on the page to confirm. */
    private static Page elsewhere(OwnRealm own, User user, Mail mail) {
        return land(new Visitor(), mail.link())
                .press("sign-in")
                .formWith("password")
                .fill("username", user.username())
                .fill("password", User.PASSWORD)
                .submit()
                .is("verification-confirm");
    }

    private static void assertFriendly(Page answer) {
        assertTrue(answer.status() < 500, answer::toString);
        assertTrue(answer.isApp() || !answer.name().isEmpty() || answer.has("[name=password]"), answer::toString);
    }

    private static String told(Page answer) {
        return answer.isApp() ? Proving.status(answer) : "";
    }

    private static long events(OwnRealm own, String type, User user) {
        return own.realm().events(type).stream()
                .filter(event -> user.id().equals(event.path("userId").asText()))
                .count();
    }

    private static JsonNode job(Realm realm) {
        return realm.rows("AF_JOB").stream()
                .filter(job -> job.path("kind").asText().equals("verification-link"))
                .findFirst()
                .orElseThrow();
    }

    /** Until no mail waits any more. */
    private static void settle(OwnRealm own) {
        Await.equal(0L, () -> own.realm().rows("AF_JOB").stream()
                .filter(job ->
                        List.of("ASKED", "OWED").contains(job.path("state").asText()))
                .count());
    }
}
