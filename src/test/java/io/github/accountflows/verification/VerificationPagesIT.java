package io.github.accountflows.verification;

import static io.github.accountflows.testing.Proving.typeCode;

import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.Look;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import io.github.accountflows.testing.pages.AppPage;
import io.github.accountflows.testing.pages.SignInPage;
import io.github.accountflows.testing.pages.VerificationCancelPage;
import io.github.accountflows.testing.pages.VerificationChangePage;
import io.github.accountflows.testing.pages.VerificationConfirmPage;
import io.github.accountflows.testing.pages.VerificationElsewherePage;
import io.github.accountflows.testing.pages.VerificationSentPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every page and mail by which an address is proved or changed, as people see it. What they look like stands in
 * {@code target/screenshots} afterwards.
 */
class VerificationPagesIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    /** Language, width, light, scripts and theme each at least once; recovery's pages are seen in all of their mixtures. */
    @ParameterizedTest
    @EnumSource(names = {"EN", "RU_NARROW", "RU_NIGHT_NARROW", "EN_WITHOUT_SCRIPTS", "OLD_NARROW", "OWN_LAYOUT_NARROW"})
    void everyPageIsFitToBeSeen(Look look) {
        realm().set("loginTheme", look.theme());
        User rosa = unproven("rosa.ringstad", look);
        String right = address("rosa", look);
        try (Browser asking = Browser.open(look.options());
                Browser other = Browser.open(look.options())) {
            Mail mail = seenWhileSigningIn(look, asking, rosa, right);
            other.visit(mail.link());
            new VerificationElsewherePage(other);
            see(other, look, "05-elsewhere");
            asking.visit(mail.link());
            VerificationConfirmPage confirm = new VerificationConfirmPage(asking);
            see(asking, look, "06-confirm");
            confirm.confirm();
            new AppPage(asking);
            seenByTheOneWhoChanges(look, asking, other, right);
        }
        seenByTheSignedInWhoDoesNotKnowTheAccount(look);
        if (look.readsMail()) {
            seenInTheMailbox(look);
        }
    }

    /** From the address bar to the app, without a mouse. */
    @Test
    void theKeyboardIsEnough() {
        realm().set("loginTheme", "account-flows");
        User user = realm().user("keys@example.org").unverified().create();
        try (Browser browser = Browser.open()) {
            SignInPage.open(browser, realm().app().signIn()).signIn(user.username(), User.PASSWORD);
            new VerificationSentPage(browser);
            press(browser, "change-address");
            new VerificationChangePage(browser);
            browser.page().keyboard().type("keys@example.net");
            browser.page().keyboard().press("Enter");
            new VerificationSentPage(browser);
            browser.visit(OWN.mailbox().awaitMail("keys@example.net").link());
            new VerificationConfirmPage(browser);
            press(browser, "confirm");
            new AppPage(browser);
        }
    }

    private static Mail seenWhileSigningIn(Look look, Browser browser, User user, String right) {
        SignInPage.open(browser, realm().app().signIn()).signIn(user.username(), User.PASSWORD);
        VerificationSentPage sent = new VerificationSentPage(browser);
        see(browser, look, "01-sent");
        sent = sent.typeInVain("AAAA-AAAA");
        see(browser, look, "02-sent-wrong-code");
        sent.changeAddress().askInVain("rosa at example dot org");
        see(browser, look, "03-correct-error");
        new VerificationChangePage(browser).ask(right);
        see(browser, look, "04-sent-corrected");
        return OWN.mailbox().awaitMail(right);
    }

    private static void seenByTheOneWhoChanges(Look look, Browser asking, Browser other, String address) {
        String after = "rosa." + look.word() + "@example.net";
        asking.visit(OWN.changing().signIn().uri());
        VerificationChangePage form = new VerificationChangePage(asking);
        see(asking, look, "07-change");
        form.ask(after);
        see(asking, look, "08-sent-change");
        other.visit(OWN.mailbox().awaitMail(address).link());
        VerificationCancelPage cancel = new VerificationCancelPage(other);
        see(other, look, "09-cancel");
        asking.visit(OWN.mailbox().awaitMail(after).link());
        new VerificationConfirmPage(asking);
        see(asking, look, "10-confirm-change");
        cancel.confirm();
        see(other, look, "11-cancelled");
    }

    private static void seenByTheSignedInWhoDoesNotKnowTheAccount(Look look) {
        User somebody = realm().user(address("sven", look)).create();
        User tilda = unproven("tilda", look);
        realm().app().signIn().with(new Visitor(), tilda.username(), User.PASSWORD);
        try (Browser browser = Browser.open(look.options())) {
            SignInPage.open(browser, realm().app().signIn()).signIn(somebody.username(), User.PASSWORD);
            new AppPage(browser);
            browser.visit(OWN.mailbox().awaitMail(tilda.email()).link());
            VerificationElsewherePage elsewhere = new VerificationElsewherePage(browser);
            see(browser, look, "12-elsewhere-signed-in");
            elsewhere.notMe();
            see(browser, look, "13-declined");
        }
    }

    private static void seenInTheMailbox(Look look) {
        User uma = realm().user(address("uma", look)).create();
        String before = uma.email();
        String after = "uma." + look.word() + "@example.net";
        Page sent = OWN.changing().send(visitor(look), uma, after);
        Mail link = OWN.mailbox().awaitMail(after);
        look.sees(link, "verification", "21-mail-change");
        look.sees(OWN.mailbox().awaitMail(before), "verification", "22-mail-cancel");
        typeCode(sent, link.code());
        look.sees(OWN.mailbox().awaitMail(before), "verification", "23-mail-changed");

        User owner = realm().user(address("wanda", look)).create();
        OWN.changing().send(visitor(look), realm().user(address("vera", look)).create(), owner.email());
        look.sees(OWN.mailbox().awaitMail(owner.email()), "verification", "24-mail-taken");

        User xenia = unproven("xenia", look);
        realm().app().signIn().with(visitor(look), xenia.username(), User.PASSWORD);
        look.sees(OWN.mailbox().awaitMail(xenia.email()), "verification", "20-mail-link");
    }

    private static Visitor visitor(Look look) {
        return new Visitor().speaking(look.options().locale());
    }

    private static void press(Browser browser, String button) {
        for (int presses = 0; presses < 60; presses++) {
            if (button.equals(browser.page().evaluate("document.activeElement.getAttribute('name')"))) {
                browser.page().keyboard().press("Enter");
                return;
            }
            browser.page().keyboard().press("Tab");
        }
        throw new AssertionError("no way to " + button + " by the keyboard");
    }

    private static void see(Browser browser, Look look, String page) {
        look.sees(browser, "verification", page);
    }

    private static User unproven(String name, Look look) {
        return realm().user(address(name, look)).unverified().create();
    }

    private static String address(String name, Look look) {
        return name + "." + look.word() + "@example.org";
    }

    private static Realm realm() {
        return OWN.realm();
    }
}
