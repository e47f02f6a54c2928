package io.github.accountflows.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.Look;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import io.github.accountflows.testing.pages.AppPage;
import io.github.accountflows.testing.pages.LinkClosedPage;
import io.github.accountflows.testing.pages.RegistrationConfirmPage;
import io.github.accountflows.testing.pages.RegistrationDonePage;
import io.github.accountflows.testing.pages.RegistrationExistsPage;
import io.github.accountflows.testing.pages.RegistrationSentPage;
import io.github.accountflows.testing.pages.SignInPage;
import io.github.accountflows.testing.pages.SignUpPage;
import io.github.accountflows.testing.pages.SignedInElsewherePage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every page and mail of sign up as people see it, in a realm that asks for more than a name: a choice, a text of some
 * lines, and its terms. What they look like stands in {@code target/screenshots} afterwards.
 */
class RegistrationPagesIT {
    private static final String PASSWORD = "a first password of mine";

    private static final String PROFILE = """
            {"attributes": [
              {"name": "username", "permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]}},
              {"name": "email", "displayName": "${email}", "required": {"roles": ["user"]},
               "validations": {"email": {}, "length": {"max": 255}},
               "permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]}},
              {"name": "firstName", "displayName": "${firstName}", "required": {"roles": ["user"]},
               "permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]}},
              {"name": "lastName", "displayName": "${lastName}", "required": {"roles": ["user"]},
               "permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]}},
              {"name": "country", "displayName": "${country}", "required": {"roles": ["user"]},
               "validations": {"options": {"options": ["DE", "FR", "SE"]}},
               "annotations": {"inputType": "select"},
               "permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]}},
              {"name": "about", "displayName": "${about}", "annotations": {"inputType": "textarea"},
               "permissions": {"view": ["admin", "user"], "edit": ["admin", "user"]}}]}
            """;

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(RegistrationPagesIT::askForMore);

    /** Language, width, light, scripts and theme each at least once; recovery's pages are seen in all of their mixtures. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "EN",
                "RU_NARROW",
                "EN_NIGHT",
                "RU_NIGHT_NARROW",
                "EN_WITHOUT_SCRIPTS",
                "STOCK_NARROW",
                "OLD_NARROW",
                "OWN_LAYOUT_NARROW"
            })
    void everyPageIsFitToBeSeen(Look look) {
        realm().set("loginTheme", look.theme());
        Mail mail = seenByTheOneWhoSignsUp(look);
        seenInAnotherBrowser(look);
        seenByTheOneWhoDidNotAsk(look);
        seenWhereItIsTooLate(look);
        seenByTheSignedIn(look);
        if (look.readsMail()) {
            look.sees(mail, "registration", "13-mail-link");
            look.sees(mailToOwner(look), "registration", "14-mail-account");
        }
    }

    /** From the address bar to the app, without a mouse. */
    @Test
    void theKeyboardIsEnough() {
        realm().set("loginTheme", "account-flows");
        try (Browser browser = Browser.open()) {
            form(browser, "keys@example.org").agree().send();
            String code = OWN.mailbox().awaitMail("keys@example.org").code();
            tabTo(browser, "code");
            browser.page().keyboard().type(code);
            browser.page().keyboard().press("Enter");
            new RegistrationConfirmPage(browser);
            tabTo(browser, "password-new");
            browser.page().keyboard().type(PASSWORD);
            tabTo(browser, "password-confirm");
            browser.page().keyboard().type(PASSWORD);
            tabTo(browser, "confirm");
            browser.page().keyboard().press("Enter");
            new AppPage(browser);
        }
    }

    private static Mail seenByTheOneWhoSignsUp(Look look) {
        String address = "paula." + look.word() + "@example.org";
        try (Browser browser = Browser.open(look.options())) {
            SignUpPage form = form(browser, "paula at example dot org");
            see(browser, look, "01-form");
            form = form.sendInVain();
            see(browser, look, "02-form-errors");
            RegistrationSentPage sent = form.fill("email", address).agree().send();
            see(browser, look, "03-sent");
            sent.typeInVain("AAAA-AAAA");
            see(browser, look, "04-sent-wrong-code");
            Mail mail = OWN.mailbox().awaitMail(address);
            browser.visit(mail.link());
            RegistrationConfirmPage confirm = new RegistrationConfirmPage(browser);
            assertEquals("Paula", confirm.value("firstName"));
            see(browser, look, "05-confirm");
            confirm = confirm.fill("lastName", "").createInVain("short", "other");
            see(browser, look, "06-confirm-errors");
            confirm.fill("lastName", "Larsen").create(PASSWORD);
            new AppPage(browser);
            return mail;
        }
    }

    private static void seenInAnotherBrowser(Look look) {
        try (Browser browser = Browser.open(look.options())) {
            browser.visit(
                    signUpElsewhere("tilda." + look.word() + "@example.org").link());
            RegistrationConfirmPage confirm = new RegistrationConfirmPage(browser);
            assertEquals("", confirm.value("firstName"));
            assertTrue(confirm.asksForConsent());
            see(browser, look, "07-confirm-in-another-browser");
            confirm.fill("firstName", "Tilda")
                    .fill("lastName", "Larsen")
                    .choose("country", "DE")
                    .agree()
                    .create(PASSWORD);
            new RegistrationDonePage(browser);
            see(browser, look, "08-done");
        }
    }

    private static void seenByTheOneWhoDidNotAsk(Look look) {
        try (Browser browser = Browser.open(look.options())) {
            browser.visit(signUpElsewhere("uma." + look.word() + "@example.org").link());
            new RegistrationConfirmPage(browser).notMe();
            see(browser, look, "09-declined");
        }
    }

    private static void seenWhereItIsTooLate(Look look) {
        String address = "vera." + look.word() + "@example.org";
        Mail mail = signUpElsewhere(address);
        try (Browser browser = Browser.open(look.options())) {
            realm().set("registrationAllowed", false);
            browser.visit(mail.link());
            new LinkClosedPage(browser);
            see(browser, look, "10-link-closed");
            realm().set("registrationAllowed", true);
            realm().user(address).create();
            browser.visit(mail.link());
            new RegistrationExistsPage(browser);
            see(browser, look, "11-exists");
        }
    }

    private static void seenByTheSignedIn(Look look) {
        User rosa = realm().user("rosa." + look.word() + "@example.org")
                .attribute("country", "DE")
                .create();
        try (Browser browser = Browser.open(look.options())) {
            SignInPage.open(browser, realm().app().signIn()).signIn(rosa.username(), User.PASSWORD);
            new AppPage(browser);
            browser.visit(
                    signUpElsewhere("sofia." + look.word() + "@example.org").link());
            SignedInElsewherePage elsewhere = new SignedInElsewherePage(browser);
            see(browser, look, "12-signed-in-elsewhere");
            elsewhere.signOutAndGoOn();
            new RegistrationConfirmPage(browser);
        }
    }

    private static Mail mailToOwner(Look look) {
        User owner = realm().user("wanda." + look.word() + "@example.org").create();
        return signUp(new Visitor().speaking(look.options().locale()), owner.email());
    }

    private static Mail signUpElsewhere(String address) {
        return signUp(new Visitor(), address);
    }

    private static Mail signUp(Visitor visitor, String address) {
        OWN.signingUp().send(visitor, Map.of("email", address, "country", "DE", "termsAccepted", "on"));
        return OWN.mailbox().awaitMail(address);
    }

    private static SignUpPage form(Browser browser, String address) {
        return SignInPage.open(browser, realm().app().signIn())
                .signUp()
                .fill("email", address)
                .fill("firstName", "Paula")
                .fill("lastName", "Larsen")
                .choose("country", "DE")
                .fill("about", "Likes long walks.\nAnd short ones.");
    }

    private static void tabTo(Browser browser, String field) {
        for (int presses = 0; presses < 60; presses++) {
            if (field.equals(browser.page().evaluate("document.activeElement.getAttribute('name')"))) {
                return;
            }
            browser.page().keyboard().press("Tab");
        }
        throw new AssertionError("no way to " + field + " by the keyboard");
    }

    private static void see(Browser browser, Look look, String page) {
        look.sees(browser, "registration", page);
    }

    private static Realm realm() {
        return OWN.realm();
    }

    private static void askForMore(ObjectNode realm) {
        realm.withObjectProperty("components")
                .withArray("org.keycloak.userprofile.UserProfileProvider")
                .addObject()
                .put("providerId", "declarative-user-profile")
                .putObject("config")
                .putArray("kc.user.profile.config")
                .add(PROFILE);
        ObjectNode texts = realm.putObject("localizationTexts");
        texts.putObject("en")
                .put("termsText", "<p>Be kind. See the <a href=\"https://example.org/terms\">whole of it</a>.</p>")
                .put("country", "Country")
                .put("about", "About you");
        texts.putObject("ru")
                .put("termsText", "<p>Будьте добры. <a href=\"https://example.org/terms\">Весь текст</a>.</p>")
                .put("country", "Страна")
                .put("about", "О вас");
        steps(realm)
                .filter(step -> "registration-terms-and-conditions"
                        .equals(step.path("authenticator").asText()))
                .forEach(step -> ((ObjectNode) step).put("requirement", "REQUIRED"));
    }

    private static Stream<JsonNode> steps(ObjectNode realm) {
        List<JsonNode> steps = new ArrayList<>();
        realm.path("authenticationFlows")
                .forEach(flow -> flow.path("authenticationExecutions").forEach(steps::add));
        return steps.stream();
    }
}
