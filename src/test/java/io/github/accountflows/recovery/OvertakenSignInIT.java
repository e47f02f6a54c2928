package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody who signs in with the old password again and again while the owner recovers the account (REC-4). */
class OvertakenSignInIT {
    private static final String NEW_PASSWORD = "a new password of mine";
    private static final int ATTACKERS = 16;
    private static final int EVERY_MILLIS = 30;

    static Stream<Named<Supplier<KeycloakServer>>> servers() {
        return Stream.of(Named.of("H2", KeycloakServer::h2), Named.of("PostgreSQL", KeycloakServer::postgres));
    }

    /**
     * A password takes its time to check: the old one may be found right a moment after the new one is written. The
     * owner's own new session stays.
     */
    @ParameterizedTest
    @MethodSource("servers")
    void noPasswordThatIsJustBeingCheckedOutlivesTheRecovery(Supplier<KeycloakServer> server) {
        try (Mailbox mailbox = Mailbox.open();
                // Else the owner would be locked out by those who come too late.
                Realm realm = Realm.open(server.get(), mailbox, json -> json.put("bruteForceProtected", false))) {
            for (int round = 0; round < 3; round++) {
                User owner = realm.user(UUID.randomUUID().toString().substring(0, 8) + "@example.org")
                        .create();
                Form choice = Recovering.typed(land(new Recovering(realm, mailbox).link(owner)), NEW_PASSWORD);
                List<Visitor> attackers =
                        Stream.generate(Visitor::new).limit(ATTACKERS).toList();

                race(realm, owner, choice, attackers).is("recovery-done");

                assertTrue(owner.signsInWith(NEW_PASSWORD));
                Await.equal(1, () -> owner.sessions().size());
                for (Visitor attacker : attackers) {
                    Await.equal(false, () -> realm.app().signIn().open(attacker).isApp());
                }
            }
        }
    }

    /** Keycloak gives a browser's next session the id of the last. */
    @Test
    void theOwnersNextSessionInTheSameBrowserStays() {
        try (Mailbox mailbox = Mailbox.open();
                Realm realm = Realm.open(KeycloakServer.h2(), mailbox)) {
            User owner = realm.user("owner@example.org").create();
            Visitor browser = new Visitor();
            assertTrue(realm.app()
                    .signIn()
                    .with(browser, owner.username(), User.PASSWORD)
                    .isApp());
            Recovering.typed(land(browser, new Recovering(realm, mailbox).link(owner)), NEW_PASSWORD)
                    .submit()
                    .is("recovery-done");
            assertTrue(realm.app()
                    .signIn()
                    .with(browser, owner.username(), NEW_PASSWORD)
                    .isApp());

            Await.pause(Duration.ofSeconds(2)); // a look has passed

            assertTrue(realm.app().signIn().open(browser).isApp());
            assertEquals(1, owner.sessions().size());
        }
    }

    private static Page race(Realm realm, User owner, Form choice, List<Visitor> attackers) {
        List<Supplier<Page>> all = new ArrayList<>();
        all.add(() -> after(ATTACKERS / 2, choice));
        for (int i = 0; i < attackers.size(); i++) {
            int turn = i;
            Form form = realm.app()
                    .signIn()
                    .open(attackers.get(i))
                    .formWith("password")
                    .fill("username", owner.username())
                    .fill("password", User.PASSWORD);
            all.add(() -> after(turn, form));
        }
        return Together.all(all).get(0);
    }

    private static Page after(int turns, Form form) {
        Await.pause(Duration.ofMillis((long) turns * EVERY_MILLIS));
        return form.submit();
    }
}
