package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Somebody who is signed in opens "Forgot password?". */
class SignedInPersonIT {
    private static final String NEW_PASSWORD = "a new password of mine";
    private static final String FORGOT = "a[href*='reset-credentials']";
    private static final String GO_ON = "[data-page] a";

    private static Mailbox mailbox;
    private static Realm realm;

    private final Visitor visitor = new Visitor();

    @BeforeAll
    static void open() {
        mailbox = Mailbox.open();
        realm = Realm.open(KeycloakServer.h2(), mailbox, json -> json.put("registrationEmailAsUsername", false));
    }

    @AfterAll
    static void close() {
        realm.close();
        mailbox.close();
    }

    @Test
    void seesWhoIsSignedInAndCanGoOnForThatAddress() {
        User olga = signedIn("olga@example.org");
        SignIn signIn = realm.app().signIn(Map.of("prompt", "login"));

        Page page = signIn.open(visitor).click(FORGOT).is("recovery-signed-in");
        assertTrue(page.text().contains("olga@example.org"), page::text);
        page.press("confirm").is("recovery-sent");
        Page done = choose(visitor.open(mailbox.awaitMail(olga.email()).link()));

        assertEquals(0, olga.sessions().size(), "signed out everywhere");
        Tokens tokens = signIn.tokens(signInWith(olga, done.click(GO_ON)));
        assertEquals(olga.id(), tokens.claims().path("sub").asText());
    }

    /** The link may be opened where one is signed in as the same person. */
    @Test
    void canGoOnForThatAddressWithoutHavingComeFromTheApp() {
        User pia = signedIn("pia@example.org");

        opened().press("confirm").is("recovery-sent");
        Page done = choose(visitor.open(mailbox.awaitMail(pia.email()).link()));

        assertTrue(signInWith(pia, done.click(GO_ON)).isApp());
    }

    @Test
    void canChangeThePasswordWithTheCurrentOne() {
        User quentin = signedIn("quentin@example.org");
        SignIn signIn = realm.app().signIn(Map.of("prompt", "login"));

        Page password = signIn.open(visitor).click(FORGOT).press("change-password");
        Page change =
                password.formWith("password").fill("password", User.PASSWORD).submit();
        Page app = change.formWith("password-new")
                .fill("password-new", NEW_PASSWORD)
                .fill("password-confirm", NEW_PASSWORD)
                .submit();

        signIn.tokens(app);
        assertTrue(app.location().orElseThrow().getQuery().contains("kc_action_status=success"), app::toString);
        assertTrue(quentin.signsInWith(NEW_PASSWORD));
    }

    @Test
    void canChangeThePasswordWithoutHavingComeFromTheApp() {
        User rita = signedIn("rita@example.org");

        Page app = opened().press("change-password")
                .formWith("password-new")
                .fill("password-new", NEW_PASSWORD)
                .fill("password-confirm", NEW_PASSWORD)
                .submit();

        assertTrue(app.isApp(), app::toString);
        assertTrue(rita.signsInWith(NEW_PASSWORD));
    }

    @Test
    void canGoBack() {
        User sven = signedIn("sven@example.org");
        SignIn signIn = realm.app().signIn(Map.of("prompt", "login"));

        Page password = signIn.open(visitor).click(FORGOT).press("cancel");
        signIn.tokens(
                password.formWith("password").fill("password", User.PASSWORD).submit());

        Page app = opened().press("cancel");
        assertTrue(app.isApp(), app::toString);
        assertEquals(1, sven.sessions().size());
        assertEquals(0, mailbox.count(sven.email()));
    }

    @Test
    void canSignOutAndAskForAnyAddress() {
        User tom = signedIn("tom@example.org");
        SignIn signIn = realm.app().signIn(Map.of("prompt", "login"));

        Page request = signIn.open(visitor).click(FORGOT).press("sign-out").is("recovery-request");

        assertEquals(0, tom.sessions().size());
        request.formWith("username").fill("username", tom.email()).submit().is("recovery-sent");
        Page done = choose(visitor.open(mailbox.awaitMail(tom.email()).link()));
        signIn.tokens(signInWith(tom, done.click(GO_ON)));
    }

    @Test
    void withoutAnAddressIsToldSoAndKeepsTheOtherWays() {
        letUsersHaveNoAddress();
        User uwe = realm.user("uwe").create();
        realm.app().signIn().with(visitor, "uwe", User.PASSWORD);

        Page page = opened();

        assertTrue(page.text().contains("This account has no email address"), page::text);
        assertFalse(page.has("[name='confirm']"));
        assertTrue(
                page.has("[name='change-password']") && page.has("[name='cancel']") && page.has("[name='sign-out']"));
        assertEquals(1, uwe.sessions().size());
    }

    /** Stock goes in circles here: it asks for the password that was forgotten, again and again. */
    @Test
    void fromTheReauthenticationForANewPasswordRecoveryEndsOnDoneAndSigningInInTheApp() {
        User vera = signedIn("vera@example.org");
        maxAgeOfAuthentication("0");
        Await.pause(Duration.ofMillis(1100));
        SignIn signIn = realm.app().signIn(Map.of("kc_action", "UPDATE_PASSWORD"));

        Page reauthentication = signIn.open(visitor);
        assertTrue(reauthentication.text().contains("re-authenticate"), reauthentication::text);
        reauthentication.click(FORGOT).is("recovery-signed-in").press("confirm").is("recovery-sent");
        Page done = choose(visitor.open(mailbox.awaitMail(vera.email()).link()));
        Page app = signInWith(vera, done.click(GO_ON));

        signIn.tokens(app);
        assertTrue(app.location().orElseThrow().getQuery().contains("kc_action_status=success"), app::toString);
    }

    @AfterEach
    void restoreMaxAge() {
        maxAgeOfAuthentication("300");
    }

    private static void maxAgeOfAuthentication(String seconds) {
        realm.admin()
                .put(
                        realm.path("/authentication/required-actions/UPDATE_PASSWORD/config"),
                        Map.of("config", Map.of("max_auth_age", seconds)));
    }

    private static void letUsersHaveNoAddress() {
        JsonNode profile = realm.admin().get(realm.path("/users/profile"));
        profile.path("attributes").forEach(attribute -> ((ObjectNode) attribute).remove("required"));
        realm.admin().put(realm.path("/users/profile"), profile);
    }

    private User signedIn(String address) {
        User user = realm.user(address).create();
        assertTrue(realm.app().signIn().with(visitor, address, User.PASSWORD).isApp());
        return user;
    }

    /** As from a bookmark, or an app's own link. */
    private Page opened() {
        return visitor.open(realm.url("/login-actions/reset-credentials?client_id=demo-app"))
                .is("recovery-signed-in");
    }

    private static Page choose(Page page) {
        return page.is("recovery-new-password")
                .formWith("password-new")
                .fill("password-new", NEW_PASSWORD)
                .fill("password-confirm", NEW_PASSWORD)
                .submit()
                .is("recovery-done");
    }

    private static Page signInWith(User user, Page page) {
        return page.formWith("password")
                .fill("username", user.username())
                .fill("password", NEW_PASSWORD)
                .submit();
    }
}
