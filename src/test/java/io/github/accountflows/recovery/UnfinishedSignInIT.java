package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.NewUser;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.Totp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody who knows the old password waits half-way in a sign-in while the owner recovers the account (REC-4). */
class UnfinishedSignInIT {
    private static final String NEW_PASSWORD = "a new password of mine";
    private static final String ATTACKERS = "a password of somebody else";
    private static final String BEGIN_AGAIN = "While you were signing in, this account was given a new password";
    private static final String UNFINISHED = "account-flows-unfinished-sign-in";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    /** Its app asks for a consent. */
    @RegisterExtension
    static final OwnRealm CONSENT =
            OwnRealm.onH2(json -> ((ObjectNode) json.path("clients").get(0)).put("consentRequired", true));

    @RegisterExtension
    static final OwnRealm DELETING = OwnRealm.onH2();

    private final Realm realm = OWN.realm();

    @Test
    void aRequiredActionIsNotDoneAndNotShownAnyMore() {
        User owner = owner(OWN, user -> user.requiredAction("UPDATE_PROFILE"));
        Visitor posting = new Visitor();
        Visitor looking = new Visitor();
        Page profile = signIn(realm, posting, owner);
        Page shown = signIn(realm, looking, owner);

        recover(OWN, owner);
        Page posted = profile.formWith("firstName").fill("firstName", "Mallory").submit();
        Page seen = shown.refresh();

        assertBeginsAgain(posted, posting);
        assertBeginsAgain(seen, looking);
        assertEquals("Test", owner.json().path("firstName").asText());
        assertEquals(List.of(), owner.sessions());
        Page again = again(posted, owner, NEW_PASSWORD);
        assertTrue(again.has("[name='firstName']"), again::toString);
        assertTrue(again.formWith("firstName").submit().isApp());
    }

    /** Keycloak carries a posted action out before it looks at any other: the new password would be the attacker's. */
    @Test
    void thePasswordIsNotTakenBackByTheOldOne() {
        User owner = owner(OWN, user -> user.requiredAction("UPDATE_PASSWORD"));
        Visitor attacker = new Visitor();
        Page update = signIn(realm, attacker, owner);
        User asked = owner(OWN, user -> user);
        Visitor byTheApp = new Visitor();
        Page action = realm.app()
                .signIn(Map.of("kc_action", "UPDATE_PASSWORD"))
                .with(byTheApp, asked.username(), User.PASSWORD);

        recover(OWN, owner);
        recover(OWN, asked);
        List<JsonNode> before = owner.credentials();

        assertBeginsAgain(typed(update).submit(), attacker);
        assertBeginsAgain(typed(action).submit(), byTheApp);
        assertEquals(before, owner.credentials());
        for (User user : List.of(owner, asked)) {
            assertFalse(user.signsInWith(ATTACKERS));
            assertTrue(user.signsInWith(NEW_PASSWORD));
        }
    }

    @Test
    void noSecondFactorIsEnrolled() {
        User owner = owner(OWN, user -> user.requiredAction("CONFIGURE_TOTP"));
        Visitor attacker = new Visitor();
        Page enrol = signIn(realm, attacker, owner);

        recover(OWN, owner);
        String secret = enrol.formWith("totp").value("totpSecret");
        Page answer =
                enrol.formWith("totp").fill("totp", new Totp(secret).code()).submit();

        assertBeginsAgain(answer, attacker);
        assertEquals(1, owner.credentials().size());
    }

    @Test
    void aConsentLeadsToNoSession() {
        Realm consenting = CONSENT.realm();
        User owner = owner(CONSENT, user -> user);
        Visitor attacker = new Visitor();
        Page consent = signIn(consenting, attacker, owner);
        assertTrue(consent.has("[name='accept']"), consent::toString);

        recover(CONSENT, owner);
        Page answer = consent.press("accept");

        assertBeginsAgain(answer, attacker);
        assertEquals(List.of(), owner.sessions());
        assertEquals(List.of(), consents(consenting, owner));
        assertTrue(consenting.app().signIn().open(attacker).has("[name='password']"));
        Page again = again(answer, owner, NEW_PASSWORD).press("accept");
        assertTrue(again.isApp(), again::toString);
    }

    /** He holds the factor too; but the password he gave is no longer one. */
    @Test
    void aSignInThatWaitsForTheSecondFactorBeginsAgain() {
        Totp totp = new Totp("a factor of two people");
        User owner = owner(OWN, user -> user.totp(totp));
        Visitor attacker = new Visitor();
        Page otp = signIn(realm, attacker, owner);

        Page recovering = new Visitor().open(OWN.recovering().link(owner));
        nextSecond();
        choose(recovering.formWith("otp").fill("otp", totp.code()).submit(), NEW_PASSWORD)
                .is("recovery-done");
        Page answer = otp.formWith("otp").fill("otp", totp.code()).submit();

        assertBeginsAgain(answer, attacker);
        assertEquals(List.of(), owner.sessions());
    }

    /** The same, when the recovery comes in the very second in which the old password was given. */
    @Test
    void noSecondIsLuckyForWhoWaitsForTheSecondFactor() {
        for (int round = 0; round < 3; round++) {
            Totp totp = new Totp("a factor of two people");
            User owner = owner(OWN, user -> user.totp(totp));
            Page recovering = new Visitor().open(OWN.recovering().link(owner));
            Form choice = Recovering.typed(
                    recovering.formWith("otp").fill("otp", totp.code()).submit(), NEW_PASSWORD);
            Visitor attacker = new Visitor();
            Page page = realm.app().signIn().open(attacker);
            nextSecond();
            Page otp = again(page, owner, User.PASSWORD);
            choice.submit().is("recovery-done");
            nextSecond();
            assertBeginsAgain(otp.formWith("otp").fill("otp", totp.code()).submit(), attacker);
        }
    }

    /** Deleting the account is an action that can wait too; when its event comes, the user is gone already. */
    @Test
    void theAccountIsNotDeleted() {
        Realm deleting = DELETING.realm();
        User owner = owner(DELETING, user -> user);
        allowToDelete(deleting, owner);
        Page confirm = deleting.app()
                .signIn(Map.of("kc_action", "delete_account"))
                .with(new Visitor(), owner.username(), User.PASSWORD);
        assertTrue(confirm.text().contains("Deleting your account"), confirm::toString);

        recover(DELETING, owner);
        confirm.form("form[action*='required-action']").submit();

        assertTrue(deleting.app()
                .signIn()
                .with(new Visitor(), owner.username(), NEW_PASSWORD)
                .isApp());
    }

    private static void allowToDelete(Realm realm, User owner) {
        ObjectNode action =
                (ObjectNode) realm.admin().get(realm.path("/authentication/required-actions/delete_account"));
        realm.admin().put(realm.path("/authentication/required-actions/delete_account"), action.put("enabled", true));
        String account = realm.admin()
                .get(realm.path("/clients?clientId=account"))
                .get(0)
                .path("id")
                .asText();
        JsonNode role = realm.admin().get(realm.path("/clients/" + account + "/roles/delete-account"));
        realm.admin().post(realm.path("/users/" + owner.id() + "/role-mappings/clients/" + account), List.of(role));
    }

    @Test
    void aCodeThatTheAppHasNotExchangedIsWorthNothing() {
        User owner = owner(OWN, user -> user);
        SignIn signIn = realm.app().signIn();
        Page app = signIn.with(new Visitor(), owner.username(), User.PASSWORD);
        assertTrue(app.isApp());

        recover(OWN, owner);

        AssertionError refused = assertThrows(AssertionError.class, () -> signIn.tokens(app));
        assertTrue(refused.getMessage().contains("invalid_grant"), refused::getMessage);
        assertEquals(List.of(), owner.sessions());
    }

    /** Whatever let it live: using it must neither sign anybody in nor send a browser in circles. */
    @Test
    void aSessionThatWasOverlookedEndsWhenItIsUsed() {
        Totp totp = new Totp("a factor of two people");
        User owner = owner(OWN, user -> user.totp(totp));
        Visitor attacker = new Visitor();
        Page otp = signIn(realm, attacker, owner);
        nextSecond();
        long between = Instant.now().getEpochSecond();
        assertTrue(otp.formWith("otp").fill("otp", totp.code()).submit().isApp());
        realm.server().probe().update("update USER_ENTITY set NOT_BEFORE = ? where ID = ?", between, owner.id());
        realm.clearUserCache();

        Page page = realm.app().signIn().open(attacker);

        assertTrue(page.has("[name='password']") && page.text().contains(BEGIN_AGAIN), page::toString);
        assertEquals(List.of(), owner.sessions());
    }

    @Test
    void otherPeopleAndSignInsThatBeginLaterAreNotHeldUp() {
        User other = owner(OWN, user -> user.requiredAction("UPDATE_PROFILE"));
        User owner = owner(OWN, user -> user.requiredAction("UPDATE_PROFILE"));
        Page waiting = signIn(realm, new Visitor(), other);

        recover(OWN, owner);

        assertTrue(waiting.refresh().formWith("firstName").submit().isApp());
        Page profile = realm.app().signIn().with(new Visitor(), owner.username(), NEW_PASSWORD);
        assertTrue(profile.formWith("firstName").submit().isApp());
    }

    /** Not-before counts in seconds, and nobody waits for the next one. */
    @Test
    void whoSignsInWithinTheSameSecondIsNotSentBack() {
        for (int round = 0; round < 8; round++) {
            User owner = owner(OWN, user -> user.requiredAction("UPDATE_PASSWORD"));
            Form form = Recovering.typed(land(OWN.recovering().link(owner)), NEW_PASSWORD);
            SignIn signIn = realm.app().signIn();
            Visitor ready = new Visitor();
            Page page = signIn.open(ready);
            nextSecond();
            form.submit().is("recovery-done");
            Page app = again(page, owner, NEW_PASSWORD);
            Tokens tokens = signIn.tokens(app);
            assertEquals(200, realm.app().refresh(tokens).status());
            assertTrue(realm.app().signIn().open(ready).isApp());
        }
    }

    /** The same second the other way round: the old password first. */
    @Test
    void whoPassedWithTheOldPasswordInTheSameSecondIsSentBack() {
        for (int round = 0; round < 5; round++) {
            User owner = owner(OWN, user -> user.requiredAction("UPDATE_PROFILE"));
            Form form = Recovering.typed(land(OWN.recovering().link(owner)), NEW_PASSWORD);
            Visitor attacker = new Visitor();
            Page page = realm.app().signIn().open(attacker);
            nextSecond();
            Page profile = again(page, owner, User.PASSWORD);
            form.submit().is("recovery-done");
            assertBeginsAgain(profile.formWith("firstName").submit(), attacker);
        }
    }

    /** Where the required action is not enabled, Keycloak does as it always did. */
    @Test
    void aRealmThatHasNotEnabledItIsLeftAlone() {
        try (Realm other =
                Realm.open(KeycloakServer.h2(), OWN.mailbox(), json -> json.remove(List.of("requiredActions")))) {
            User user = other.user("untouched@example.org")
                    .requiredAction("UPDATE_PROFILE")
                    .create();
            Page profile = signIn(other, new Visitor(), user);
            other.admin().post(other.path("/users/" + user.id() + "/logout"), Map.of());

            assertTrue(profile.formWith("firstName").submit().isApp());
        }
    }

    /**
     * An import that names required actions has no others: Keycloak's own must all be there, as Keycloak has them, but for
     * the one in whose place is ours.
     */
    @Test
    void theExportKeepsKeycloaksOwnRequiredActions() {
        try (Realm stock = Realm.stock(KeycloakServer.h2(), OWN.mailbox())) {
            List<JsonNode> expected = actions(stock);
            expected.stream()
                    .filter(action -> action.path("alias").asText().equals("VERIFY_EMAIL"))
                    .forEach(replaced -> ((ObjectNode) replaced).put("enabled", false));
            List<JsonNode> ours = actions(realm);
            ours.removeIf(action -> action.path("alias").asText().startsWith("account-flows-"));
            assertEquals(expected, ours);
        }
    }

    private static List<JsonNode> actions(Realm realm) {
        List<JsonNode> actions = new ArrayList<>();
        realm.admin().get(realm.path("/authentication/required-actions")).forEach(actions::add);
        return actions;
    }

    private static List<JsonNode> consents(Realm realm, User user) {
        List<JsonNode> consents = new ArrayList<>();
        realm.admin().get(realm.path("/users/" + user.id() + "/consents")).forEach(consents::add);
        return consents;
    }

    private static User owner(OwnRealm own, Function<NewUser, NewUser> more) {
        String address = UUID.randomUUID().toString().substring(0, 8) + "@example.org";
        return more.apply(own.realm().user(address)).create();
    }

    private static Page signIn(Realm realm, Visitor visitor, User user) {
        return realm.app().signIn().with(visitor, user.username(), User.PASSWORD);
    }

    private static void recover(OwnRealm own, User owner) {
        choose(land(own.recovering().link(owner)), NEW_PASSWORD).is("recovery-done");
    }

    private static Form typed(Page page) {
        return page.formWith("password-new").fill("password-new", ATTACKERS).fill("password-confirm", ATTACKERS);
    }

    private static Page again(Page signIn, User owner, String password) {
        return signIn.formWith("password")
                .fill("username", owner.username())
                .fill("password", password)
                .submit();
    }

    private static void assertBeginsAgain(Page page, Visitor visitor) {
        assertAll(
                () -> assertEquals(200, page.status(), page::toString),
                () -> assertTrue(page.has("[name='password']"), page::toString),
                () -> assertTrue(page.text().contains(BEGIN_AGAIN), page::toString),
                () -> assertFalse(visitor.cookies().named("KEYCLOAK_IDENTITY").isPresent(), page::toString));
    }

    /** Begins right after the clock has struck, so that what follows lies within one second. */
    private static void nextSecond() {
        Await.pause(Duration.ofMillis(1_005 - System.currentTimeMillis() % 1_000));
    }
}
