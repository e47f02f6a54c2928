package io.github.accountflows.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.BrowserOptions;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.pages.AppPage;
import io.github.accountflows.testing.pages.LinkInvalidPage;
import io.github.accountflows.testing.pages.RegistrationConfirmPage;
import io.github.accountflows.testing.pages.RegistrationDonePage;
import io.github.accountflows.testing.pages.RegistrationSentPage;
import io.github.accountflows.testing.pages.SignInPage;
import io.github.accountflows.testing.pages.SignUpPage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way of somebody who signs up in a browser, from the sign-in page to the app. */
class RegistrationWalkIT {
    private static final String PASSWORD = "a first password of mine";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void aSignUpIsConfirmedByItsLinkAndGoesOnToTheApp(boolean scripts) {
        String address = "hanna-" + scripts + "@example.org";
        SignIn signIn = realm().app().signIn();
        try (Browser browser = Browser.open(
                scripts ? BrowserOptions.usual() : BrowserOptions.usual().withoutScripts())) {
            signUp(browser, signIn, address);
            assertEquals(List.of(), users(address), "nobody yet (REG-1)");
            Mail mail = OWN.mailbox().awaitMail(address);
            assertEquals("Finish creating your account", mail.subject());
            assertTrue(mail.text().contains("App: Demo App"), mail::text);
            browser.visit(mail.link());

            RegistrationConfirmPage confirm = new RegistrationConfirmPage(browser);
            assertFalse(
                    browser.url().toString().contains(Recovering.secret(mail.link())),
                    "the token left the address bar");
            assertEquals(address, confirm.address());
            assertEquals("Hanna", confirm.value("firstName"));
            confirm.create(PASSWORD);

            assertEquals(
                    users(address).get(0).path("id").asText(),
                    new AppPage(browser).tokens(signIn).claims().path("sub").asText());
            assertTrue(users(address).get(0).path("emailVerified").asBoolean());
            assertTrue(realm().existing(address).signsInWith(PASSWORD));
            assertEquals(List.of(), complaints(browser));
            assertEquals(List.of(), browser.requestsElsewhere());
        }
    }

    @Test
    void theCodeIsTypedWhereTheSignUpBegan() {
        String address = "ines@example.org";
        SignIn signIn = realm().app().signIn();
        try (Browser browser = Browser.open()) {
            RegistrationSentPage sent = signUp(browser, signIn, address);
            String code = OWN.mailbox().awaitMail(address).code();
            sent = sent.typeInVain("AAAA-AAAA");
            assertTrue(sent.text().contains("This code doesn't work."), sent::text);

            RegistrationConfirmPage confirm = sent.type(" " + code.toLowerCase().replace("-", " ") + " ");
            assertEquals(address, confirm.address());
            confirm.create(PASSWORD);

            new AppPage(browser).tokens(signIn);
            assertTrue(realm().existing(address).signsInWith(PASSWORD));
        }
    }

    @Test
    void inAnotherBrowserTheFormIsEmptyAndTheWayEndsAtTheAppsOwnAddress() {
        String address = "kim@example.org";
        try (Browser asking = Browser.open();
                Browser other = Browser.open()) {
            signUp(asking, realm().app().signIn(), address);
            other.visit(OWN.mailbox().awaitMail(address).link());
            RegistrationConfirmPage confirm = new RegistrationConfirmPage(other);
            assertEquals(address, confirm.address());
            assertEquals("", confirm.value("firstName"));
            confirm.fill("firstName", "Kim").fill("lastName", "Larsen").create(PASSWORD);
            RegistrationDonePage done = new RegistrationDonePage(other);
            assertTrue(done.text().contains("Demo App"), done::text);
            assertEquals(List.of(), realm().existing(address).sessions(), "nobody is signed in by it (REG-3)");
            done.goOn();

            new AppPage(other);
            assertEquals("/", other.url().getPath());
            assertNull(other.url().getQuery());
            assertEquals("Kim", users(address).get(0).path("firstName").asText());
            new RegistrationSentPage(asking.reload());
        }
    }

    @Test
    void refreshAndBackNeverPostAgain() {
        String address = "ivan@example.org";
        // Without scripts, for with them Keycloak hides a page that a POST has brought from the browser's history.
        try (Browser browser = Browser.open(BrowserOptions.usual().withoutScripts())) {
            signUp(browser, realm().app().signIn(), address);
            new RegistrationSentPage(browser.reload());
            assertEquals(1, browser.posts());
            browser.visit(OWN.mailbox().awaitMail(address).link());
            new RegistrationConfirmPage(browser).createInVain("short", "other");
            assertEquals(List.of(), new RegistrationConfirmPage(browser.reload()).errors(), "said once");
            assertEquals(2, browser.posts());
            new RegistrationConfirmPage(browser).create(PASSWORD);
            new AppPage(browser);
            assertEquals(3, browser.posts());
            assertEquals(1, OWN.mailbox().count(address));
        }
    }

    @Test
    void anotherAddressKeepsWhatWasTypedAndEndsTheFirstLink() {
        try (Browser browser = Browser.open()) {
            RegistrationSentPage sent = signUp(browser, realm().app().signIn(), "mira@exampel.org");
            Mail first = OWN.mailbox().awaitMail("mira@exampel.org");
            SignUpPage form = sent.otherAddress();
            assertEquals("Mira", form.value("firstName"));
            form.fill("email", "mira@example.org").send();
            Mail second = OWN.mailbox().awaitMail("mira@example.org");

            browser.visit(first.link());
            new LinkInvalidPage(browser);
            browser.visit(second.link());
            assertEquals("mira@example.org", new RegistrationConfirmPage(browser).address());
        }
    }

    @Test
    void whoDidNotAskSaysSoAndNothingIsCreated() {
        String address = "nils@example.org";
        try (Browser asking = Browser.open();
                Browser owner = Browser.open()) {
            signUp(asking, realm().app().signIn(), address);
            Mail mail = OWN.mailbox().awaitMail(address);
            owner.visit(mail.link());
            new RegistrationConfirmPage(owner).notMe();

            assertEquals(List.of(), users(address));
            asking.visit(mail.link());
            new LinkInvalidPage(asking);
        }
    }

    @Test
    void anOwnerIsToldByMailHowToSignIn() {
        User oda = realm().user("oda@example.org").create();
        try (Browser browser = Browser.open()) {
            signUp(browser, realm().app().signIn(), oda.email());
            Mail mail = OWN.mailbox().awaitMail(oda.email());
            assertEquals("You already have an account", mail.subject());
            assertFalse(mail.hasLink(), "it proves nothing");
            browser.visit(mail.anyLink());
            browser.awaitApp();
        }
    }

    private static RegistrationSentPage signUp(Browser browser, SignIn signIn, String address) {
        String name =
                address.substring(0, 1).toUpperCase() + address.substring(1).replaceFirst("[-@].*", "");
        return SignInPage.open(browser, signIn)
                .signUp()
                .fill("email", address)
                .fill("firstName", name)
                .fill("lastName", "Larsen")
                .send();
    }

    /** Stock's script looks for a password field, and this form has none. */
    private static List<String> complaints(Browser browser) {
        return browser.complaints().stream()
                .filter(complaint -> !complaint.contains("addEventListener"))
                .toList();
    }

    private static List<JsonNode> users(String address) {
        JsonNode found = realm().admin().get(realm().path("/users?exact=true&email=" + address));
        List<JsonNode> users = new ArrayList<>();
        found.forEach(users::add);
        return users;
    }

    private static Realm realm() {
        return OWN.realm();
    }
}
