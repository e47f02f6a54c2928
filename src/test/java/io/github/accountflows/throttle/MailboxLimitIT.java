package io.github.accountflows.throttle;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.Visitor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much mail strangers can cause to one address (DESIGN 4). */
class MailboxLimitIT {
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
    void neverMoreThanSixWhoeverAsksHowOften(Supplier<KeycloakServer> server) {
        try (Realm realm = Realm.open(server.get(), MAILBOX)) {
            String address = realm.name() + "@example.org";
            realm.user(address).create();
            Asking asking = new Asking(realm);

            for (int round = 0; round < 3; round++) {
                askTogether(asking, address, round);
                awaitSettled(realm);
            }
            assertEquals(150, realm.rows("AF_JOB").size());
            // A mail that a newer ask took the place of counted as well, so there may be fewer than six.
            for (int host = 200; !"limit".equals(newestJob(realm).path("reason").textValue()); host++) {
                asking.ask(Visitor.from("203.0." + host + ".1"), address);
                awaitSettled(realm);
            }
            asking.ask(Visitor.from("203.0.250.1"), address);
            awaitSettled(realm);

            assertEquals("limit", newestJob(realm).path("reason").textValue());
            List<Mail> mails = MAILBOX.all(address);
            assertEquals(sent(realm), mails.size());
            assertTrue(mails.size() <= 6, () -> mails.size() + " mails");
            // Who met the limit still holds a link that works.
            choose(land(mails.get(mails.size() - 1).link()), "a new password of mine")
                    .is("recovery-done");
        }
    }

    /** Fifty browsers, five in each of ten networks. */
    private static void askTogether(Asking asking, String address, int round) {
        List<Form> forms = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Visitor visitor = Visitor.from("203.0." + i % 10 + "." + (1 + round * 50 + i));
            forms.add(asking.open(visitor).formWith("username").fill("username", address));
        }
        for (Page answer : Together.all(
                forms.stream().map(form -> (Supplier<Page>) form::submit).toList())) {
            answer.is("recovery-sent");
        }
    }

    @Test
    void oneNetworkCausesThreeAndTakesNobodyElsesAway() {
        String address = "neighbour@example.org";
        try (Realm realm = Realm.open(KeycloakServer.h2(), MAILBOX)) {
            realm.user(address).create();
            Asking asking = new Asking(realm);

            for (int host = 1; host <= 4; host++) {
                asking.ask(Visitor.from("198.51.100." + host), address);
                awaitSettled(realm);
            }
            assertEquals(3, sent(realm));
            assertEquals("limit", newestJob(realm).path("reason").textValue());

            asking.ask(Visitor.from("2001:db8:0:1::1"), address);
            awaitSettled(realm);
            assertEquals(4, sent(realm));
        }
    }

    @Test
    void oneAddressAtItsLimitTakesNothingFromAnother() {
        try (Realm realm = Realm.open(KeycloakServer.h2(), MAILBOX)) {
            realm.user("full@example.org").create();
            realm.user("empty@example.org").create();
            Asking asking = new Asking(realm);
            for (int i = 0; i < 3; i++) {
                asking.ask(Visitor.from("198.51.100.1"), "full@example.org");
                awaitSettled(realm);
            }

            asking.ask(Visitor.from("198.51.100.1"), "empty@example.org");

            assertTrue(MAILBOX.awaitMail("empty@example.org").hasLink());
        }
    }

    private static void awaitSettled(Realm realm) {
        Await.equal(0L, () -> realm.rows("AF_JOB").stream()
                .filter(job ->
                        List.of("ASKED", "OWED").contains(job.path("state").textValue()))
                .count());
    }

    private static int sent(Realm realm) {
        return (int) realm.rows("AF_JOB").stream()
                .filter(job -> "SENT".equals(job.path("state").textValue()))
                .count();
    }

    private static JsonNode newestJob(Realm realm) {
        return realm.rows("AF_JOB").stream()
                .reduce((one, other) -> one.path("created_at").longValue()
                                > other.path("created_at").longValue()
                        ? one
                        : other)
                .orElseThrow();
    }
}
