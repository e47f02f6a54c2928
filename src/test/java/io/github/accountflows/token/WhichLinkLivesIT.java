package io.github.accountflows.token;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static io.github.accountflows.testing.Recovering.typed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of several links which one works, and what ends them all (DESIGN 4, TOK-4). */
class WhichLinkLivesIT {
    private static final String NEW_PASSWORD = "a new password of mine";
    private static final Duration RESEND_PAUSE = Duration.ofSeconds(30);

    private static final Mailbox MAILBOX = Mailbox.open();
    private static Realm realm;
    private static Recovering recovering;
    private static Page askedEarly;
    private static Instant resendAllowed;

    @BeforeAll
    static void open() {
        realm = Realm.open(
                KeycloakServer.h2(),
                MAILBOX,
                // So that people may change their address themselves.
                json -> json.put("editUsernameAllowed", true));
        recovering = new Recovering(realm, MAILBOX);
        // The pause before a resend passes while the other tests run.
        realm.user("early@example.org").create();
        askedEarly = new Asking(realm).ask("early@example.org");
        resendAllowed = Instant.now().plus(RESEND_PAUSE);
    }

    @AfterAll
    static void close() {
        realm.close();
        MAILBOX.close();
    }

    @Test
    void aResendEndsTheOlderLinkOnceItIsAccepted() throws InterruptedException {
        URI older = MAILBOX.awaitMail("early@example.org").link();
        land(older);

        try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
            smtp.at(Step.CONTENT).first(1).answer("451 4.3.0 later");
            realm.mailThrough(smtp.port(), Map.of());
            Duration left = Duration.between(Instant.now(), resendAllowed);
            Await.pause(left.isNegative() ? Duration.ZERO : left);
            askedEarly.refresh().is("recovery-sent").press("resend").is("recovery-sent");

            Await.equal(1, () -> smtp.count(Step.CONTENT));
            land(older); // the newer one has not arrived
            String text = smtp.awaitMails(1, Duration.ofSeconds(20)).get(0).text();
            Await.equal("link-invalid", () -> new Visitor().open(older).name());
            URI newer = URI.create(text.lines()
                    .map(String::strip)
                    .filter(line -> line.contains("/account-link/"))
                    .findFirst()
                    .orElseThrow());
            choose(land(newer), NEW_PASSWORD).is("recovery-done");
        } finally {
            realm.mailThrough(MAILBOX.port(), Map.of());
        }
    }

    @Test
    void anAskFromAnotherBrowserEndsNoLink() {
        User user = realm.user("twobrowsers@example.org").create();
        URI mine = recovering.link(user);
        URI somebodys = recovering.link(user);

        land(somebodys);
        choose(land(mine), NEW_PASSWORD).is("recovery-done");
    }

    @Test
    void usingOneLinkEndsAllOfThem() {
        User user = realm.user("several@example.org").create();
        URI first = recovering.link(user);
        URI second = recovering.link(user);
        Page landed = land(first);

        choose(land(second), NEW_PASSWORD).is("recovery-done");

        new Visitor().open(first).is("link-invalid");
        new Visitor().open(second).is("link-invalid");
        choose(landed, "another password of mine").is("link-invalid");
        assertTrue(user.signsInWith(NEW_PASSWORD));
    }

    @Test
    void usingALinkLeavesOtherPeoplesAlone() {
        URI other = recovering.link(realm.user("neighbour@example.org").create());
        User user = realm.user("user@example.org").create();

        choose(land(recovering.link(user)), NEW_PASSWORD).is("recovery-done");

        land(other);
    }

    enum Change {
        PASSWORD_BY_ADMINISTRATOR {
            @Override
            void of(User user) {
                user.password("a password by the administrator");
            }
        },
        PASSWORD_BY_USER {
            @Override
            void of(User user) {
                SignIn signIn = realm.app().signIn(Map.of("kc_action", "UPDATE_PASSWORD"));
                Page page = signIn.with(new Visitor(), user.username(), User.PASSWORD);
                assertTrue(typed(page, "a password by the user").submit().isApp());
                assertTrue(user.signsInWith("a password by the user"));
            }
        },
        ADDRESS_BY_ADMINISTRATOR {
            @Override
            void of(User user) {
                user.change(json -> json.put("email", moved(user)));
            }
        },
        ADDRESS_BY_USER {
            @Override
            void of(User user) {
                SignIn signIn = realm.app().signIn();
                var tokens = signIn.tokens(signIn.with(new Visitor(), user.username(), User.PASSWORD));
                assertEquals(
                        204,
                        realm.app()
                                .changeProfile(tokens, json -> json.put("email", moved(user))
                                        .put("username", moved(user)))
                                .status());
                assertEquals(moved(user), user.email());
            }
        },
        ADDRESS_AWAY_AND_BACK {
            @Override
            void of(User user) {
                user.change(json -> json.put("email", moved(user)));
                user.change(json -> json.put("email", user.username()));
            }
        },
        DISABLED_AND_ENABLED {
            @Override
            void of(User user) {
                user.disable();
                user.change(json -> json.put("enabled", true));
            }
        },
        DELETED {
            @Override
            void of(User user) {
                user.delete();
            }
        },
        DELETED_AND_MADE_AGAIN {
            @Override
            void of(User user) {
                user.delete();
                realm.user(user.username()).create();
            }
        };

        abstract void of(User user);

        private static String moved(User user) {
            return "moved-" + user.username();
        }

        private User user(String when) {
            return realm.user((name() + "-" + when + "@example.org").toLowerCase())
                    .create();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeEndsALinkBeforeItIsOpened(Change change) {
        User user = change.user("unopened");
        URI link = recovering.link(user);

        change.of(user);

        new Visitor().open(link).is("link-invalid");
    }

    @ParameterizedTest
    @EnumSource
    void aChangeEndsALinkThatIsOpenAlready(Change change) {
        User user = change.user("opened");
        Page landed = land(recovering.link(user));

        change.of(user);

        choose(landed, NEW_PASSWORD).is("link-invalid");
        assertFalse(user.signsInWith(NEW_PASSWORD));
    }

    @Test
    void disablingEndsALink() {
        User user = realm.user("disabled@example.org").create();
        URI link = recovering.link(user);

        user.disable();

        new Visitor().open(link).is("link-invalid");
    }

    /** Keycloak itself looks at the user of a running flow before any step of ours: the page is its own. */
    @Test
    void whoIsDisabledWhileChoosingAPasswordChangesNothing() {
        User user = realm.user("disabled-meanwhile@example.org").create();
        Page landed = land(recovering.link(user));
        JsonNode before = user.credentials().get(0);

        user.disable();
        Page answer = choose(landed, NEW_PASSWORD);

        assertEquals(400, answer.status());
        assertTrue(answer.text().contains("Account is disabled"), answer::text);
        assertEquals(before, user.credentials().get(0));
    }

    /** What an administrator edits besides is no reason to take a link away. */
    @Test
    void otherEditsOfTheAccountLeaveALinkAlive() {
        User user = realm.user("renamed@example.org").create();
        URI link = recovering.link(user);

        user.change(json -> json.put("firstName", "Renamed"));

        choose(land(link), NEW_PASSWORD).is("recovery-done");
    }
}
