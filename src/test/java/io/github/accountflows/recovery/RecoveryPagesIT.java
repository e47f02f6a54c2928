package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.BrowserOptions;
import io.github.accountflows.testing.KeycloakServer;
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
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
    private static final String OUR_PAGE = "[data-page]";
    /** What a page shows where its words are missing. */
    private static final Pattern MESSAGE_KEY =
            Pattern.compile("\\b(recovery|elsewhere|limit|link|password|page|duration|mail|notice)\\.[a-z][A-Za-z]+");

    private enum Look {
        /** Axe is asked by day and by night; width and language are nothing to it. */
        EN(BrowserOptions.usual()),
        RU(BrowserOptions.usual().speaking("ru-RU")),
        EN_NARROW(BrowserOptions.usual().narrow()),
        RU_NARROW(BrowserOptions.usual().speaking("ru-RU").narrow()),
        EN_NIGHT(BrowserOptions.usual().byNight()),
        RU_NIGHT_NARROW(BrowserOptions.usual().speaking("ru-RU").byNight().narrow()),
        EN_WITHOUT_SCRIPTS(BrowserOptions.usual().withoutScripts()),
        STOCK_NARROW("keycloak.v2", BrowserOptions.usual().narrow()),
        OLD_NARROW("keycloak", BrowserOptions.usual().narrow()),
        OLD_WITHOUT_SCRIPTS("keycloak", BrowserOptions.usual().withoutScripts()),
        /** A customer's theme with a layout of its own, and without a class of stock's. */
        OWN_LAYOUT_NARROW("own-layout", BrowserOptions.usual().narrow()),
        OWN_LAYOUT_WITHOUT_SCRIPTS("own-layout", BrowserOptions.usual().withoutScripts());

        private static final String OURS = "account-flows";
        private final String theme;
        private final BrowserOptions options;

        Look(BrowserOptions options) {
            this(OURS, options);
        }

        Look(String theme, BrowserOptions options) {
            this.theme = theme;
            this.options = options;
        }

        private boolean isOurs() {
            return theme.equals(OURS);
        }

        private String language() {
            return options.locale().substring(0, 2);
        }

        private boolean asksAxe() {
            return this == EN || this == RU_NIGHT_NARROW || !isOurs();
        }

        private String file(String page) {
            return "recovery-" + name().toLowerCase().replace('_', '-') + "-" + page;
        }
    }

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
        realm.set("loginTheme", look.theme);
        String name = look.name().toLowerCase();
        Totp totp = new Totp("a secret of " + look.name());
        User paula = realm.user("paula." + name + "@example.org")
                .totp(totp)
                .passkey("Paula's telephone for work")
                .linkedTo("acme")
                .create();
        SignIn signIn = realm.app().signIn();
        Mail mail;
        try (Browser browser = Browser.open(look.options)) {
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
        if (look.options.scripts() && look.isOurs()) {
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
        try (Browser browser = Browser.open(look.options)) {
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
        try (Browser browser = Browser.open(look.options)) {
            browser.visit(linkAskedElsewhere("tilda." + name + "@example.org"));
            new RecoveryNewPasswordPage(browser).choose(NEW_PASSWORD);
            seen(browser, look, "12-done-in-another-browser");
        }
    }

    private static void seenByTheImpatient(Look look) {
        try (Browser browser = Browser.open(look.options.from(BUSY_NETWORK))) {
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
        ask(new Visitor().speaking(look.options.locale()), address);
        return mailbox.awaitMail(address);
    }

    private static void seen(Browser browser, Look look, String page) {
        if (!look.isOurs() && browser.find(OUR_PAGE).count() == 0) {
            return; // in the theme of others only our own part of the page is ours to mend
        }
        readable(browser, look, page);
        if (look.options.scripts()) {
            assertEquals(List.of(), barriers(browser, look), page);
            // A page that is meant to be an error is one to the console too.
            assertEquals(
                    List.of(),
                    browser.complaints().stream()
                            .filter(complaint -> !complaint.contains("status of 4"))
                            .toList(),
                    page);
        }
    }

    private static List<String> barriers(Browser browser, Look look) {
        if (!look.asksAxe()) {
            return List.of();
        }
        return look.isOurs() ? browser.barriers() : browser.barriersIn(OUR_PAGE);
    }

    private static void seen(Look look, Mail mail, String name) {
        try (Browser browser = Browser.open(look.options)) {
            browser.page().setContent(mail.html());
            readable(browser, look, name);
            if (!look.asksAxe()) {
                return;
            }
            // Landmarks and headings make no sense in a mail: the reader's program has its own around it.
            assertEquals(
                    List.of(),
                    browser.barriers().stream()
                            .filter(barrier -> !barrier.matches("(?s)(landmark|region|page-has).*"))
                            .toList(),
                    name);
        }
    }

    private static void readable(Browser browser, Look look, String name) {
        browser.screenshot(look.file(name));
        assertEquals(look.language(), browser.find("html").getAttribute("lang"), name);
        assertFalse(browser.scrollsSideways(), name);
        assertFalse(browser.text().contains("${"), name);
        assertFalse(MESSAGE_KEY.matcher(browser.text()).find(), browser::text);
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
