package io.github.accountflows.verification;

import static io.github.accountflows.testing.Changing.send;
import static io.github.accountflows.testing.Changing.type;
import static io.github.accountflows.testing.Proving.factor;
import static io.github.accountflows.testing.Proving.status;
import static io.github.accountflows.testing.Proving.typeCode;
import static io.github.accountflows.testing.Verifying.correction;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Changing;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Partner;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Totp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who wants another address has signed in a moment ago, with all that the account has (VER-6). */
class ChangeSignInIT {
    private static final Duration LONG = Duration.ofMinutes(6);
    private static final Duration SHORT = Duration.ofMinutes(4);

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private final Realm realm = OWN.realm();
    private final Mailbox mailbox = OWN.mailbox();
    private final Changing changing = OWN.changing();
    private final Visitor visitor = new Visitor();
    private final String address = UUID.randomUUID().toString().substring(0, 8) + "@example.org";
    private final String wanted = "new." + address;

    // --- how young

    @Test
    void whoHasJustSignedInToTheAppIsNotAskedAgain() {
        User user = signedIn();

        changing.open(visitor).is("verification-change");

        realm.age(visitor, user, SHORT);
        changing.open(visitor).is("verification-change");
    }

    @Test
    void anOlderSignInIsNotEnough() {
        User user = signedIn();
        realm.age(visitor, user, LONG);
        SignIn signIn = changing.signIn();

        Page again = signIn.open(visitor);

        Page app = typeCode(send(password(again), wanted), changing.mail(wanted).code());
        assertEquals("success", status(app));
        signIn.tokens(app);
        assertEquals(wanted, user.email());
    }

    /** Or the code could be typed nowhere, only because its reader has looked whether the address was right. */
    @Test
    void whoFindsTheNewAddressRightGoesBackToTheCode() {
        User user = realm.user(address).create();
        Page sent = changing.send(visitor, user, wanted);
        realm.age(visitor, user, LONG);

        Page form = correction(sent);
        assertFalse(form.text().contains("Keep my address"), form::text);
        sent = form.press("cancel").is("verification-sent");

        assertEquals("success", status(typeCode(sent, changing.mail(wanted).code())));
        assertEquals(wanted, user.email());
    }

    /** Keycloak dates a sign-in by its end; what was checked long before was checked by whoever sat there then. */
    @Test
    void aSignInThatWaitedLongBeforeItsEndIsNotEnough() {
        User user = signedIn();
        realm.ageOfSteps(visitor, user, LONG);
        SignIn signIn = changing.signIn();

        Page again = signIn.open(visitor);

        assertAsksAgain(again);
        Page sent = send(password(again), wanted);
        Page app = typeCode(sent, changing.mail(wanted).code());
        assertEquals("success", status(app));
        signIn.tokens(app); // with the app's own state, nonce and PKCE
        assertEquals(wanted, user.email());
    }

    @Test
    void aSessionThatTellsNothingOfItsSignInIsNotEnough() {
        User user = signedIn();
        realm.server().probe().age(realm.name(), user.id(), null, Duration.ofDays(20_000), false);

        assertAsksAgain(changing.open(visitor));
    }

    @Test
    void aSignInOfTheFutureTellsOfAWrongClockAndNothingElse() {
        User user = signedIn();
        realm.ageOfSteps(visitor, user, Duration.ofHours(-2));

        assertAsksAgain(changing.open(visitor));
    }

    @Test
    void aFormThatWasLeftOpenAsksForTheSignInWhenItIsSent() {
        User user = realm.user(address).create();
        Page form = changing.form(visitor, user);
        realm.age(visitor, user, LONG);

        Page again = type(form, wanted);

        assertAsksAgain(again);
        assertEquals(List.of(), asksOf(user));
        Page once = password(again);
        realm.age(visitor, user, LONG);
        Page twice = type(once, wanted);
        assertAsksAgain(twice); // nobody is refused for being slow
        send(password(twice), wanted);
        assertEquals(1, asksOf(user).size());
    }

    @Test
    void askingAgainWantsThePasswordAlsoOfWhomTheCookieKnows() {
        User user = signedIn();
        realm.ageOfSteps(visitor, user, LONG);
        Page again = changing.open(visitor);

        Page wrong = again.formWith("password")
                .fill("password", "not my password at all")
                .submit();

        assertTrue(wrong.has("[name=password]"), wrong::text);
        Page reopened = visitor.open(wrong.url());
        assertFalse(reopened.name().equals("verification-change"), reopened::toString);
        assertFalse(reopened.isApp(), reopened::toString);
    }

    @Test
    void anotherTabsSecondLookDoesNotPassByTheCookie() {
        User user = signedIn();
        realm.ageOfSteps(visitor, user, LONG);
        assertAsksAgain(changing.open(visitor));

        assertAsksAgain(changing.open(visitor));
    }

    /** A link of stock's own mail opens the page without any sign-in. */
    @Test
    void aMailedActionAsksForTheSignInFirst() {
        User user = realm.user(address).create();
        user.mailActions(Proving.CHANGE);

        Page start = visitor.open(mailbox.awaitMail(address).anyLink());
        Page again = start.has("a[href*='action-token']") ? start.click("a[href*='action-token']") : start;

        assertTrue(again.has("[name=password]"), again::text);
        again.formWith("password")
                .fill("username", address)
                .fill("password", User.PASSWORD)
                .submit()
                .is("verification-change");
    }

    // --- by an identity provider

    /** It may have a session of its own, and have asked nobody. Told to say when it asked, it is believed. */
    @Test
    void anIdentityProviderHasToSayWhenItAsked() {
        try (Partner partner = Partner.open();
                Realm own = Realm.open(KeycloakServer.h2(), mailbox, json -> partner.join(json, true))) {
            assertTrue(partner.bring(visitor, own, address).isApp());
            Page again = new Changing(own, mailbox).open(visitor);
            assertAsksAgain(again);

            Page refused = byPartner(again);

            assertFalse(refused.has("[name=email]"), refused::text);
            assertTrue(refused.text().contains("shown just now who you are"), refused::text);
            assertEquals("cancelled", status(refused.press("cancel")));
            partner.letItSayWhenItAsked(own);
            Page form = byPartner(new Changing(own, mailbox).open(visitor));
            assertTrue(form.has("[name=email]"), form::text);
        }
    }

    private Page byPartner(Page again) {
        Page there = again.click("a[href*='/broker/']");
        Page back = there.has("[name=password]") ? typePassword(there) : there;
        return back.is("verification-change");
    }

    // --- the second factor

    @Test
    void whoHasProvedTheSecondFactorIsNotAskedAgain() {
        Totp totp = totp();
        realm.user(address).totp(totp).create();
        assertTrue(factor(realm.app().signIn().with(visitor, address, User.PASSWORD), totp)
                .isApp());

        changing.open(visitor).is("verification-change");
    }

    @Test
    void aFactorThatWasSetUpAfterTheSignInHasToBeShown() {
        User user = signedIn();
        Totp totp = totp();
        giveFactor(user, totp);
        SignIn signIn = changing.signIn();

        Page again = signIn.open(visitor);

        assertAsksAgain(again);
        Page otp = typePassword(again);
        Page form = factor(otp, totp).is("verification-change");
        Page app = typeCode(send(form, wanted), changing.mail(wanted).code());
        assertEquals("success", status(app));
        signIn.tokens(app);
    }

    @Test
    void aFactorThatIsSetUpWhileTheFormIsOpenHasToBeShown() {
        User user = realm.user(address).create();
        Page form = changing.form(visitor, user);
        Totp totp = totp();
        giveFactor(user, totp);

        Page again = type(form, wanted);

        assertAsksAgain(again);
        assertEquals(List.of(), asksOf(user));
        Page otp = typePassword(again);
        assertTrue(otp.has("[name=otp]"), otp::text);
        factor(otp, totp).is("verification-change");
    }

    /** The realm's flow leaves the factor out: asking again leads nowhere, and nobody goes in circles. */
    @Test
    void whereTheFlowAsksForNoFactorWhoHasOneIsRefusedAfterOneMoreSignIn() {
        try (Realm loose = Realm.open(KeycloakServer.h2(), mailbox, json -> passwordAlone(json, null))) {
            loose.user(address).totp(totp()).create();
            Page again = new Changing(loose, mailbox).signIn().with(visitor, address, User.PASSWORD);
            assertAsksAgain(again);

            Page refused = password(again);

            assertFalse(refused.has("[name=email]"), refused::text);
            assertTrue(refused.text().contains("second step"), refused::text);
            refused.refresh().is("verification-change");
            Page forced = refused.formWith("cancel")
                    .add("email", wanted)
                    .add("confirm", "")
                    .submit();
            assertEquals(List.of(), loose.rows("AF_ASK"), forced::toString);
            assertEquals("cancelled", status(refused.refresh().press("cancel")));
        }
    }

    /** Stock's conditional form passes without asking, as the admin has set it: that is no factor shown. */
    @Test
    void aFactorThatWasSkippedIsNoneThatWasShown() {
        try (Realm loose =
                Realm.open(KeycloakServer.h2(), mailbox, json -> passwordAlone(json, "auth-conditional-otp-form"))) {
            loose.user(address).totp(totp()).create();
            Page again = new Changing(loose, mailbox).signIn().with(visitor, address, User.PASSWORD);

            Page refused = password(again);

            assertTrue(refused.text().contains("second step"), refused::text);
        }
    }

    private static void passwordAlone(ObjectNode json, String then) {
        ObjectNode flow = json.withArray("authenticationFlows")
                .addObject()
                .put("alias", "loose")
                .put("providerId", "basic-flow")
                .put("topLevel", true)
                .put("builtIn", false);
        step(flow, "auth-cookie", "ALTERNATIVE", 10);
        flow.withArray("authenticationExecutions")
                .addObject()
                .put("authenticatorFlow", true)
                .put("flowAlias", "loose forms")
                .put("requirement", "ALTERNATIVE")
                .put("priority", 20)
                .put("userSetupAllowed", false);
        ObjectNode forms = json.withArray("authenticationFlows")
                .addObject()
                .put("alias", "loose forms")
                .put("providerId", "basic-flow")
                .put("topLevel", false)
                .put("builtIn", false);
        step(forms, "auth-username-password-form", "REQUIRED", 10);
        if (then != null) {
            step(forms, then, "REQUIRED", 20).put("authenticatorConfig", "never");
            json.withArray("authenticatorConfig")
                    .addObject()
                    .put("alias", "never")
                    .withObjectProperty("config")
                    .put("defaultOtpOutcome", "skip");
        }
        json.put("browserFlow", "loose");
    }

    private static ObjectNode step(ObjectNode flow, String authenticator, String requirement, int priority) {
        return flow.withArray("authenticationExecutions")
                .addObject()
                .put("authenticator", authenticator)
                .put("authenticatorFlow", false)
                .put("requirement", requirement)
                .put("priority", priority)
                .put("userSetupAllowed", false);
    }

    private User signedIn() {
        User user = realm.user(address).create();
        assertTrue(realm.app().signIn().with(visitor, address, User.PASSWORD).isApp());
        return user;
    }

    /** Keycloak says so in its own words to whom it knows by the cookie. */
    private static void assertAsksAgain(Page page) {
        assertTrue(page.has("[name=password]"), page::toString);
        assertTrue(
                page.text().contains("please sign in again before you change your address")
                        || page.text().contains("Please re-authenticate to continue"),
                page::text);
    }

    /** Answers the sign-in page, on which the user is known already or not. */
    private Page password(Page again) {
        return typePassword(again).is("verification-change");
    }

    private Page typePassword(Page again) {
        Form form = again.formWith("password").fill("password", User.PASSWORD);
        if (again.has("input[name=username]:not([type=hidden])")) {
            form.fill("username", address);
        }
        return form.submit();
    }

    private List<String> asksOf(User user) {
        return realm.rows("AF_ASK").stream()
                .map(ask -> ask.path("user_id").asText())
                .filter(user.id()::equals)
                .toList();
    }

    private static Totp totp() {
        return new Totp("a secret of " + UUID.randomUUID().toString().substring(0, 8));
    }

    /** No admin can: it is another user's until now. */
    private void giveFactor(User user, Totp totp) {
        User donor = realm.user("donor." + address).totp(totp).create();
        realm.server()
                .probe()
                .update("update CREDENTIAL set USER_ID = ? where USER_ID = ? and TYPE = 'otp'", user.id(), donor.id());
        realm.clearUserCache();
    }
}
