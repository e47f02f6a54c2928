package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Look;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Totp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import io.github.accountflows.testing.pages.AppPage;
import io.github.accountflows.testing.pages.LinkInvalidPage;
import io.github.accountflows.testing.pages.OtpPage;
import io.github.accountflows.testing.pages.RecoveryDonePage;
import io.github.accountflows.testing.pages.RecoveryNewPasswordPage;
import io.github.accountflows.testing.pages.RecoveryRequestPage;
import io.github.accountflows.testing.pages.RecoverySignedInPage;
import io.github.accountflows.testing.pages.SignInPage;
import io.github.accountflows.testing.pages.SignedInElsewherePage;
import io.github.accountflows.testing.pages.TooManyRequestsPage;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every page and mail of recovery as people see it: without barriers, without scrolling sideways, without scripts too.
 * What they look like stands in {@code target/screenshots} afterwards.
 */
class RecoveryPagesIT {
    private static final String BUSY_NETWORK = "203.0.113.9";
    private static final String NEW_PASSWORD = "a new password of mine";

    private static Mailbox mailbox;
    private static Realm realm;

    @BeforeAll
    static void open() {
        mailbox = Mailbox.open();
        realm = Realm.open(KeycloakServer.h2(), mailbox, json -> json.withArray("identityProviders")
                .addObject()
                .put("alias", "acme")
                .put("displayName", "The Acme Company")
                .put("providerId", "oidc")
                .put("enabled", true)
                .put("hideOnLogin", true)
                .putObject("config")
                .put("clientId", "demo")
                .put("clientSecret", "demo")
                .put("authorizationUrl", "https://idp.example.org/auth")
                .put("tokenUrl", "https://idp.example.org/token"));
        realm.configure(
                "account recovery",
                "account-flows-recovery",
                Map.of("unknown-address", "mail", "help", "https://help.example.org"));
        askTooOften();
    }

    @AfterAll
    static void close() {
        realm.close();
        mailbox.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyPageIsFitToBeSeen(Look look) {
        realm.set("loginTheme", look.theme());
        String name = look.name().toLowerCase();
        Totp totp = new Totp("a secret of " + look.name());
        User paula = realm.user("paula." + name + "@example.org")
                .totp(totp)
                .passkey("Paula's telephone for work")
                .linkedTo("acme")
                .create();
        SignIn signIn = realm.app().signIn();
        Mail mail;
        try (Browser browser = Browser.open(look.options())) {
            SignInPage page = SignInPage.open(browser, signIn);
            seen(browser, look, "01-sign-in");
            RecoveryRequestPage request = page.forgotPassword();
            seen(browser, look, "02-request");
            request = request.askInVain("paula at example dot org");
            seen(browser, look, "03-request-error");
            request.ask(paula.email());
            seen(browser, look, "04-sent");
            mail = mailbox.awaitMail(paula.email());
            browser.visit(mail.link());
            OtpPage otp = new OtpPage(browser);
            seen(browser, look, "05-second-factor");
            otp.enter(totp.code());
            RecoveryNewPasswordPage choose = new RecoveryNewPasswordPage(browser);
            seen(browser, look, "06-new-password");
            choose = choose.chooseInVain("short", "other");
            seen(browser, look, "07-new-password-errors");
            RecoveryDonePage done = choose.choose(NEW_PASSWORD);
            seen(browser, look, "08-done");
            browser.visit(mail.link());
            new LinkInvalidPage(browser);
            seen(browser, look, "09-link-invalid");
        }
        Mail notice = mailbox.awaitMail(paula.email());
        seenByTheSignedIn(look, name);
        seenInAnotherBrowser(look, name);
        seenByTheImpatient(look);
        if (look.readsMail()) {
            seen(look, mail, "14-mail-link");
            seen(look, notice, "15-mail-notice");
            seen(look, mailTo(look, "nobody." + name + "@example.org"), "16-mail-no-account");
            seen(look, mailToPersonElsewhere(look, name), "17-mail-no-password");
            seen(look, mailToUnproven(look, name), "18-mail-unproven");
        }
    }

    /** Keycloak asks the theme first, and then us. */
    @Test
    void aCustomersOwnTemplateTakesThePlaceOfOurs() {
        realm.set("loginTheme", "own-pages");
        User owner = realm.user("owner.of.own.pages@example.org").create();

        Page request = ask(new Visitor(), "owner at example dot org");
        assertTrue(request.is("recovery-request").text().contains("Locked out?"), request::text);
        assertTrue(request.text().contains("This doesn't look like an email address."), request::text);
        Asking.ask(request, owner.email()).is("recovery-sent");

        choose(land(mailbox.awaitMail(owner.email()).link()), NEW_PASSWORD).is("recovery-done");
    }

    private static void seenByTheSignedIn(Look look, String name) {
        User rosa = realm.user("rosa." + name + "@example.org").create();
        try (Browser browser = Browser.open(look.options())) {
            SignInPage.open(browser, realm.app().signIn()).signIn(rosa.username(), User.PASSWORD);
            new AppPage(browser);
            browser.visit(realm.url("/login-actions/reset-credentials?client_id=demo-app"));
            new RecoverySignedInPage(browser);
            seen(browser, look, "10-signed-in");
            browser.visit(linkAskedElsewhere("sofia." + name + "@example.org"));
            new SignedInElsewherePage(browser);
            seen(browser, look, "11-signed-in-elsewhere");
        }
    }

    private static void seenInAnotherBrowser(Look look, String name) {
        try (Browser browser = Browser.open(look.options())) {
            browser.visit(linkAskedElsewhere("tilda." + name + "@example.org"));
            new RecoveryNewPasswordPage(browser).choose(NEW_PASSWORD);
            seen(browser, look, "12-done-in-another-browser");
        }
    }

    private static void seenByTheImpatient(Look look) {
        try (Browser browser = Browser.open(look.options().from(BUSY_NETWORK))) {
            SignInPage.open(browser, realm.app().signIn()).forgotPassword().askTooOften("nobody@example.org");
            new TooManyRequestsPage(browser);
            seen(browser, look, "13-too-many-requests");
        }
    }

    private static Mail mailToPersonElsewhere(Look look, String name) {
        User person = realm.user("vera." + name + "@example.org")
                .noPassword()
                .passkey("Phone")
                .linkedTo("acme")
                .create();
        return mailTo(look, person.email());
    }

    private static Mail mailToUnproven(Look look, String name) {
        User person = realm.user("wanda." + name + "@example.org")
                .unverified()
                .linkedTo("acme")
                .create();
        return mailTo(look, person.email());
    }

    private static Mail mailTo(Look look, String address) {
        ask(new Visitor().speaking(look.options().locale()), address);
        return mailbox.awaitMail(address);
    }

    private static void seen(Browser browser, Look look, String page) {
        look.sees(browser, "recovery", page);
    }

    private static void seen(Look look, Mail mail, String name) {
        look.sees(mail, "recovery", name);
    }

    private static URI linkAskedElsewhere(String address) {
        realm.user(address).create();
        ask(new Visitor(), address);
        return mailbox.awaitMail(address).link();
    }

    private static Page ask(Visitor visitor, String address) {
        return realm.app()
                .signIn()
                .open(visitor)
                .click("a[href*='reset-credentials']")
                .formWith("username")
                .fill("username", address)
                .submit();
    }

    private static void askTooOften() {
        Visitor visitor = Visitor.from(BUSY_NETWORK);
        Page page = ask(visitor, "nobody@example.org");
        for (int asks = 1; asks < 31; asks++) {
            page = page.is("recovery-sent")
                    .press("other-address")
                    .formWith("username")
                    .fill("username", "nobody@example.org")
                    .submit();
        }
        assertTrue(page.is("too-many-requests").header("Retry-After").isPresent());
    }
}
