package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static io.github.accountflows.testing.Recovering.typed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Cookie;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What somebody prepares and sends to a victim, a link, a tab or a session, gains nothing (SES-1, SES-2, SES-3); and
 * several tabs of one browser do not get in each other's way (SES-5).
 */
class PreparedSessionIT {
    private static final String NEW_PASSWORD = "a new password of mine";
    private static final String OTHER_PASSWORD = "another new password of mine";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private final Realm realm = OWN.realm();
    private final Mailbox mailbox = OWN.mailbox();
    private final Recovering recovering = OWN.recovering();
    private final Visitor attacking = new Visitor();
    private final Visitor victims = new Visitor();
    private User attacker;
    private User victim;

    @BeforeEach
    void people() {
        String test = UUID.randomUUID().toString().substring(0, 8);
        attacker = realm.user("mallory-" + test + "@example.org").create();
        victim = realm.user("victoria-" + test + "@example.org").create();
    }

    /** SES-2: at worst the victim chooses a password for the attacker's account, which each page names. */
    @Test
    void theAttackersLinkSignsNobodyInAsTheAttacker() {
        Page landed = land(victims, recovering.link(attacker));
        assertEquals(attacker.username(), account(landed));

        Page done = choose(landed, NEW_PASSWORD).is("recovery-done");

        assertTrue(done.text().contains(attacker.username()), done::toString);
        assertNobodyIsSignedIn(victims);
        assertEquals(List.of(), attacker.sessions());
        assertEquals(victim.id(), subject(victims, victim, User.PASSWORD));
    }

    @Test
    void theAttackersLinkLeavesASignInUnderWayToItsOwner() {
        victim.change(json -> json.putArray("requiredActions").add("UPDATE_PROFILE"));
        SignIn signIn = realm.app().signIn();
        Page halfWay = signIn.with(victims, victim.username(), User.PASSWORD);

        Page landed = land(victims, recovering.link(attacker));
        Page done = choose(landed, NEW_PASSWORD).is("recovery-done");
        assertNobodyIsSignedIn(victims);
        Page app = halfWay.formWith("firstName").submit();

        assertEquals(victim.id(), signIn.tokens(app).claims().path("sub").asText());
        done.refresh().is("recovery-done");
        assertEquals(List.of(), attacker.sessions());
    }

    /** SES-1, SES-2, CVE-2026-7507: neither a tab's address nor a session's id in one makes it the victim's. */
    @Test
    void theAttackersTabIsNeverWorn() {
        List<Page> tabs = new ArrayList<>();
        tabs.add(realm.app().signIn().open(attacking));
        tabs.add(new Asking(realm).open(attacking));
        tabs.add(new Asking(realm).ask(attacking, attacker.username()));
        tabs.add(land(attacking, mailbox.awaitMail(attacker.username()).link()));
        String session = cookie(attacking).value();

        for (Page tab : tabs) {
            URI action = tab.form("form").action();
            for (URI prepared : prepared(tab.url(), action, session)) {
                for (Visitor browser : List.of(new Visitor(), victims)) {
                    Page page = browser.open(prepared);
                    assertNotTheAttackers(browser, page, prepared);
                    Page posted = browser.post(prepared, Map.of("password-new", NEW_PASSWORD))
                            .follow();
                    assertNotTheAttackers(browser, posted, prepared);
                }
            }
        }

        choose(land(victims, linkFor(victims)), NEW_PASSWORD).is("recovery-done");
        assertEquals(victim.id(), subject(victims, victim, NEW_PASSWORD));
        for (Page tab : tabs) {
            Page page = tab.refresh();
            assertFalse(page.body().contains(victim.username()), page::toString);
        }
        assertNobodyIsSignedIn(attacking);
        assertTrue(realm.app().signIn().open(attacking).has("[name='password']"));
    }

    private List<URI> prepared(URI page, URI action, String session) {
        List<URI> uris = new ArrayList<>(List.of(page, action));
        for (URI uri : List.of(page, action)) {
            String text = uri + "&auth_session_id=" + session;
            uris.add(URI.create(text));
            for (String path : List.of("restart", "authenticate", "reset-credentials", "required-action")) {
                uris.add(URI.create(text.replaceFirst("login-actions/[a-z-]+", "login-actions/" + path)
                        .replaceFirst("&?execution=[^&]*", "")));
            }
        }
        return uris;
    }

    private void assertNotTheAttackers(Visitor browser, Page page, URI prepared) {
        assertTrue(page.status() < 500, () -> prepared + " → " + page);
        assertNotEquals("recovery-new-password", page.name(), () -> prepared + " → " + page);
        assertFalse(page.body().contains(attacker.username()), () -> prepared + " → " + page);
        browser.cookies()
                .named("AUTH_SESSION_ID")
                .ifPresent(own -> assertNotEquals(cookie(attacking).value(), own.value(), prepared::toString));
        assertNobodyIsSignedIn(browser);
    }

    /**
     * SES-6: a sibling domain can plant its own session cookie in the victim's browser. Who shares the session still has
     * to name the tab, and no page of Keycloak's tells it.
     */
    @Test
    void aPlantedSessionCookieAloneOpensNothing() {
        new Asking(realm).ask(attacking, victim.username());
        URI link = mailbox.awaitMail(victim.username()).link();
        victims.cookies().set(cookie(attacking));
        Page landed = land(victims, link);
        String tab = tab(landed.url());

        assertEquals(cookie(attacking).value(), cookie(victims).value(), "the plan is not carried out");
        List<Page> seen = new ArrayList<>();
        for (String path : List.of("authenticate", "reset-credentials", "restart", "required-action", "registration")) {
            for (String query : List.of("", "?client_id=demo-app", "?client_id=demo-app&tab_id=")) {
                seen.add(attacking.open(realm.url("/login-actions/" + path + query)));
            }
        }
        seen.add(realm.app().signIn().open(attacking));
        seen.add(new Asking(realm).openDirectly(attacking));
        for (Page page : seen) {
            assertFalse((page.url() + page.body()).contains(tab), page::toString);
            assertNotEquals("recovery-new-password", page.name(), page::toString);
        }
        choose(landed.refresh(), NEW_PASSWORD).is("recovery-done");
        assertEquals(victim.id(), subject(victims, victim, NEW_PASSWORD));
        assertTrue(realm.app().signIn().open(attacking).has("[name='password']"));
        assertNobodyIsSignedIn(attacking);
    }

    /** SES-1: what a browser wore before signing in signs nobody in afterwards. */
    @Test
    void theCookiesFromBeforeTheRecoveryAreWorthNothingAfterwards() {
        choose(land(victims, linkFor(victims)), NEW_PASSWORD).is("recovery-done");
        List<Cookie> before = List.copyOf(victims.cookies().all());
        assertEquals(victim.id(), subject(victims, victim, NEW_PASSWORD));

        Visitor thief = new Visitor();
        before.forEach(thief.cookies()::set);

        assertTrue(realm.app().signIn().open(thief).has("[name='password']"));
        assertFalse(new Asking(realm).openDirectly(thief).body().contains(victim.username()));
    }

    /** SES-3: without this page's own code nothing is taken, whatever cookies come along. */
    @Test
    void aPostFromElsewhereChangesNothing() {
        Page request = new Asking(realm).open(victims);
        List<JsonNode> asks = realm.rows("AF_ASK");
        for (URI forged : forged(request)) {
            assertHarmless(victims.post(forged, Map.of("username", victim.username())));
        }
        assertEquals(asks, realm.rows("AF_ASK"));

        Page sent = Asking.ask(request.refresh(), victim.username()).is("recovery-sent");
        Page landed = land(victims, mailbox.awaitMail(victim.username()).link());
        Map<String, String> choice = Map.of("password-new", NEW_PASSWORD, "password-confirm", NEW_PASSWORD);
        for (URI forged : forged(landed)) {
            assertHarmless(victims.post(forged, choice));
        }
        assertTrue(victim.signsInWith(User.PASSWORD));
        assertNotEquals("recovery-done", sent.refresh().name());
        choose(landed.refresh(), NEW_PASSWORD).is("recovery-done");
    }

    private List<URI> forged(Page page) {
        String action = page.form("form").action().toString();
        String own = new Asking(realm).open(attacking).form("form").action().toString();
        String theirs = own.replaceFirst(".*session_code=([^&]*).*", "$1");
        return List.of(
                URI.create(action.replaceFirst("session_code=[^&]*&?", "")),
                URI.create(action.replaceFirst("session_code=[^&]*", "session_code=")),
                URI.create(action.replaceFirst("session_code=[^&]*", "session_code=" + theirs)),
                URI.create(own));
    }

    private static void assertHarmless(Page page) {
        assertTrue(page.status() < 500, page::toString);
        assertFalse(page.follow().name().matches("recovery-(sent|done)"), page::toString);
    }

    /** SES-5 */
    @Test
    void threeTabsOfOneBrowserEachGoTheirWay() {
        Page first = new Asking(realm).ask(victims, victim.username());
        Page second = new Asking(realm).open(victims);
        Page third = new Asking(realm).open(victims);

        Page landed = land(victims, mailbox.awaitMail(victim.username()).link());
        first.refresh().is("recovery-sent");
        Asking.ask(second, attacker.username()).is("recovery-sent");
        Page done = choose(landed, NEW_PASSWORD).is("recovery-done");

        first.refresh().is("recovery-sent");
        third.refresh().is("recovery-request");
        Page app = done.click("[data-page] a")
                .formWith("password")
                .fill("username", victim.username())
                .fill("password", NEW_PASSWORD)
                .submit();
        assertTrue(app.isApp(), app::toString);
        for (Page left : List.of(first, second, third)) {
            Page page = left.refresh();
            assertTrue(page.isApp() || page.has("form, a[href]"), page::toString);
            assertTrue(page.status() < 500, page::toString);
        }
    }

    /** SES-5 */
    @Test
    void oneLinkInTwoTabsIsUsedOnce() {
        URI link = recovering.link(victim);
        Page first = land(victims, link);
        Page second = land(victims, link);

        choose(first, NEW_PASSWORD).is("recovery-done");
        choose(second, OTHER_PASSWORD).is("link-invalid");
        Page sentAgain = typed(first, OTHER_PASSWORD).submit();

        sentAgain.click("#loginContinueLink").is("recovery-done");
        assertTrue(victim.signsInWith(NEW_PASSWORD));
        assertFalse(victim.signsInWith(OTHER_PASSWORD));
    }

    /** SES-5 */
    @Test
    void linksOfTwoPeopleInOneBrowserDoNotMix() {
        Page one = land(victims, recovering.link(victim));
        Page other = land(victims, recovering.link(attacker));
        assertEquals(victim.username(), account(one.refresh()));

        choose(one, NEW_PASSWORD).is("recovery-done");
        assertEquals(attacker.username(), account(other.refresh()));
        choose(other, OTHER_PASSWORD).is("recovery-done");

        assertTrue(victim.signsInWith(NEW_PASSWORD));
        assertTrue(attacker.signsInWith(OTHER_PASSWORD));
    }

    /** The owner signs in with the old password in another tab, and then finishes here: what was chosen last holds. */
    @Test
    void aSignInInAnotherTabEndsWithTheNewPassword() {
        Page landed = land(victims, linkFor(victims));
        assertEquals(victim.id(), subject(victims, victim, User.PASSWORD));

        choose(landed, NEW_PASSWORD).is("recovery-done");

        assertEquals(List.of(), victim.sessions());
        assertTrue(realm.app().signIn().open(victims).has("[name='password']"));
        assertTrue(victim.signsInWith(NEW_PASSWORD));
    }

    private URI linkFor(Visitor visitor) {
        new Asking(realm).ask(visitor, victim.username());
        return mailbox.awaitMail(victim.username()).link();
    }

    private String subject(Visitor visitor, User user, String password) {
        SignIn signIn = realm.app().signIn();
        return signIn.tokens(signIn.with(visitor, user.username(), password))
                .claims()
                .path("sub")
                .asText();
    }

    /** Whose password is chosen on this page. */
    private static String account(Page newPassword) {
        return newPassword.is("recovery-new-password").formWith("username").value("username");
    }

    private static void assertNobodyIsSignedIn(Visitor visitor) {
        assertFalse(visitor.cookies().named("KEYCLOAK_IDENTITY").isPresent());
        assertFalse(visitor.cookies().named("KEYCLOAK_SESSION").isPresent());
    }

    private static Cookie cookie(Visitor visitor) {
        return visitor.cookies().named("AUTH_SESSION_ID").orElseThrow();
    }

    private static String tab(URI uri) {
        return uri.getQuery().replaceFirst("(?:.*&)?tab_id=([^&]+).*", "$1");
    }
}
