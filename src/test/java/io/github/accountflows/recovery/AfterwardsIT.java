package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.LogoutReceiver;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What recovery leaves behind: a new password, nobody signed in, and an owner who was told. */
class AfterwardsIT {
    private static final String NEW_PASSWORD = "a new password of mine";
    private static final String CHROME_ON_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
            + " (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private final Mailbox mailbox = OWN.mailbox();
    private final Realm realm = OWN.realm();
    private final Recovering recovering = OWN.recovering();

    /** REC-3 */
    @Test
    void nobodyIsSignedInByIt() {
        User user = realm.user("signedout@example.org").create();
        Visitor visitor = new Visitor();

        Page done = choose(land(visitor, recovering.link(user)), NEW_PASSWORD).is("recovery-done");

        assertFalse(visitor.cookies().named("KEYCLOAK_IDENTITY").isPresent());
        assertFalse(visitor.cookies().named("KEYCLOAK_SESSION").isPresent());
        assertEquals(List.of(), user.sessions());
        done.refresh().is("recovery-done");
        assertTrue(realm.app().signIn().open(visitor).has("input[name='password']"));
        assertFalse(user.signsInWith(User.PASSWORD));
        assertTrue(user.signsInWith(NEW_PASSWORD));
    }

    /** REC-3: in the browser that asked, signing in goes on to the app, with what the app gave at the start. */
    @Test
    void whoAskedHereSignsInAndIsBackAtTheApp() {
        User user = realm.user("sametab@example.org").create();
        Visitor visitor = new Visitor();
        SignIn signIn = realm.app().signIn();
        signIn.open(visitor)
                .click("a[href*='reset-credentials']")
                .formWith("username")
                .fill("username", user.username())
                .submit()
                .is("recovery-sent");

        Page done = choose(land(visitor, mailbox.awaitMail(user.username()).link()), NEW_PASSWORD)
                .is("recovery-done");
        Page app = done.click("[data-page] a")
                .formWith("password")
                .fill("username", user.username())
                .fill("password", NEW_PASSWORD)
                .submit();

        assertEquals(
                user.username(),
                signIn.tokens(app).claims().path("preferred_username").asText());
    }

    /** REC-4 */
    @Test
    void allSessionsEnd() {
        User user = realm.user("sessions@example.org").create();
        Visitor elsewhere = new Visitor();
        Tokens online = signIn(elsewhere, user, Map.of());
        Tokens offline = signIn(new Visitor(), user, Map.of("scope", "openid offline_access"));
        assertEquals(1, user.offlineSessions("demo-app").size());
        assertEquals(200, realm.app().refresh(offline).status());

        choose(land(recovering.link(user)), NEW_PASSWORD).is("recovery-done");

        assertEquals(401, realm.app().userInfo(online).status());
        assertEquals(401, realm.app().userInfo(offline).status());
        assertEquals("invalid_grant", error(online));
        assertEquals("invalid_grant", error(offline));
        assertEquals(List.of(), user.sessions());
        assertEquals(List.of(), user.offlineSessions("demo-app"));
        assertTrue(realm.app().signIn().open(elsewhere).has("input[name='password']"));
    }

    private String error(Tokens tokens) {
        return realm.app().refresh(tokens).json().path("error").asText();
    }

    /** REC-10 */
    @Test
    void aTemporaryLockoutIsLifted() {
        User user = realm.user("locked@example.org").create();
        Await.equal(true, () -> {
            user.signsInWith("a wrong password");
            return user.lockedOut();
        });
        assertFalse(user.signsInWith(User.PASSWORD));

        choose(land(recovering.link(user)), NEW_PASSWORD).is("recovery-done");

        assertFalse(user.lockedOut());
        assertEquals(0, user.failures());
        assertTrue(user.signsInWith(NEW_PASSWORD));
    }

    /** REC-6 */
    @Test
    void theOwnerIsToldOnce() {
        User user = realm.user("told@example.org").create();
        Visitor visitor = Visitor.from("198.51.100.23").sending("User-Agent", CHROME_ON_WINDOWS);

        choose(land(visitor, recovering.link(user)), NEW_PASSWORD).is("recovery-done");

        Mail notice = mailbox.awaitMail(user.username());
        assertEquals("Your password was changed", notice.subject());
        for (String words : List.of(notice.text(), notice.html())) {
            assertTrue(words.contains("Chrome, Windows"), words);
            assertTrue(words.contains("198.51.100.0/24"), words);
            assertFalse(words.contains("198.51.100.23"), words);
            assertTrue(words.contains(user.username()), words);
            assertTrue(words.matches("(?s).*\\b\\d{1,2}:\\d{2}\\b.*"), words);
            assertFalse(words.contains(NEW_PASSWORD), words);
        }
        assertFalse(notice.text().contains("://"), notice::text);
        assertFalse(notice.html().matches("(?s).*<(a|form|img)\\s.*"), notice::html);
        assertTrue(mailbox.noneArrivesWithin(Duration.ofSeconds(1), user.username()));
    }

    /** DESIGN 5.6 */
    @Test
    void appsAreToldAfterTheCommit() {
        User user = realm.user("backchannel@example.org").create();
        AtomicReference<String> seen = new AtomicReference<>();
        try (LogoutReceiver app = LogoutReceiver.open()
                .during(() -> seen.set(user.sessions().size() + " sessions, used "
                        + !realm.server()
                                .probe()
                                .query("select * from AF_TOKEN where USER_ID = ? and USED_AT is not null", user.id())
                                .isEmpty()))) {
            tellLogoutsTo(app);
            signIn(new Visitor(), user, Map.of());

            choose(land(recovering.link(user)), NEW_PASSWORD).is("recovery-done");

            Await.equal(1, () -> app.tokens().size());
            JsonNode logout = app.tokens().get(0);
            assertEquals(user.id(), logout.path("sub").asText());
            assertEquals("demo-app", logout.path("aud").asText());
            assertTrue(logout.path("events").has("http://schemas.openid.net/event/backchannel-logout"));
            assertEquals("0 sessions, used true", seen.get());
        } finally {
            tellLogoutsTo(null);
        }
    }

    /** DESIGN 5.6 */
    @Test
    void aHangingAppHoldsNobodyUp() {
        User user = realm.user("hanging@example.org").create();
        try (LogoutReceiver app = LogoutReceiver.open().hanging()) {
            tellLogoutsTo(app);
            signIn(new Visitor(), user, Map.of());
            signIn(new Visitor(), user, Map.of());
            Page page = land(recovering.link(user));

            Instant start = Instant.now();
            choose(page, NEW_PASSWORD).is("recovery-done");
            Duration took = Duration.between(start, Instant.now());

            assertTrue(took.toSeconds() < 4, took::toString);
            Await.equal(2, () -> app.tokens().size());
        } finally {
            tellLogoutsTo(null);
        }
    }

    /** Logged out without a word: an app that cannot be reached is no reason to keep the password. */
    @Test
    void anUnreachableAppHoldsNobodyUp() {
        User user = realm.user("unreachable@example.org").create();
        LogoutReceiver app = LogoutReceiver.open();
        tellLogoutsTo(app);
        app.close();
        try {
            signIn(new Visitor(), user, Map.of());

            choose(land(recovering.link(user)), NEW_PASSWORD).is("recovery-done");

            assertTrue(user.signsInWith(NEW_PASSWORD));
        } finally {
            tellLogoutsTo(null);
        }
    }

    private Tokens signIn(Visitor visitor, User user, Map<String, String> parameters) {
        SignIn signIn = realm.app().signIn(parameters);
        return signIn.tokens(signIn.with(visitor, user.username(), User.PASSWORD));
    }

    /** Null for nobody. */
    private void tellLogoutsTo(LogoutReceiver app) {
        ObjectNode client = (ObjectNode)
                realm.admin().get(realm.path("/clients?clientId=demo-app")).get(0);
        client.withObjectProperty("attributes").put("backchannel.logout.url", app == null ? "" : app.url());
        realm.admin().put(realm.path("/clients/" + client.path("id").textValue()), client);
    }
}
