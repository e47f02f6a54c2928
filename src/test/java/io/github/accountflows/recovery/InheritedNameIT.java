package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Alike.assertAlike;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Stock's sign-in page leaves the name that was tried in the session, and form errors of later flows are counted
 * against it: with broken addresses a stranger could lock anybody out. Ours forgets the name before it does anything.
 */
class InheritedNameIT {
    private static final int ASKS = 40;
    private static final List<String> BROKEN =
            List.of("", "no address at all", "a@b@example.org", "x".repeat(256), "x".repeat(300) + "@example.org");

    private static final Mailbox MAILBOX = Mailbox.open();
    private static Realm realm;

    @BeforeAll
    static void open() {
        // Events, so that one of stock's for a form error would show among the statements.
        realm = Realm.open(KeycloakServer.h2(), MAILBOX, json -> json.put("eventsEnabled", true)
                .put("quickLoginCheckMilliSeconds", 0));
    }

    @AfterAll
    static void close() {
        realm.close();
        MAILBOX.close();
    }

    @Test
    void brokenAsksAreNotCountedAgainstWhoeverWasTried() {
        User victim = realm.user("victim@example.org").create();
        Page request = afterFailedSignIn(victim.username());
        Await.equal(1, victim::failures);

        askInVain(request);

        // Counted in the background and in order: with this one there are two, unless an ask came between.
        realm.app().signIn().with(new Visitor(), victim.username(), "a wrong password");
        Await.equal(2, victim::failures);
        Await.pause(Duration.ofMillis(300));
        assertEquals(2, victim.failures());
        assertEquals(2, realm.events("LOGIN_ERROR").size());
        assertEquals(0, realm.events("RESET_PASSWORD_ERROR").size());
    }

    @Test
    void brokenAsksCostTheSameStatementsWhoeverWasTried() {
        User victim = realm.user("another@example.org").create();
        askInVain(afterFailedSignIn("nobody@example.org"));

        String nobody = statements(afterFailedSignIn("nobody@example.org"));
        String tried = statements(afterFailedSignIn(victim.username()));
        String untried = statements(new Asking(realm).open(new Visitor()));

        assertAlike(nobody, tried, "after a failed sign-in as the victim");
        assertAlike(nobody, untried, "after no sign-in at all");
    }

    @Test
    void theNameThatWasTriedStandsInTheField() {
        assertEquals(
                "nobody@example.org",
                afterFailedSignIn("nobody@example.org").formWith("username").value("username"));
    }

    private static Page afterFailedSignIn(String name) {
        return realm.app()
                .signIn()
                .with(new Visitor(), name, "a wrong password")
                .click("a[href*='reset-credentials']")
                .is("recovery-request");
    }

    private static String statements(Page request) {
        realm.clearUserCache();
        return realm.server()
                .probe()
                .statementsDuring(() -> askInVain(request))
                .ofRequests()
                .toString();
    }

    private static void askInVain(Page request) {
        Page page = request;
        for (int ask = 0; ask < ASKS; ask++) {
            page = Asking.ask(page, BROKEN.get(ask % BROKEN.size())).is("recovery-request");
            assertEquals(1, page.document().select("[aria-invalid=true]").size());
        }
    }
}
