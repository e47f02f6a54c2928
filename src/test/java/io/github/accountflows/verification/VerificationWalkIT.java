package io.github.accountflows.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.BrowserOptions;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.pages.AppPage;
import io.github.accountflows.testing.pages.LinkInvalidPage;
import io.github.accountflows.testing.pages.SignInPage;
import io.github.accountflows.testing.pages.VerificationCancelPage;
import io.github.accountflows.testing.pages.VerificationCancelledPage;
import io.github.accountflows.testing.pages.VerificationChangePage;
import io.github.accountflows.testing.pages.VerificationConfirmPage;
import io.github.accountflows.testing.pages.VerificationElsewherePage;
import io.github.accountflows.testing.pages.VerificationSentPage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way of somebody who confirms or changes an address in a browser, from the sign-in page to the app. */
class VerificationWalkIT {
    private static final Map<String, String> CHANGE = Map.of("kc_action", "account-flows-change-email");

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    @ParameterizedTest(name = "scripts: {0}")
    @ValueSource(booleans = {true, false})
    void theLinkConfirmsInTheBrowserThatIsSigningInAndGoesOnToTheApp(boolean scripts) {
        User erin = unproven("erin-" + scripts);
        SignIn signIn = realm().app().signIn();
        try (Browser browser = Browser.open(
                scripts ? BrowserOptions.usual() : BrowserOptions.usual().withoutScripts())) {
            assertEquals(erin.email(), signIn(browser, signIn, erin).address());
            Mail mail = OWN.mailbox().awaitMail(erin.email());
            assertEquals("Confirm your email address", mail.subject());
            assertTrue(mail.text().contains("App: Demo App"), mail::text);
            browser.visit(mail.link());

            VerificationConfirmPage confirm = new VerificationConfirmPage(browser);
            assertFalse(
                    browser.url().toString().contains(Recovering.secret(mail.link())),
                    "the token left the address bar");
            assertEquals(erin.username(), confirm.account());
            assertEquals(erin.email(), confirm.address());
            assertFalse(isProven(erin), "opening a link proves nothing");
            confirm.confirm();

            Tokens tokens = new AppPage(browser).tokens(signIn);
            assertTrue(tokens.claims().path("email_verified").asBoolean());
            assertTrue(isProven(erin));
            assertEquals(List.of(), browser.complaints());
            browser.visit(mail.link());
            LinkInvalidPage again = new LinkInvalidPage(browser);
            assertTrue(again.text().contains("we'll ask you again"), again::text);
            assertEquals(List.of(), browser.requestsElsewhere());
        }
    }

    @Test
    void theCodeIsTypedWhereTheSignInWaits() {
        User flora = unproven("flora");
        SignIn signIn = realm().app().signIn();
        try (Browser browser = Browser.open()) {
            VerificationSentPage sent = signIn(browser, signIn, flora);
            String code = OWN.mailbox().awaitMail(flora.email()).code();
            sent = sent.typeInVain("AAAA-AAAA");
            assertTrue(sent.text().contains("This code doesn't work."), sent::text);
            assertFalse(isProven(flora));
            sent.type(" " + code.toLowerCase().replace("-", " ") + " ");

            new AppPage(browser).tokens(signIn);
            assertTrue(isProven(flora));
        }
    }

    @Test
    void inAnotherBrowserTheLinkConfirmsNothingUntilThatOneHasSignedIn() {
        User greta = unproven("greta");
        SignIn signIn = realm().app().signIn();
        try (Browser asking = Browser.open();
                Browser other = Browser.open()) {
            signIn(asking, signIn, greta);
            Mail mail = OWN.mailbox().awaitMail(greta.email());
            other.visit(mail.link());
            VerificationElsewherePage elsewhere = new VerificationElsewherePage(other);
            assertEquals(greta.email(), elsewhere.address());
            assertTrue(elsewhere.text().contains("Nothing is confirmed yet"), elsewhere::text);
            assertFalse(elsewhere.account().contains("greta"), "the account is masked");
            elsewhere.signIn().signIn(greta.username(), User.PASSWORD);

            VerificationConfirmPage confirm = new VerificationConfirmPage(other);
            assertFalse(isProven(greta));
            assertEquals(greta.username(), confirm.account());
            confirm.confirm();
            new AppPage(other);
            assertTrue(isProven(greta));

            asking.reload();
            new AppPage(asking).tokens(signIn);
        }
    }

    @Test
    void whoDoesNotKnowTheAccountSaysSoAndHearsNoMoreOfIt() {
        User hugo = unproven("hugo");
        try (Browser asking = Browser.open();
                Browser owner = Browser.open()) {
            signIn(asking, realm().app().signIn(), hugo);
            Mail mail = OWN.mailbox().awaitMail(hugo.email());
            owner.visit(mail.link());
            new VerificationElsewherePage(owner).notMe();

            asking.visit(mail.link());
            new LinkInvalidPage(asking);
            signIn(asking, realm().app().signIn(), hugo).typeInVain(mail.code());
            assertTrue(OWN.mailbox().noneArrivesWithin(Duration.ofSeconds(2), hugo.email()));
            assertFalse(isProven(hugo));
        }
    }

    @Test
    void inABrowserOfSomebodyElseTheirSessionEndsBeforeTheSignIn() {
        User ida = unproven("ida");
        User owner = realm().user("jonas@example.org").create();
        try (Browser asking = Browser.open();
                Browser other = Browser.open()) {
            signIn(asking, realm().app().signIn(), ida);
            SignInPage.open(other, realm().app().signIn()).signIn(owner.username(), User.PASSWORD);
            new AppPage(other);
            other.visit(OWN.mailbox().awaitMail(ida.email()).link());
            VerificationElsewherePage elsewhere = new VerificationElsewherePage(other);
            assertTrue(elsewhere.saysThatSomebodyElseIsSignedIn(), elsewhere::text);
            assertEquals(1, owner.sessions().size());
            elsewhere.signIn().signIn(ida.username(), User.PASSWORD);
            new VerificationConfirmPage(other).confirm();

            new AppPage(other);
            assertTrue(isProven(ida));
            assertEquals(List.of(), owner.sessions());
        }
    }

    @Test
    void aWrongAddressIsCorrectedAndOnlyStoredWhenItIsProved() {
        User karl = unproven("karl.typo");
        String right = "karl@example.org";
        SignIn signIn = realm().app().signIn();
        try (Browser browser = Browser.open()) {
            VerificationSentPage sent = signIn(browser, signIn, karl);
            Mail first = OWN.mailbox().awaitMail(karl.email());
            VerificationChangePage form = sent.changeAddress();
            assertEquals(karl.email(), form.current());
            form = form.askInVain("karl at example dot org");
            assertTrue(form.error().contains("doesn't look like an email address"), form::error);
            sent = form.ask(right);
            assertEquals(right, sent.address());
            assertEquals("karl.typo@example.org", karl.email());

            sent.type(OWN.mailbox().awaitMail(right).code());
            assertEquals(
                    right,
                    new AppPage(browser).tokens(signIn).claims().path("email").asText());
            assertEquals(right, karl.email());
            assertTrue(isProven(karl));
            browser.visit(first.link());
            new LinkInvalidPage(browser);
        }
    }

    @ParameterizedTest(name = "by its link: {0}")
    @ValueSource(booleans = {true, false})
    void anAddressIsChangedFromTheAppAndTheOldOneHearsOfItTwice(boolean link) {
        User lena = realm().user("lena-" + link + "@example.org").create();
        String before = lena.email();
        String after = "lena-" + link + "@example.net";
        SignIn change = realm().app().signIn(CHANGE);
        try (Browser browser = Browser.open()) {
            VerificationSentPage sent = askToChange(browser, change, lena, after);
            Mail atOld = OWN.mailbox().awaitMail(before);
            assertEquals("Your email address is about to change", atOld.subject());
            assertTrue(atOld.hasLink());
            assertFalse(atOld.text().contains(after), "the new address is masked");
            Mail atNew = OWN.mailbox().awaitMail(after);
            assertEquals("Confirm your new email address", atNew.subject());
            assertEquals(before, lena.email());
            if (link) {
                browser.visit(atNew.link());
                new VerificationConfirmPage(browser).confirm();
            } else {
                sent.type(atNew.code());
            }

            assertTrue(browser.awaitApp().getQuery().contains("kc_action_status=success"));
            assertEquals(
                    after,
                    new AppPage(browser).tokens(change).claims().path("email").asText());
            assertEquals(after, lena.email());
            Mail notice = OWN.mailbox().awaitMail(before);
            assertEquals("Your email address was changed", notice.subject());
            assertFalse(notice.hasLink(), notice::text);
            browser.visit(atOld.link());
            new LinkInvalidPage(browser);
        }
    }

    @Test
    void theOldMailboxStopsAChange() {
        User mona = realm().user("mona@example.org").create();
        String wanted = "mona@example.net";
        try (Browser asking = Browser.open();
                Browser owner = Browser.open()) {
            askToChange(asking, realm().app().signIn(CHANGE), mona, wanted);
            owner.visit(OWN.mailbox().awaitMail(mona.email()).link());
            VerificationCancelPage cancel = new VerificationCancelPage(owner);
            assertEquals(mona.username(), cancel.account());
            assertEquals(1, mona.sessions().size(), "opening a link stops nothing");
            VerificationCancelledPage cancelled = cancel.confirm();

            assertEquals(List.of(), mona.sessions());
            asking.visit(OWN.mailbox().awaitMail(wanted).link());
            new LinkInvalidPage(asking);
            assertEquals("mona@example.org", mona.email());
            cancelled.chooseNewPassword();
        }
    }

    @Test
    void whoKeepsTheAddressIsBackInTheApp() {
        User nora = realm().user("nora@example.org").create();
        try (Browser browser = Browser.open()) {
            signInToApp(browser, nora);
            browser.visit(realm().app().signIn(CHANGE).uri());
            new VerificationChangePage(browser).cancel();
            assertTrue(browser.awaitApp().getQuery().contains("kc_action_status=cancelled"));
            VerificationSentPage sent = askToChange(browser, realm().app().signIn(CHANGE), nora, "nora@example.net");
            Mail mail = OWN.mailbox().awaitMail("nora@example.net");
            sent.cancel();
            assertTrue(browser.awaitApp().getQuery().contains("kc_action_status=cancelled"));

            browser.visit(mail.link());
            new LinkInvalidPage(browser);
            assertEquals("nora@example.org", nora.email());
        }
    }

    @Test
    void refreshAndBackNeverPostAgain() {
        User olaf = unproven("olaf");
        // Without scripts, for with them Keycloak hides a page that a POST has brought from the browser's history.
        try (Browser browser = Browser.open(BrowserOptions.usual().withoutScripts())) {
            VerificationSentPage sent = signIn(browser, realm().app().signIn(), olaf);
            int posts = browser.posts();
            new VerificationSentPage(browser.reload());
            sent.typeInVain("AAAA-AAAA");
            sent = new VerificationSentPage(browser.reload());
            assertFalse(sent.text().contains("This code doesn't work."), "said once");
            browser.visit(OWN.mailbox().awaitMail(olaf.email()).link());
            new VerificationConfirmPage(browser.reload()).confirm();
            new AppPage(browser);
            assertEquals(posts + 2, browser.posts());
            assertEquals(1, OWN.mailbox().count(olaf.email()));
        }
    }

    @Test
    void aRussianReaderIsSpokenToInRussianAllTheWay() {
        User pavel = unproven("pavel");
        BrowserOptions russian = BrowserOptions.usual().speaking("ru-RU").withoutScripts();
        try (Browser asking = Browser.open(russian);
                Browser other = Browser.open(russian)) {
            VerificationSentPage sent = signIn(asking, realm().app().signIn(), pavel);
            assertTrue(sent.text().contains("подтвердите, пожалуйста"), sent::text);
            Mail mail = OWN.mailbox().awaitMail(pavel.email());
            assertEquals("Подтвердите адрес почты", mail.subject());
            other.visit(mail.link());
            VerificationElsewherePage elsewhere = new VerificationElsewherePage(other);
            assertTrue(elsewhere.text().contains("Пока ничего не подтверждено"), elsewhere::text);
            elsewhere.signIn().signIn(pavel.username(), User.PASSWORD);
            VerificationConfirmPage confirm = new VerificationConfirmPage(other);
            assertTrue(confirm.text().contains("Подтвердить адрес"), confirm::text);
            confirm.confirm();
            new AppPage(other);
            assertTrue(isProven(pavel));
        }
    }

    private static User unproven(String name) {
        return realm().user(name + "@example.org").unverified().create();
    }

    private static VerificationSentPage signIn(Browser browser, SignIn signIn, User user) {
        SignInPage.open(browser, signIn).signIn(user.username(), User.PASSWORD);
        return new VerificationSentPage(browser);
    }

    private static void signInToApp(Browser browser, User user) {
        SignInPage.open(browser, realm().app().signIn()).signIn(user.username(), User.PASSWORD);
        new AppPage(browser);
    }

    /** Signs in first where nobody is. */
    private static VerificationSentPage askToChange(Browser browser, SignIn change, User user, String address) {
        if (user.sessions().isEmpty()) {
            signInToApp(browser, user);
        }
        browser.visit(change.uri());
        return new VerificationChangePage(browser).ask(address);
    }

    private static boolean isProven(User user) {
        return user.json().path("emailVerified").asBoolean();
    }

    private static Realm realm() {
        return OWN.realm();
    }
}
