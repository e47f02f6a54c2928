package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each page offers (DESIGN 7): none is a dead end, and an error says what to do next. */
class WaysOutIT {
    private static final String NEW_PASSWORD = "a new password of mine";

    private static Mailbox mailbox;
    private static Realm realm;

    private final Visitor visitor = new Visitor();
    private final SignIn signIn = realm.app().signIn();

    @BeforeAll
    static void open() {
        mailbox = Mailbox.open();
        realm = Realm.open(KeycloakServer.h2(), mailbox);
    }

    @AfterAll
    static void close() {
        realm.close();
        mailbox.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | ''    | Please fill this in so that we know where to send the link.",
                "en | paula | This doesn't look like an email address. An example: mara@example.org",
                "en | LONG  | This is longer than an address can be. Please check it.",
                "ru | ''    | Заполните, пожалуйста, это поле: иначе мы не узнаем, куда отправить ссылку.",
                "ru | paula | Не похоже на адрес почты. Вот пример: mara@example.org",
                "ru | LONG  | Таких длинных адресов не бывает. Проверьте, пожалуйста, нет ли ошибки."
            })
    void askingSaysWhatIsWrongWithTheText(String language, String typed, String error) {
        visitor.speaking(language);
        String text = "LONG".equals(typed) ? "a".repeat(300) : typed;

        Page page =
                request().formWith("username").fill("username", text).submit().is("recovery-request");

        assertEquals(error, page.document().select("[role=alert]").text());
        assertEquals(text.length() > 255 ? "" : text, page.formWith("username").value("username"));
        assertTrue(page.has("[name=username][aria-invalid=true][aria-describedby*=username-error]"), page::body);
    }

    @Test
    void askingLeadsBackToTheSignIn() {
        User user = realm.user("back@example.org").create();
        signIn.tokens(signedIn(request().click("[data-page] a"), user, User.PASSWORD));
    }

    @Test
    void sentSaysWhatHappensNextAndLeadsOn() {
        User user = realm.user("sent@example.org").create();
        Page sent = sent("Sent@Example.org");

        assertTrue(sent.text().contains("Sent@Example.org"), "for which address, as typed");
        assertTrue(sent.text().contains("The link works for 1 hour, on any device"), sent::text);
        assertTrue(sent.text().contains("spam folder"), sent::text);
        assertTrue(sent.text().contains("We send only a few emails an hour to one address"), sent::text);
        Page again = sent.press("resend").is("recovery-sent");
        assertTrue(again.text().contains("That was a little quick"), again::text);
        Page other = again.press("other-address").is("recovery-request");
        assertEquals("Sent@Example.org", other.formWith("username").value("username"));
        signIn.tokens(signedIn(other.click("[data-page] a"), user, User.PASSWORD));
    }

    @Test
    void newPasswordSaysForWhomAndHowLongAndLeadsBack() {
        User user = realm.user("choose@example.org").create();
        sent(user.email());
        Page choose = visitor.open(mailbox.awaitMail(user.email()).link()).is("recovery-new-password");

        assertEquals(user.username(), choose.formWith("password-new").value("username"));
        assertTrue(choose.text().contains("You have 1 hour left to finish"), choose::text);
        Page errors = choose.formWith("password-new").submit().is("recovery-new-password");
        assertEquals(
                "Please choose a password, and type it twice.",
                errors.document().select("[role=alert]").text());
        signIn.tokens(signedIn(errors.click("[data-page] a"), user, User.PASSWORD));
    }

    @Test
    void whoIsSignedInAsSomebodyElseIsToldAndCanGoOnOrBack() {
        User user = realm.user("owner@example.org").create();
        ask(new Visitor(), user.email());
        URI link = mailbox.awaitMail(user.email()).link();
        signIn.with(visitor, "alice@example.com", "alice likes long walks");

        Page elsewhere = visitor.open(link).is("signed-in-elsewhere");

        assertTrue(elsewhere.text().contains("alice@example.com"), elsewhere::text);
        assertTrue(elsewhere.text().contains("Nothing has been changed"), elsewhere::text);
        assertEquals("app", elsewhere.click("[data-page] a").name());
        assertEquals(1, realm.existing("alice@example.com").sessions().size());
        elsewhere.press("sign-out").is("recovery-new-password");
        assertEquals(0, realm.existing("alice@example.com").sessions().size());
    }

    @Test
    void aDeadLinkLeadsToANewOneOrToTheSignIn() {
        Page invalid =
                visitor.open(realm.url("/account-link/" + "A".repeat(43))).is("link-invalid");

        assertEquals(400, invalid.status());
        assertEquals(realm.url("/account-link"), invalid.url());
        visitor.open(invalid.link("[data-page] a[href*='reset-credentials']")).is("recovery-request");
        assertEquals(realm.url("/account/"), invalid.link("[data-page] a:first-of-type"));
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBack() {
        Visitor impatient = Visitor.from("198.51.100.30");
        Page page = ask(impatient, "nobody@example.org");
        for (int asks = 1; page.name().equals("recovery-sent") && asks < 40; asks++) {
            page = page.press("other-address")
                    .formWith("username")
                    .fill("username", "nobody@example.org")
                    .submit();
        }

        assertEquals(429, page.is("too-many-requests").status());
        assertTrue(page.text().matches(".*Please try again in \\d+ minutes?\\..*"), page::text);
        assertTrue(Integer.parseInt(page.header("Retry-After").orElseThrow()) > 0);
        assertTrue(page.click("[data-page] a").has("[name=password]"));
    }

    @Test
    void theLanguageCanBeChangedOnAPageAndStays() {
        Page sent = sent("nobody@example.org");
        URI russian = URI.create(sent.document()
                .select("option[value*='kc_locale=ru']")
                .attr("value")
                .replace("&amp;", "&"));

        Page changed = visitor.open(sent.url().resolve(russian)).is("recovery-sent");

        assertEquals("ru", changed.document().select("html").attr("lang"));
        assertTrue(changed.text().contains("Проверьте почту"), changed::text);
        assertTrue(changed.press("other-address").text().contains("Забыли пароль?"));
    }

    @Test
    void doneLeadsToTheSignInAndSaysWhatElseHappened() {
        User user = realm.user("done@example.org").create();
        sent(user.email());
        Page done = visitor.open(mailbox.awaitMail(user.email()).link())
                .formWith("password-new")
                .fill("password-new", NEW_PASSWORD)
                .fill("password-confirm", NEW_PASSWORD)
                .submit()
                .is("recovery-done");

        assertTrue(done.text().contains("signed out everywhere else"), done::text);
        assertTrue(done.text().contains("An email about the change is on its way"), done::text);
        signIn.tokens(signedIn(done.click("[data-page] a"), user, NEW_PASSWORD));
    }

    private Page request() {
        return signIn.open(visitor).click("a[href*='reset-credentials']").is("recovery-request");
    }

    private Page sent(String address) {
        return request().formWith("username").fill("username", address).submit().is("recovery-sent");
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

    private static Page signedIn(Page page, User user, String password) {
        Form form = page.formWith("password").fill("password", password);
        // Stock asks nobody for a name whom a link has proved already.
        return (page.has("input[name='username']") ? form.fill("username", user.username()) : form).submit();
    }
}
