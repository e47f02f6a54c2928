package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.chosen;
import static io.github.accountflows.testing.SigningUp.code;
import static io.github.accountflows.testing.SigningUp.confirm;
import static io.github.accountflows.testing.SigningUp.land;
import static io.github.accountflows.testing.SigningUp.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What admins change between a sign-up and its confirmation (REG-11, REG-13). */
class MeanwhileIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("eventsEnabled", true));

    private static int addresses;

    private final Realm realm = OWN.realm();
    private final SigningUp signingUp = OWN.signingUp();
    private final Visitor visitor = new Visitor();
    private final String address = "meanwhile-" + ++addresses + "@example.org";

    @Test
    void signUpSwitchedOffIsSaidAndTheLinkWorksAgainAfterwards() {
        signingUp.send(visitor, address);
        Mail mail = signingUp.mail(address);
        during("registrationAllowed", false, () -> assertClosed(mail.link()));

        assertTrue(confirm(land(visitor, mail.link()), PASSWORD).isApp());
    }

    @Test
    void signUpSwitchedOffOnTheConfirmPageCreatesNothingAndUsesNothingUp() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = signingUp.mail(address);
        Page foreign = land(mail.link());
        Page live = typeCode(sent, code(mail)).is("registration-confirm");
        List<JsonNode> tokens = realm.rows("AF_TOKEN");
        during("registrationAllowed", false, () -> {
            assertRefused(chosen(foreign, PASSWORD));
            assertRefused(chosen(live, PASSWORD));
            assertRefused(live.formWith("not-me").add("not-me", "true"));
        });

        assertEquals(tokens, realm.rows("AF_TOKEN"));
        assertTrue(confirm(land(visitor, mail.link()), PASSWORD).status() < 400);
        assertTrue(realm.existing(address).signsInWith(PASSWORD));
    }

    @Test
    void signUpSwitchedOffOnTheSentPageTakesNoCode() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = signingUp.mail(address);
        during(
                "registrationAllowed",
                false,
                () -> assertRefused(
                        sent.formWith("code").fill("code", code(mail)).add("confirm", "true")));

        Page again = visitor.open(sent.url());
        assertTrue(confirm(typeCode(again, code(mail)).is("registration-confirm"), PASSWORD)
                .isApp());
    }

    @Test
    void aFlowThatIsNoLongerOursIsSaid() {
        URI link = signingUp.link(address);
        during("registrationFlow", "registration", () -> assertClosed(link));

        confirm(land(link), PASSWORD).is("registration-done");
    }

    @Test
    void anAppThatIsSwitchedOffIsSaid() {
        signingUp.send(visitor, address);
        URI link = signingUp.mail(address).link();
        Page page = land(visitor, link);
        enableApp(false);
        try {
            assertClosed(link);
            assertRefused(chosen(page, PASSWORD));
        } finally {
            enableApp(true);
        }

        confirm(land(visitor, link), PASSWORD);
        assertTrue(realm.existing(address).signsInWith(PASSWORD));
    }

    @Test
    void anAppThatIsGoneIsSaid() {
        String path = realm.path("/clients");
        realm.admin()
                .post(
                        path,
                        Map.of(
                                "clientId",
                                "short-lived",
                                "publicClient",
                                true,
                                "redirectUris",
                                List.of("http://127.0.0.1/*")));
        Page form = visitor.open(realm.url("/protocol/openid-connect/registrations?client_id=short-lived"
                + "&response_type=code&scope=openid&redirect_uri=http://127.0.0.1/back"));
        SigningUp.filled(form, address).submit().is("registration-sent");
        URI link = signingUp.mail(address).link();
        Page live = land(visitor, link);
        Page foreign = land(link);
        realm.admin().delete(path + "/" + app("short-lived").path("id").asText());

        assertClosed(link);
        assertRefused(chosen(live, PASSWORD));
        assertRefused(chosen(foreign, PASSWORD));
    }

    @Test
    void whatTheProfileAsksForNowIsAskedOnTheConfirmPage() {
        signingUp.send(visitor, address);
        URI link = signingUp.mail(address).link();
        String path = realm.path("/users/profile");
        ObjectNode profile = (ObjectNode) realm.admin().get(path);
        ObjectNode more = profile.deepCopy();
        ObjectNode nickname = more.withArray("attributes").addObject().put("name", "nickname");
        nickname.putObject("required").putArray("roles").add("user");
        nickname.putObject("permissions").putArray("edit").add("user").add("admin");
        realm.admin().put(path, more);
        try {
            Page page = land(visitor, link);

            Page again = confirm(page, PASSWORD).is("registration-confirm");

            assertTrue(again.has("[name=nickname][aria-invalid=true]"), again::body);
            assertNobody();
            assertTrue(chosen(again, PASSWORD).fill("nickname", "Mo").submit().isApp());
            User user = realm.existing(address);
            assertEquals(
                    "Mo",
                    user.json().path("attributes").path("nickname").path(0).asText());
        } finally {
            realm.admin().put(path, profile);
        }
    }

    @Test
    void thePolicyIsTheOneOfTheMomentOfTheConfirm() {
        signingUp.send(visitor, address);
        Page page = land(visitor, signingUp.mail(address).link());
        during("passwordPolicy", "length(40)", () -> {
            Page again = confirm(page, PASSWORD).is("registration-confirm");
            assertTrue(again.text().contains("40"), again::text);
            assertNobody();
            assertTrue(confirm(again, PASSWORD + " that is long enough for anybody")
                    .isApp());
        });
    }

    @Test
    void termsThatWereSwitchedOnAreAskedFor() {
        signingUp.send(visitor, address);
        Page page = land(visitor, signingUp.mail(address).link());
        requireTerms("REQUIRED");
        try {
            Page again = confirm(page, PASSWORD).is("registration-confirm");

            assertTrue(again.has("[name=termsAccepted]"), again::body);
            assertNobody();
            assertTrue(
                    chosen(again, PASSWORD).add("termsAccepted", "on").submit().isApp());
            assertTrue(realm.events("REGISTER").get(0).path("details").has("terms_version"));
        } finally {
            requireTerms("DISABLED");
        }
    }

    @Test
    void termsThatReadOtherwiseNowAreAskedForOnceMore() {
        requireTerms("REQUIRED");
        try {
            SigningUp.filled(signingUp.form(visitor), address)
                    .add("termsAccepted", "on")
                    .submit()
                    .is("registration-sent");
            URI link = signingUp.mail(address).link();
            assertFalse(land(visitor, link).has("[name=termsAccepted]"));
            realm.admin().post(realm.path("/localization/en"), Map.of("termsText", "Other terms than before."));

            Page page = land(visitor, link);

            assertTrue(page.has("[name=termsAccepted]"), page::body);
            Page again = confirm(page, PASSWORD).is("registration-confirm");
            assertEquals(
                    "The terms have changed since you agreed to them. Please read them once more.",
                    again.document().select("#input-error-terms-accepted").text());
            assertNobody();
            assertTrue(
                    chosen(again, PASSWORD).add("termsAccepted", "on").submit().isApp());
        } finally {
            requireTerms("DISABLED");
        }
    }

    /** Whose name it is, an admin must settle; by no other address can this link be confirmed, so it takes no try. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressThatIsAnothersNameIsSaidAboveTheFormAndTheLinkLives(boolean loginWithEmail) {
        during("loginWithEmailAllowed", loginWithEmail, () -> {
            signingUp.send(visitor, address);
            URI link = signingUp.mail(address).link();
            User other = named(address);

            Page page = land(visitor, link);
            for (int times = 0; times < 11; times++) {
                page = confirm(page, PASSWORD).is("registration-confirm");
                assertAbove(page, "Another account goes by this address as its name");
            }
            assertNobody();
            assertEquals("other-" + address, other.email());

            other.delete();
            assertTrue(confirm(land(visitor, link), PASSWORD).isApp());
        });
    }

    /** Whose e-mail is another one. */
    private User named(String name) {
        realm.set("registrationEmailAsUsername", false);
        try {
            return realm.user(name).email("other-" + name).create();
        } finally {
            realm.set("registrationEmailAsUsername", true);
        }
    }

    /** The address itself can't be changed there, and has no field that could say what is wrong with it. */
    @Test
    void anAddressThatTheProfileRefusesNowIsSaidAboveTheForm() {
        signingUp.send(visitor, address);
        URI link = signingUp.mail(address).link();
        Page page = land(visitor, link);
        duringProfile(
                profile -> {
                    for (JsonNode attribute : profile.path("attributes")) {
                        if (attribute.path("name").asText().equals("email")) {
                            ((ObjectNode) attribute)
                                    .withObjectProperty("validations")
                                    .putObject("pattern")
                                    .put("pattern", ".*@example[.]com")
                                    .put("error-message", "Only addresses of our own, please");
                        }
                    }
                },
                () -> {
                    assertAbove(
                            confirm(page, PASSWORD).is("registration-confirm"), "Only addresses of our own, please");
                    assertNobody();
                });

        assertTrue(confirm(land(visitor, link), PASSWORD).isApp());
    }

    /** In the page's own alert, outside the form that has the fields. */
    private static void assertAbove(Page page, String text) {
        assertTrue(page.text().contains(text), page::text);
        assertFalse(
                page.document()
                        .selectFirst("form:has([name=password-new])")
                        .text()
                        .contains(text),
                page::body);
    }

    private void duringProfile(Consumer<ObjectNode> changes, Runnable story) {
        String path = realm.path("/users/profile");
        ObjectNode profile = (ObjectNode) realm.admin().get(path);
        ObjectNode changed = profile.deepCopy();
        changes.accept(changed);
        realm.admin().put(path, changed);
        try {
            story.run();
        } finally {
            realm.admin().put(path, profile);
        }
    }

    /** Also while nobody may sign up any more, the page of "no" and the one of "done" stay what they are. */
    @Test
    void whatHasEndedStaysEnded() {
        Page declined = land(signingUp.link(address)).press("not-me").is("registration-declined");
        during("registrationAllowed", false, () -> assertTrue(declined.refresh().status() < 500));

        declined.refresh().is("registration-declined");
    }

    private void assertClosed(URI link) {
        List<JsonNode> tokens = realm.rows("AF_TOKEN");
        for (Visitor somebody : List.of(visitor, new Visitor())) {
            assertEquals(400, somebody.open(link).is("link-closed").status());
        }
        assertEquals(tokens, realm.rows("AF_TOKEN"));
    }

    private void assertRefused(Form form) {
        Page answer = form.submit();
        assertTrue(answer.status() >= 400 && answer.status() < 500 || answer.has("[name=password]"), answer::toString);
        assertFalse(answer.isApp());
        assertNobody();
    }

    private void assertNobody() {
        assertEquals(
                0,
                realm.admin()
                        .get(realm.path("/users?exact=true&email=" + address))
                        .size());
    }

    private void during(String setting, Object value, Runnable story) {
        Object before = realm.admin().get(realm.path("")).path(setting);
        realm.set(setting, value);
        try {
            story.run();
        } finally {
            realm.set(setting, before);
        }
    }

    private void enableApp(boolean enabled) {
        ObjectNode app = app("demo-app");
        realm.admin().put(realm.path("/clients/" + app.path("id").asText()), app.put("enabled", enabled));
    }

    private ObjectNode app(String clientId) {
        return (ObjectNode)
                realm.admin().get(realm.path("/clients?clientId=" + clientId)).get(0);
    }

    private void requireTerms(String requirement) {
        ObjectNode step = (ObjectNode) realm.execution("account registration", "registration-terms-and-conditions");
        realm.admin()
                .put(
                        realm.path("/authentication/flows/account%20registration/executions"),
                        step.put("requirement", requirement));
    }
}
