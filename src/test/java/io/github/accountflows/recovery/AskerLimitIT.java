package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Alike.assertAlike;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Statements;
import io.github.accountflows.testing.Visitor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One place may ask 30 times in 10 minutes, and is told so whomever it asks for (ENU-6). */
class AskerLimitIT {
    private static final int MOST = 30;
    private static final String KNOWN = "known@example.org";
    private static final String UNKNOWN = "nobody@example.org";

    private static final Mailbox MAILBOX = Mailbox.open();
    private static Realm realm;

    @BeforeAll
    static void open() {
        realm = Realm.open(KeycloakServer.h2(), MAILBOX);
        realm.user(KNOWN).create();
    }

    @AfterAll
    static void close() {
        realm.close();
        MAILBOX.close();
    }

    @Test
    void theAskAfterTheLastOneIsToldWhenToTryAgain() {
        ask("198.51.100.1", UNKNOWN, MOST);
        int asks = realm.rows("AF_ASK").size();

        Page refused = askOnce(Visitor.from("198.51.100.1"), UNKNOWN);

        refused.is("too-many-requests");
        assertEquals(429, refused.status());
        int seconds = Integer.parseInt(refused.header("Retry-After").orElseThrow());
        assertTrue(seconds > 0 && seconds <= 600, () -> seconds + " s");
        assertTrue(refused.has("a[href*='login-actions/authenticate']"), "no way back");
        assertEquals(asks, realm.rows("AF_ASK").size());
    }

    @Test
    void anotherPlaceIsNotHeldUp() {
        ask("198.51.100.2", UNKNOWN, MOST);

        askOnce(Visitor.from("198.51.100.3"), UNKNOWN).is("recovery-sent");
    }

    @Test
    void resendsCountToo() {
        ask("198.51.100.4", UNKNOWN, MOST - 1);
        Visitor visitor = Visitor.from("198.51.100.4");
        Page sent = askOnce(visitor, UNKNOWN).is("recovery-sent");
        new Asking(realm).passPause(visitor, sent);

        assertEquals(429, sent.refresh().press("resend").status());
    }

    @Test
    void knownAndUnknownAddressesMeetTheSameLimit() {
        List<String> known = everyAnswer("198.51.100.5", KNOWN);
        List<String> unknown = everyAnswer("198.51.100.6", UNKNOWN);

        for (int ask = 0; ask <= MOST; ask++) {
            assertAlike(unknown.get(ask), known.get(ask), "ask " + (ask + 1));
        }
        assertTrue(known.get(MOST).contains("\n429\n"), known.get(MOST));
        assertTrue(!known.get(MOST - 1).contains("\n429\n"), known.get(MOST - 1));
    }

    /** Behind them stands a proxy that doesn't tell, and everybody would share one limit. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "192.168.1.2", "172.16.0.1", "fd00::1", "::1"})
    void peersWithoutANetworkOfTheirOwnAreNotLimited(String peer) {
        ask(peer, UNKNOWN, MOST);

        askOnce(Visitor.from(peer), UNKNOWN).is("recovery-sent");
    }

    /** The limit's own row is read and written alike, and no user is looked at, found in a cache or not. */
    @Test
    void askFromAPublicNetworkCostsTheSameStatementsForEverybody() {
        askOnce(Visitor.from("198.51.100.7"), KNOWN);
        askOnce(Visitor.from("198.51.100.8"), UNKNOWN);

        Statements known = statements("198.51.100.7", KNOWN);
        Statements unknown = statements("198.51.100.8", UNKNOWN);

        assertTrue(unknown.mentioning("af_limit").count() > 0, unknown::toString);
        assertEquals(0, unknown.mentioning("user_entity").count(), unknown::toString);
        assertAlike(unknown.toString(), known.toString(), KNOWN);
    }

    private static Statements statements(String ip, String typed) {
        Visitor visitor = Visitor.from(ip);
        Page request = new Asking(realm).openDirectly(visitor);
        return realm.server()
                .probe()
                .statementsDuring(() -> Asking.ask(request, typed).is("recovery-sent"))
                .ofRequests();
    }

    /** Masked short of what tells only when a page was drawn. */
    private static List<String> everyAnswer(String ip, String typed) {
        List<String> answers = new ArrayList<>();
        for (int ask = 0; ask <= MOST; ask++) {
            Visitor visitor = Visitor.from(ip);
            askOnce(visitor, typed);
            answers.add(Asking.withoutPause(visitor.transcript().masked(typed))
                    .replaceAll("retry-after: \\d+", "retry-after: {any}")
                    .replaceAll("(9|10) minutes", "{any} minutes"));
        }
        return answers;
    }

    private static void ask(String ip, String typed, int times) {
        for (int ask = 0; ask < times; ask++) {
            askOnce(Visitor.from(ip), typed).is("recovery-sent");
        }
    }

    private static Page askOnce(Visitor visitor, String typed) {
        return Asking.ask(new Asking(realm).openDirectly(visitor), typed);
    }
}
