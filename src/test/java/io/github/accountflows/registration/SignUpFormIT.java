package io.github.accountflows.registration;

import static io.github.accountflows.testing.Alike.assertAlike;
import static io.github.accountflows.testing.SigningUp.fault;
import static io.github.accountflows.testing.SigningUp.filled;
import static io.github.accountflows.testing.SigningUp.isForm;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.Totp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The realm's own form with our action in it, beside what stock's actions do there and what its sign-in page left. */
class SignUpFormIT {
    private static final int TRIES = 40;
    private static final List<String> BROKEN = List.of("", "no address", "a@b@example.org", "x".repeat(300) + "@a.org");

    /**
     * Events, so that one of stock's for a form error would show among the statements; and an action that must not stand
     * beside ours, but is switched off.
     */
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> add(
            json.put("eventsEnabled", true).put("quickLoginCheckMilliSeconds", 0),
            "registration-user-creation",
            "DISABLED",
            5));

    @RegisterExtension
    static final OwnRealm TERMS = OwnRealm.onH2(json -> require(json, "registration-terms-and-conditions"));

    private final SigningUp signingUp = OWN.signingUp();

    @Test
    void brokenSignUpsAreNotCountedAgainstWhoeverWasTried() {
        User victim = OWN.realm().user("victim@example.org").create();
        Page form = afterFailedSignIn(victim.username());
        Await.equal(1, victim::failures);

        signUpInVain(form);

        // Counted in the background and in order: with this one there are two, unless a sign-up came between.
        OWN.realm().app().signIn().with(new Visitor(), victim.username(), "a wrong password");
        Await.equal(2, victim::failures);
        Await.pause(Duration.ofMillis(300));
        assertEquals(2, victim.failures());
        assertFalse(victim.lockedOut());
    }

    /** Who stopped at a second step has proved a password: Keycloak would count broken forms against them as well. */
    @Test
    void brokenSignUpsAreNotCountedAgainstWhoeverIsHalfSignedInEither() {
        User person = OWN.realm()
                .user("half@example.org")
                .totp(new Totp("a secret of the app"))
                .create();
        Visitor visitor = new Visitor();
        Page half = OWN.realm().app().signIn().with(visitor, person.username(), User.PASSWORD);
        assertTrue(half.has("[name=otp]"), half::toString);
        String tab = half.form("form:has([name=otp])")
                .action()
                .getRawQuery()
                .replaceAll("(execution|session_code)=[^&]*&?", "");

        signUpInVain(isForm(visitor.open(OWN.realm().url("/login-actions/registration?" + tab))));

        Await.pause(Duration.ofMillis(300));
        assertEquals(0, person.failures());
    }

    @Test
    void brokenSignUpsCostTheSameStatementsWhoeverWasTried() {
        User victim = OWN.realm().user("another@example.org").create();
        signUpInVain(afterFailedSignIn("nobody@example.org"));

        String nobody = statements(afterFailedSignIn("nobody@example.org"));
        String tried = statements(afterFailedSignIn(victim.username()));

        assertAlike(nobody, tried, "after a failed sign-in as the victim");
        assertAlike(nobody, statements(signingUp.form(new Visitor())), "after no sign-in at all");
        assertFalse(nobody.contains("user_entity"), nobody);
    }

    @Test
    void theAddressThatWasTriedStandsInTheField() {
        assertEquals(
                "nobody@example.org",
                afterFailedSignIn("nobody@example.org")
                        .form("#kc-register-form")
                        .value("email"));
    }

    @Test
    void theFormAsksForNoPassword() {
        assertFalse(signingUp.form(new Visitor()).has("[type=password]"));
    }

    @ParameterizedTest
    @CsvSource({
        "registration-user-creation, registration-password-action",
        "registration-password-action, " + "registration-user-creation"
    })
    void besideActionsThatMakeUsersNobodyCanSignUpAndTheLogNamesTheMend(String before, String after) {
        try (Realm realm = realm(json -> {
            add(json, before, "REQUIRED", 5);
            add(json, after, "REQUIRED", 90);
        })) {
            realm.user("known@example.org").create();
            long log = realm.server().log().mark();

            for (String address : List.of("known@example.org", "new@example.org")) {
                Page form = new SigningUp(realm, OWN.mailbox()).formDirectly(new Visitor());
                assertTrue(form.text().contains("Signing up doesn't work here"), form::toString);
                Page again = isForm(filled(form, address)
                        .add("password", User.PASSWORD)
                        .add("password-confirm", User.PASSWORD)
                        .submit());
                assertTrue(again.text().contains("Signing up doesn't work here"), again::toString);
                assertFalse(again.text().contains("already exists"), again::toString);
            }

            assertEquals(0, users(realm, "new@example.org"));
            assertEquals(List.of(), realm.rows("AF_ASK"));
            List<String> said = realm.server().log().linesSince(log, " ERROR .*" + realm.name());
            assertEquals(2, said.size(), said::toString);
            assertTrue(said.get(0).contains("registration-user-creation"), said::toString);
        }
    }

    static Stream<Named<Consumer<ObjectNode>>> flowsThatProveNothing() {
        String confirm = "account-flows-registration-confirm";
        String sent = "account-flows-registration-sent";
        return Stream.of(
                Named.of("no confirm step", json -> removeStep(json, confirm)),
                Named.of("the confirm step is disabled", json -> step(json, confirm)
                        .put("requirement", "DISABLED")),
                Named.of("the confirm step is not first", json -> step(json, confirm)
                        .put("priority", 30)),
                Named.of("no sent step", json -> removeStep(json, sent)),
                Named.of("the sent step is disabled", json -> step(json, sent).put("requirement", "DISABLED")));
    }

    @ParameterizedTest
    @MethodSource("flowsThatProveNothing")
    void inAFlowThatProvesNothingNobodyCanSignUpAndTheLogNamesTheMend(Consumer<ObjectNode> changes) {
        try (Realm realm = realm(changes)) {
            assertNobodyCanSignUp(realm);
        }
    }

    /** Where addresses are usernames, Keycloak lets everybody write theirs, whatever the profile says. */
    @Test
    void whereTheProfileLetsNobodyWriteAnAddressNobodyCanSignUpAndTheLogNamesTheMend() {
        try (Realm realm = realm(json -> json.put("registrationEmailAsUsername", false))) {
            String path = realm.path("/users/profile");
            ObjectNode profile = (ObjectNode) realm.admin().get(path);
            for (JsonNode attribute : profile.path("attributes")) {
                if (attribute.path("name").asText().equals("email")) {
                    ((ObjectNode) attribute)
                            .withObjectProperty("permissions")
                            .putArray("edit")
                            .add("admin");
                }
            }
            realm.admin().put(path, profile);

            assertNobodyCanSignUp(realm);
        }
    }

    private static void assertNobodyCanSignUp(Realm realm) {
        String address = "new-" + realm.name() + "@example.org";
        long log = realm.server().log().mark();
        Page form = new Visitor().open(new SigningUp(realm, OWN.mailbox()).direct());
        assertTrue(form.text().contains("Signing up doesn't work here"), form::toString);

        Page again = form.form("#kc-register-form")
                .add("email", address)
                .add("username", "newcomer")
                .add("firstName", SigningUp.FIRST_NAME)
                .add("lastName", SigningUp.LAST_NAME)
                .add("password", User.PASSWORD)
                .add("password-confirm", User.PASSWORD)
                .submit();

        assertTrue(again.text().contains("Signing up doesn't work here"), again::toString);
        assertEquals(0, users(realm, address));
        for (String table : List.of("AF_ASK", "AF_JOB", "AF_TOKEN")) {
            assertEquals(List.of(), realm.rows(table), table);
        }
        assertEquals(0, OWN.mailbox().count(address));
        List<String> said = realm.server().log().linesSince(log, " ERROR .*" + realm.name());
        assertEquals(1, said.size(), said::toString);
        assertTrue(said.get(0).contains("must begin with 'account-flows-registration-confirm'"), said::toString);
        assertTrue(said.get(0).contains("then 'account-flows-registration-sent'"), said::toString);
        assertTrue(said.get(0).contains("let people write their email"), said::toString);
    }

    @Test
    void whoDoesNotAgreeToTheTermsIsToldAndNothingIsAsked() {
        Realm realm = TERMS.realm();
        int asks = realm.rows("AF_ASK").size();
        Page form = isForm(filled(TERMS.signingUp().formDirectly(new Visitor()), "mara@example.org")
                .add("password", "a password of mine")
                .submit());

        assertTrue(form.has("#input-error-terms-accepted"), form::body);
        assertEquals("mara@example.org", form.form("#kc-register-form").value("email"));
        assertFalse(form.body().contains("a password of mine"), form::body);
        assertEquals(asks, realm.rows("AF_ASK").size());
    }

    /** REG-15. */
    @Test
    void whatWasAgreedToIsKeptWithTheTextsVersionTimeAndLanguage() {
        Instant before = Instant.now().minusSeconds(1);
        Consent english = agreed("english@example.org", "en");
        Consent russian = agreed("russian@example.org", "ru");
        assertEquals("en", english.language());
        assertEquals("ru", russian.language());
        assertTrue(english.at().isAfter(before) && english.at().isBefore(Instant.now()), english::toString);
        assertEquals(43, english.version().length());

        TERMS.realm().admin().post(TERMS.realm().path("/localization/en"), Map.of("termsText", "Other terms"));
        assertNotEquals(
                english.version(), agreed("english.later@example.org", "en").version());
    }

    @Test
    void withoutTermsInTheFlowNobodyHasAgreedToAny() {
        String address = "unasked@example.org";
        filled(signingUp.formDirectly(new Visitor()), address)
                .add("termsAccepted", "on")
                .submit()
                .is("registration-sent");

        assertEquals(null, kept(OWN.realm(), address).consent());
    }

    @Test
    void whoSolvesNoCaptchaGetsNoFurther() {
        try (Realm realm = realm(json -> {
            json.withArray("authenticatorConfig")
                    .addObject()
                    .put("alias", "captcha")
                    .putObject("config")
                    .put("site.key", "site")
                    .put("secret.key", "secret");
            require(json, "registration-recaptcha-action").put("authenticatorConfig", "captcha");
        })) {
            for (String address : List.of("mara@example.org", "no address")) {
                Page form = new SigningUp(realm, OWN.mailbox()).formDirectly(new Visitor());
                assertTrue(form.has(".g-recaptcha[data-sitekey=site]"), form::body);

                Page again = isForm(filled(form, address)
                        .add("password", "a password of mine")
                        .submit());

                assertTrue(again.text().contains("Invalid Recaptcha"), again::toString);
                assertEquals(address, again.form("#kc-register-form").value("email"));
                assertFalse(again.body().contains("a password of mine"), again::body);
            }
            assertEquals(List.of(), realm.rows("AF_ASK"));
        }
    }

    private static Consent agreed(String address, String language) {
        Form form = filled(TERMS.signingUp().formDirectly(new Visitor().speaking(language)), address);
        form.add("termsAccepted", "on").submit().is("registration-sent");
        return kept(TERMS.realm(), address).consent();
    }

    private static SignUp kept(Realm realm, String address) {
        return realm.rows("AF_ASK").stream()
                .map(ask -> SignUp.parse(ask.path("profile").asText("{}")))
                .filter(signUp -> signUp.email().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static int users(Realm realm, String address) {
        return realm.admin().get(realm.path("/users?email=" + address)).size();
    }

    private static Realm realm(Consumer<ObjectNode> changes) {
        return Realm.open(KeycloakServer.h2(), OWN.mailbox(), changes);
    }

    private static void add(ObjectNode json, String action, String requirement, int priority) {
        fields(json)
                .addObject()
                .put("authenticator", action)
                .put("authenticatorFlow", false)
                .put("requirement", requirement)
                .put("priority", priority);
    }

    private static ObjectNode require(ObjectNode json, String action) {
        for (JsonNode field : fields(json)) {
            if (action.equals(field.path("authenticator").asText())) {
                return ((ObjectNode) field).put("requirement", "REQUIRED");
            }
        }
        throw new AssertionError("no action " + action);
    }

    private static ObjectNode step(ObjectNode json, String step) {
        return steps(json).stream()
                .filter(one -> step.equals(one.path("authenticator").asText()))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static void removeStep(ObjectNode json, String step) {
        for (JsonNode flow : json.path("authenticationFlows")) {
            Iterator<JsonNode> steps = flow.path("authenticationExecutions").iterator();
            while (steps.hasNext()) {
                if (step.equals(steps.next().path("authenticator").asText())) {
                    steps.remove();
                }
            }
        }
    }

    private static List<JsonNode> steps(ObjectNode json) {
        List<JsonNode> steps = new ArrayList<>();
        json.path("authenticationFlows")
                .forEach(flow -> flow.path("authenticationExecutions").forEach(steps::add));
        return steps;
    }

    private static ArrayNode fields(ObjectNode json) {
        for (JsonNode flow : json.path("authenticationFlows")) {
            if ("account registration fields".equals(flow.path("alias").asText())) {
                return (ArrayNode) flow.path("authenticationExecutions");
            }
        }
        throw new AssertionError("no such flow");
    }

    private Page afterFailedSignIn(String name) {
        return isForm(OWN.realm()
                .app()
                .signIn()
                .with(new Visitor(), name, "a wrong password")
                .click("a[href*='login-actions/registration']"));
    }

    private static String statements(Page form) {
        OWN.realm().clearUserCache();
        return OWN.realm()
                .server()
                .probe()
                .statementsDuring(() -> signUpInVain(form))
                .ofRequests()
                .toString();
    }

    private static void signUpInVain(Page form) {
        Page page = form;
        for (int sent = 0; sent < TRIES; sent++) {
            page = isForm(filled(page, BROKEN.get(sent % BROKEN.size())).submit());
            assertFalse(fault(page, "email").isEmpty(), page::toString);
        }
    }
}
