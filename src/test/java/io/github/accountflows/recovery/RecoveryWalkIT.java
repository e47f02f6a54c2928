package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.BrowserOptions;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import io.github.accountflows.testing.pages.AppPage;
import io.github.accountflows.testing.pages.LinkInvalidPage;
import io.github.accountflows.testing.pages.RecoveryDonePage;
import io.github.accountflows.testing.pages.RecoveryNewPasswordPage;
import io.github.accountflows.testing.pages.RecoverySentPage;
import io.github.accountflows.testing.pages.SignInPage;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way of somebody who has forgotten a password, from the sign-in page back to the app. */
class RecoveryWalkIT {
    private static final String NEW_PASSWORD = "a new password of mine";

    private static Mailbox mailbox;
    private static Realm realm;

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

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void aForgottenPasswordIsReplacedAndTheWayEndsInTheAppThePersonCameFrom(boolean scripts) {
        User hanna = realm.user("hanna-" + scripts + "@example.org").create();
        SignIn signIn = realm.app().signIn();
        try (Browser browser = Browser.open(
                scripts ? BrowserOptions.usual() : BrowserOptions.usual().withoutScripts())) {
            SignInPage.open(browser, signIn).forgotPassword().ask(hanna.email());
            URI link = mailbox.awaitMail(hanna.email()).link();
            browser.visit(link);

            RecoveryNewPasswordPage choose = new RecoveryNewPasswordPage(browser);
            assertFalse(browser.url().toString().contains(secretOf(link)), "the token left the address bar");
            assertEquals(hanna.username(), choose.account());
            choose.choose(NEW_PASSWORD).goOn();
            assertEquals(List.of(), hanna.sessions(), "nobody is signed in by recovery (REC-3)");
            new SignInPage(browser).signIn(hanna.username(), NEW_PASSWORD);

            // The app's own state and nonce: it cannot tell this from an ordinary sign-in.
            assertEquals(
                    hanna.id(),
                    new AppPage(browser).tokens(signIn).claims().path("sub").asText());
            assertEquals(
                    "Your password was changed",
                    mailbox.awaitMail(hanna.email()).subject());
            assertEquals(List.of(), browser.complaints());
            assertEquals(List.of(), browser.requestsElsewhere());
        }
    }

    @Test
    void refreshAndBackNeverPostAgain() {
        User ivan = realm.user("ivan@example.org").create();
        // Without scripts, for with them Keycloak hides a page that a POST has brought from the browser's history.
        try (Browser browser = Browser.open(BrowserOptions.usual().withoutScripts())) {
            SignInPage.open(browser, realm.app().signIn()).forgotPassword().ask(ivan.email());
            new RecoverySentPage(browser.reload());
            new RecoverySentPage(browser.back());
            browser.page().goForward();
            new RecoverySentPage(browser);
            assertEquals(1, browser.posts());

            browser.visit(mailbox.awaitMail(ivan.email()).link());
            new RecoveryNewPasswordPage(browser).chooseInVain("short", "other");
            assertEquals(List.of(), new RecoveryNewPasswordPage(browser.reload()).errors(), "said once");
            new RecoveryNewPasswordPage(browser.back()).choose(NEW_PASSWORD);
            new RecoveryDonePage(browser.reload());
            new RecoveryDonePage(browser.back());
            assertEquals(3, browser.posts());
            mailbox.awaitMail(ivan.email());
            assertEquals(2, mailbox.count(ivan.email()), "one link and one notice");
        }
    }

    @Test
    void theTabThatAskedGoesAlongWhenItsNeighbourHasSignedIn() {
        User jana = realm.user("jana@example.org").create();
        SignIn signIn = realm.app().signIn();
        try (Browser browser = Browser.open()) {
            SignInPage.open(browser, signIn).forgotPassword().ask(jana.email());
            var mailTab = browser.page().context().newPage();
            mailTab.navigate(mailbox.awaitMail(jana.email()).link().toString());
            mailTab.fill("#password-new", NEW_PASSWORD);
            mailTab.fill("#password-confirm", NEW_PASSWORD);
            mailTab.press("#password-confirm", "Enter");
            mailTab.click("[data-page=recovery-done] a");
            mailTab.fill("#username", jana.username());
            mailTab.fill("#password", NEW_PASSWORD);
            mailTab.press("#password", "Enter");
            mailTab.waitForSelector("[data-page=app]");
            signIn.tokens(URI.create(mailTab.url()));

            // Keycloak's own script sees the sign-in and takes this tab along.
            new AppPage(browser);
        }
    }

    @Test
    void inAnotherBrowserTheWayEndsAtTheAppsOwnAddress() {
        User kim = realm.user("kim@example.org").create();
        try (Browser asking = Browser.open();
                Browser other = Browser.open()) {
            SignInPage.open(asking, realm.app().signIn()).forgotPassword().ask(kim.email());
            other.visit(mailbox.awaitMail(kim.email()).link());
            RecoveryDonePage done = new RecoveryNewPasswordPage(other).choose(NEW_PASSWORD);
            assertTrue(done.text().contains("Demo App"), done::text);
            done.goOn();

            new AppPage(other);
            assertEquals("/", other.url().getPath());
            assertNull(other.url().getQuery());
            assertEquals(List.of(), kim.sessions());
            new RecoverySentPage(asking.reload());
        }
    }

    @Test
    void anOldLinkLeadsToANewOne() {
        User lena = realm.user("lena@example.org").create();
        try (Browser browser = Browser.open()) {
            browser.visit(realm.url("/account-link/" + "A".repeat(43)));
            new LinkInvalidPage(browser).askAgain().ask(lena.email());
            browser.visit(mailbox.awaitMail(lena.email()).link());
            new RecoveryNewPasswordPage(browser).choose(NEW_PASSWORD).goOn();
            new SignInPage(browser).signIn(lena.username(), NEW_PASSWORD);

            // Nobody came from an app here, so it is the account console.
            browser.page().waitForURL(url -> url.contains("/account"));
            assertEquals(1, lena.sessions().size());
        }
    }

    @Test
    void aUsernameIsEnoughWhereTheRealmHasThem() {
        User mira = realm.user("mira").email("mira@example.org").create();
        Visitor visitor = new Visitor();
        Page ask = realm.app().signIn().open(visitor).click("a[href*='reset-credentials']");
        assertTrue(ask.text().contains("Username or email address"), ask::text);

        Page sent = ask.formWith("username").fill("username", "Mira").submit().is("recovery-sent");

        assertTrue(sent.text().contains("Mira"), sent::text);
        assertFalse(sent.text().contains("mira@"), "what was typed is all that it knows");
        visitor.open(mailbox.awaitMail("mira@example.org").link()).is("recovery-new-password");
    }

    @Test
    void whatWasTriedAtSignInStandsInTheFieldAlready() {
        Visitor visitor = new Visitor();
        Page ask = realm.app()
                .signIn()
                .with(visitor, "nobody@example.org", "wrong")
                .click("a[href*='reset-credentials']");

        assertEquals("nobody@example.org", ask.formWith("username").value("username"));
    }

    @Test
    void theNewPasswordPageNamesEveryBrokenRuleAndServesPasswordManagers() {
        User nora = realm.user("nora@example.org").create();
        try (Browser browser = Browser.open()) {
            SignInPage.open(browser, realm.app().signIn()).forgotPassword().ask(nora.email());
            browser.visit(mailbox.awaitMail(nora.email()).link());
            RecoveryNewPasswordPage page = new RecoveryNewPasswordPage(browser);
            assertEquals(
                    List.of(
                            "At least 15 characters",
                            "Not the same as your email address",
                            "Not the same as your username"),
                    page.rules());
            assertEquals("username", page.autocomplete("username"));
            assertEquals("new-password", page.autocomplete("password-new"));
            assertEquals("new-password", page.autocomplete("password-confirm"));

            page.reveal();
            assertTrue(page.isRevealed());
            page = page.chooseInVain("short", "other");
            assertFalse(page.isRevealed(), "hidden again, lest the browser keeps it as an ordinary text");
            assertEquals(List.of("At least 15 characters"), page.failedRules());
            assertTrue(page.errors().toString().contains("The two passwords aren't the same"), page.errors()::toString);
            assertEquals("true", page.attribute("password-new", "aria-invalid"));

            page = page.chooseInVain("Nora@example.org", "Nora@example.org");
            assertEquals(
                    List.of("Not the same as your email address", "Not the same as your username"), page.failedRules());
            page.choose(NEW_PASSWORD);
            assertTrue(nora.signsInWith(NEW_PASSWORD));
        }
    }

    private static String secretOf(URI link) {
        return link.getPath().substring(link.getPath().lastIndexOf('/') + 1);
    }
}
