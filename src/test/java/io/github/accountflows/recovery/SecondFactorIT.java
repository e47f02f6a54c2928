package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.Totp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mailbox alone is never enough for an account that asks for more (REC-2). */
class SecondFactorIT {
    private static final String NEW_PASSWORD = "a brand new one of mine";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("failureFactor", 3));

    private final Realm realm = OWN.realm();
    private final Recovering recovering = OWN.recovering();
    private final Totp app = new Totp("a secret of twenty b");

    @AfterEach
    void brakesOn() {
        realm.set("bruteForceProtected", true);
    }

    @Test
    void theOneTimeCodeIsAskedBeforeTheNewPassword() {
        User owner = realm.user("otp@example.org").totp(app).create();
        Page factor = new Visitor().open(recovering.link(owner));
        assertEquals("", factor.name(), "Keycloak's own page");

        Page choose = code(factor, app.code()).is("recovery-new-password");

        Asking.choose(choose, NEW_PASSWORD).is("recovery-done");
        assertEquals(List.of(), owner.sessions());
    }

    @Test
    void aRecoveryCodeIsTakenToo() {
        User owner = realm.user("codes@example.org").create();
        List<String> codes = enrolRecoveryCodes(owner);
        Page factor = new Visitor().open(recovering.link(owner));
        assertTrue(factor.text().contains("#1"), factor::text);
        Page missed = recoveryCode(factor, "AAAA-BBBB-CCCC");
        assertTrue(missed.text().contains("You have 4 tries left"), missed::text);

        recoveryCode(missed, codes.get(0)).is("recovery-new-password");
    }

    @Test
    void whoHasTwoChoosesBetweenThemAndNothingElse() {
        User owner = realm.user("two@example.org").totp(app).create();
        List<String> codes = enrolRecoveryCodes(owner);
        Page factor = new Visitor().open(recovering.link(owner));
        Page choice = factor.form("#kc-select-try-another-way-form").submit();
        assertEquals(2, choice.document().select("#kc-select-credential-form").size(), choice::toString);

        Page other = choice.form("form:has([value='" + step(SecondFactor.AUTHN_CODES) + "'])")
                .submit();

        // A miss stays with the way that was chosen.
        recoveryCode(recoveryCode(other, "nonsense"), codes.get(0)).is("recovery-new-password");
    }

    @ParameterizedTest(name = "brute-force protection: {0}")
    @ValueSource(booleans = {true, false})
    void fiveWrongAnswersEndTheLink(boolean brakes) {
        realm.set("bruteForceProtected", brakes);
        User owner = realm.user("five-" + brakes + "@example.org").totp(app).create();
        URI link = recovering.link(owner);
        Page factor = new Visitor().open(link);
        for (int left = 4; left > 0; left--) {
            factor = code(factor, app.wrongCode());
            assertTrue(factor.text().contains("You have " + left), factor::text);
        }

        code(factor, app.wrongCode()).is("link-invalid");

        new Visitor().open(link).is("link-invalid");
        assertEquals(0, owner.failures(), "a lockout does not grow by it");
        assertTrue(signsIn(owner, User.PASSWORD), "nor does anything else change");
    }

    @Test
    void fourWrongAnswersAndARightOneGoOn() {
        User owner = realm.user("four@example.org").totp(app).create();
        Page factor = new Visitor().open(recovering.link(owner));
        for (int miss = 0; miss < 4; miss++) {
            factor = code(factor, app.wrongCode());
        }
        code(factor, app.code()).is("recovery-new-password");
    }

    /** RAT-4: neither many browsers nor the same moment make more tries of five. */
    @Test
    void rivalsInManyBrowsersShareTheTries() {
        User owner = realm.user("rivals@example.org").totp(app).create();
        URI link = recovering.link(owner);
        List<Page> factors =
                IntStream.range(0, 12).mapToObj(i -> new Visitor().open(link)).toList();

        List<Page> answers = Together.all(factors.stream()
                .map(factor -> (Supplier<Page>) () -> code(factor, app.wrongCode()))
                .toList());

        assertEquals(
                4, answers.stream().filter(answer -> answer.has("[name='otp']")).count(), answers::toString);
        assertEquals(
                8,
                answers.stream()
                        .filter(answer -> answer.name().equals("link-invalid"))
                        .count());
        assertEquals(
                5,
                realm.rows("AF_TOKEN").stream()
                        .filter(row -> owner.id().equals(row.path("user_id").asText()))
                        .findFirst()
                        .orElseThrow()
                        .path("tries")
                        .asInt());
    }

    /** RAT-4: link after link does not make six digits guessable. */
    @Test
    void anAccountTakesTwentyAnswersADayWhateverTheLink() {
        User owner = realm.user("twenty@example.org").totp(app).create();
        for (int links = 0; links < 4; links++) {
            Page factor = new Visitor().open(recovering.link(owner));
            for (int miss = 0; miss < 5; miss++) {
                factor = code(factor, app.wrongCode());
            }
            factor.is("link-invalid");
        }

        Page refused = code(new Visitor().open(recovering.link(owner)), app.code());

        assertTrue(refused.text().contains("try again tomorrow"), refused::text);
    }

    @Test
    void whoIsLockedOutRecoversWithTheFactor() {
        User owner = realm.user("locked@example.org").totp(app).create();
        for (int i = 0; i < 3; i++) {
            assertFalse(owner.signsInWith("wrong"));
        }
        Await.equal(true, owner::lockedOut);
        int failures = owner.failures();

        Page factor = code(new Visitor().open(recovering.link(owner)), app.wrongCode());
        Page choose = code(factor, app.code());
        assertEquals(failures, owner.failures());
        Asking.choose(choose, NEW_PASSWORD).is("recovery-done");

        assertFalse(owner.lockedOut());
        Await.pause(Duration.ofSeconds(1)); // within the recovery's own second a factor is asked for twice
        assertTrue(signsIn(owner, NEW_PASSWORD));
    }

    @Test
    void nothingAnsweredIsNoMiss() {
        User owner = realm.user("nothing@example.org").totp(app).create();
        Page factor = new Visitor().open(recovering.link(owner));
        for (int i = 0; i < 6; i++) {
            factor = code(factor, " ");
            assertTrue(factor.text().contains("nothing to check"), factor::text);
        }
        code(factor, app.code()).is("recovery-new-password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0000", "' or 1=1 --", "١٢٣٤٥٦", "123456789012345678901234567890", "{\"a\":1}", "000 000", "😀"
            })
    void anAnswerOfAnyOtherKindIsAMiss(String answer) {
        User owner = realm.user("kind" + answer.hashCode() + "@example.org")
                .totp(app)
                .create();
        Page missed = code(new Visitor().open(recovering.link(owner)), answer);
        assertEquals(200, missed.status());
        assertTrue(missed.text().contains("You have 4"), missed::text);
    }

    @Test
    void proofForOneLinkIsNoneForAnother() {
        User owner = realm.user("again@example.org").totp(app).create();
        URI first = recovering.link(owner);
        URI second = recovering.link(owner);
        Visitor visitor = new Visitor();
        code(visitor.open(first), app.code()).is("recovery-new-password");

        assertTrue(visitor.open(second).has("[name='otp']"));
        assertTrue(visitor.open(first).has("[name='otp']"));
    }

    @Test
    void whoHasLostTheFactorFindsTheRealmsHelp() {
        User owner = realm.user("lost@example.org").totp(app).create();
        URI link = recovering.link(owner);
        Page factor = new Visitor().open(link);
        assertTrue(factor.text().contains("Please ask the administrator for help"), factor::text);

        realm.configure("account recovery", RecoveryStep.ID, Map.of("help", "https://help.example.org/lost?a=1&b=2"));
        try {
            Page helped = new Visitor().open(link);
            assertTrue(helped.text().contains("https://help.example.org/lost?a=1&b=2"), helped::text);
            Page missed = code(helped, app.wrongCode());
            assertTrue(missed.text().contains("https://help.example.org/lost?a=1&b=2"), missed::text);
            realm.configure("account recovery", RecoveryStep.ID, Map.of("help", "help@example.org"));
            assertTrue(new Visitor().open(link).text().contains("help@example.org"));
        } finally {
            realm.configure("account recovery", RecoveryStep.ID, Map.of("help", ""));
        }
    }

    @Test
    void nobodyIsOfferedANewFactor() {
        User owner = realm.user("bare@example.org").create();
        Visitor visitor = new Visitor();
        Page done = Asking.choose(Recovering.land(visitor, recovering.link(owner)), NEW_PASSWORD);
        done.is("recovery-done");
        assertEquals(
                "[\"account-flows-verify-email\"]",
                owner.json().path("requiredActions").toString(),
                "what each new user of this realm has, and nothing else");
        assertEquals(1, owner.credentials().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"switched off", "taken away", "after the password", "stock's own"})
    void thePasswordStepRefusesByItselfWhateverAnAdminDidToTheFlow(String change) {
        try (Realm other = Realm.open(realm.server(), OWN.mailbox())) {
            User owner = other.user("alone@example.org").totp(app).create();
            URI link = new Recovering(other, OWN.mailbox()).link(owner);
            change(other, change);

            Visitor visitor = new Visitor();
            Page page = visitor.open(link);
            if (change.equals("stock's own")) {
                page = code(page, app.code());
            }

            page.is("link-invalid");
            assertEquals(0, owner.sessions().size());
            assertTrue(signsIn(other, owner, User.PASSWORD));
            assertTrue(
                    realm.server().log().since(0).contains("User " + owner.id() + " has a second factor"),
                    "an admin is told");
        }
    }

    /** What a credential's provider calls a second factor is one, whoever brings it; its own step proves it. */
    @Test
    void aFactorOfAnotherExtensionIsNotSkippedEither() {
        try (Realm other = Realm.open(realm.server(), OWN.mailbox())) {
            User owner = other.user("phone@example.org")
                    .with(json -> json.withArray("credentials")
                            .addObject()
                            .put("type", "probe-text-message")
                            .put("secretData", "{}")
                            .put("credentialData", "{}"))
                    .create();
            URI link = new Recovering(other, OWN.mailbox()).link(owner);
            new Visitor().open(link).is("link-invalid");

            addToTheFactors(other, "probe-text-message");
            Page factor = new Visitor().open(link);
            Page again = message(factor, "wrong");
            message(again, "right").is("recovery-new-password");
        }
    }

    private static Page message(Page factor, String answer) {
        return factor.formWith("message").fill("message", answer).submit();
    }

    private static void addToTheFactors(Realm realm, String step) {
        realm.admin()
                .post(
                        realm.path("/authentication/flows/account%20recovery%20second%20factor/executions/execution"),
                        Map.of("provider", step));
        realm.admin()
                .put(
                        realm.path("/authentication/flows/account%20recovery/executions"),
                        ((ObjectNode) realm.execution("account recovery", step)).put("requirement", "ALTERNATIVE"));
    }

    private static void change(Realm realm, String change) {
        JsonNode all = realm.executions("account recovery");
        JsonNode subflow = all.get(1);
        String executions = realm.path("/authentication/flows/account%20recovery/executions");
        switch (change) {
            case "switched off" -> realm.admin().put(executions, ((ObjectNode) subflow).put("requirement", "DISABLED"));
            case "taken away" ->
                realm.admin()
                        .delete(realm.path("/authentication/executions/"
                                + subflow.path("id").asText()));
            case "after the password" -> realm.admin().put(executions, ((ObjectNode) subflow).put("priority", 99));
            case "stock's own" -> {
                String step = realm.execution("account recovery", SecondFactor.OTP.id())
                        .path("id")
                        .asText();
                realm.admin().delete(realm.path("/authentication/executions/" + step));
                addToTheFactors(realm, "auth-otp-form");
            }
            default -> throw new IllegalArgumentException(change);
        }
    }

    private String step(SecondFactor factor) {
        return realm.execution("account recovery", factor.id()).path("id").asText();
    }

    private boolean signsIn(User owner, String password) {
        return signsIn(realm, owner, password);
    }

    private boolean signsIn(Realm realm, User owner, String password) {
        return code(realm.app().signIn().with(new Visitor(), owner.username(), password), app.code())
                .isApp();
    }

    private static Page code(Page factor, String code) {
        return factor.formWith("otp").fill("otp", code).submit();
    }

    private static Page recoveryCode(Page factor, String code) {
        return factor.formWith("recoveryCodeInput")
                .fill("recoveryCodeInput", code)
                .submit();
    }

    /** As the owner does it, with an authenticator app at hand if there is one. */
    private List<String> enrolRecoveryCodes(User owner) {
        owner.change(json -> json.putArray("requiredActions").add("CONFIGURE_RECOVERY_AUTHN_CODES"));
        Page page = realm.app().signIn().with(new Visitor(), owner.username(), User.PASSWORD);
        if (page.has("[name='otp']")) {
            page = code(page, app.code());
        }
        List<String> codes =
                page.document().select("#kc-recovery-codes-list li").eachText();
        assertTrue(page.form("#kc-recovery-codes-settings-form").submit().isApp());
        return codes;
    }
}
