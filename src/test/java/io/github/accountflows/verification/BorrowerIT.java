package io.github.accountflows.verification;

import static io.github.accountflows.testing.Proving.confirm;
import static io.github.accountflows.testing.Proving.isProved;
import static io.github.accountflows.testing.Proving.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.Cookie;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import io.github.accountflows.testing.pages.SignInPage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody has put a victim's address into an account of his own, and waits for the victim to click: whatever the victim
 * presses in his own browser, the address stays unproven (DESIGN 5.5).
 */
class BorrowerIT {
    private static final List<String> FORGED =
            List.of("confirm", "code", "resend", "sign-out", "change-address", "cancel", "nothing");

    /** The borrower's own, which the victim does not know. */
    private static final String SECRET = "a password of the borrower";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("registrationEmailAsUsername", false));

    private static int victims;

    private final Realm realm = OWN.realm();
    private final Visitor attacker = new Visitor();
    private final Visitor victim = new Visitor();
    private final int number = ++victims;
    private final String mailbox = "victim-" + number + "@example.org";
    private final User borrower =
            realm.user("borrower-" + number).email(mailbox).password(SECRET).create();
    private final User own = realm.user("victim-" + number)
            .email("own-" + number + "@example.org")
            .create();
    private Page sent;
    private Mail mail;

    /** What is in the victim's browser when the link is opened. */
    private enum State {
        NOBODY {
            @Override
            void prepare(BorrowerIT story) {}
        },
        HIMSELF {
            @Override
            void prepare(BorrowerIT story) {
                story.signIn(story.victim);
            }
        },
        /** Keycloak's cookie of the attacker's authentication session, from a neighbouring domain. */
        TOSSED_SESSION {
            @Override
            void prepare(BorrowerIT story) {
                story.toss(cookie -> cookie.name().startsWith("AUTH_SESSION"));
            }
        },
        HIMSELF_IN_A_TOSSED_SESSION {
            @Override
            void prepare(BorrowerIT story) {
                HIMSELF.prepare(story);
                TOSSED_SESSION.prepare(story);
            }
        },
        /** All of Keycloak's cookies: the victim's browser is signed in to the borrower's account. */
        TOSSED_SIGN_IN {
            @Override
            void prepare(BorrowerIT story) {
                story.toss(cookie -> true);
            }
        };

        abstract void prepare(BorrowerIT story);
    }

    @BeforeEach
    void theBorrowerAsks() {
        Page app = realm.app().signIn().with(attacker, borrower.username(), SECRET);
        assertTrue(app.isApp(), app::toString);
        borrower.change(json -> json.put("emailVerified", false));
        sent = realm.app().signIn().open(attacker).is("verification-sent");
        mail = OWN.mailbox().awaitMail(mailbox);
    }

    @AfterEach
    void nothingIsProved() {
        assertFalse(isProved(borrower));
        assertFalse(realm.app().signIn().open(attacker).isApp());
    }

    static Stream<Arguments> everyButtonInEveryState() {
        return Stream.of(State.values())
                .flatMap(state -> Stream.of("sign-in", "not-me").map(button -> Arguments.of(state, button)));
    }

    @ParameterizedTest
    @MethodSource("everyButtonInEveryState")
    void whateverTheVictimPressesProvesNothing(State state, String button) {
        state.prepare(this);
        Page page = land(victim, mail.link());
        assertTrue(page.url().getPath().endsWith("/account-link/page"), page::toString);
        assertFalse(page.body().contains(borrower.username()), page::body);
        for (String forged : FORGED) {
            page = page.formWith("sign-in").add(forged, mail.code()).submit().is("verification-confirm");
        }
        sent.refresh().is("verification-sent");

        goOn(page.press(button));

        assertFalse(isProved(borrower));
        sent.refresh().is("verification-sent");
    }

    /** Signs in as himself wherever asked, and presses whatever comes then. */
    private void goOn(Page start) {
        Page page = start;
        for (int steps = 0; steps < 4 && !page.isApp(); steps++) {
            assertFalse(isProved(borrower), page::toString);
            if (page.has("[name=password]")) {
                Form form = page.formWith("password").fill("password", User.PASSWORD);
                page = form.add("username", own.username()).submit();
            } else if (page.has("button[name]")) {
                page = page.press(page.document().selectFirst("button[name]").attr("name"));
            }
        }
    }

    /** The borrower has the page of the victim's browser open, too: nothing there is for him. */
    @Test
    void theVictimsPageIsOfNoUseToTheBorrower() {
        Page page = land(victim, mail.link());
        victim.cookies().all().stream()
                .filter(cookie -> !cookie.name().contains("account-flows"))
                .forEach(attacker.cookies()::set);

        attacker.open(page.url()).is("link-again");
        attacker.post(page.formWith("sign-in").action(), Map.of("sign-in", "true"))
                .follow()
                .is("link-again");

        victim.open(page.url()).is("verification-confirm");
    }

    /** The mail says whose browser may use the code; a victim who types it all the same proves nothing (SES-2). */
    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"TOSSED_SESSION", "HIMSELF_IN_A_TOSSED_SESSION", "TOSSED_SIGN_IN"})
    void theCodeTypedIntoThePageThatTheBorrowerTossedIsWrong(State state) {
        state.prepare(this);
        Page tossed = victim.open(sent.url());

        assertFalse(tossed.has("[name=code]"), tossed::toString);
        victim.post(sent.formWith("code").action(), Map.of("code", mail.code(), "confirm", "true"));

        assertFalse(isProved(borrower));
    }

    /** Even with the borrower's own secret: the tab that it leads to would have to be his, as that user, and wait. */
    @Test
    void aTabOfAnotherUserIsNotTheOneThatAsks() {
        own.change(json -> json.put("emailVerified", false));
        Page victims =
                realm.app().signIn().with(victim, own.username(), User.PASSWORD).is("verification-sent");
        JsonNode ask = ask(borrower);
        toss(victims, ask);
        victim.cookies().set(ours(attacker));

        Page page = land(victim, mail.link());

        assertTrue(page.has("button[name=sign-in]"), page::toString);
        assertFalse(isProved(own));
    }

    private void toss(Page victims, JsonNode ask) {
        String tab = victims.url().getQuery().replaceFirst("(?:.*&)?tab_id=([^&]+).*", "$1");
        KeycloakServer.h2()
                .probe()
                .update(
                        "update AF_ASK set TAB_ID = ? where ID = ?",
                        tab,
                        ask.path("id").textValue());
        realm.note(victim, victims, Proving.VERIFY + "-ask", ask.path("id").textValue());
    }

    /** A tab that has gone on to another ask does not wait for this one any more. */
    @Test
    void aTabThatWaitsForAnotherAskIsNotTheOneThatAsks() {
        realm.note(attacker, sent, Proving.VERIFY + "-ask", "another");

        Page page = land(attacker, mail.link());

        assertTrue(page.has("button[name=sign-in]"), page::toString);
        assertFalse(page.has("button[name=confirm]"), page::toString);
        realm.note(
                attacker,
                sent,
                Proving.VERIFY + "-ask",
                ask(borrower).path("id").textValue());
    }

    /** Our own cookie makes the difference: the borrower's browser without it is any browser. */
    @Test
    void theAskingBrowserWithoutOurCookieIsAnyOther() {
        Cookie ours = ours(attacker);
        attacker.cookies().drop(ours.name());

        Page page = land(attacker, mail.link());

        assertTrue(page.has("button[name=sign-in]"), page::toString);
        assertFalse(page.has("button[name=confirm]"), page::toString);
        attacker.cookies().drop(ours.name());
        attacker.cookies().set(ours);
    }

    /** What was opened here is confirmed here, and by no browser that has Keycloak's cookies alone. */
    @Test
    void aConfirmPageIsNoneInATossedSession() {
        Page page = land(attacker, mail.link());
        assertTrue(page.has("button[name=confirm]"), page::toString);
        State.TOSSED_SIGN_IN.prepare(this);

        Page tossed = victim.open(page.url());
        assertFalse(tossed.has("button[name=confirm]"), tossed::toString);
        victim.post(page.formWith("confirm").action(), Map.of("confirm", "true"));

        assertFalse(isProved(borrower));
    }

    /** The victim's own account is not touched by a link of the borrower's. */
    @Test
    void whoStaysSignedInAsHimselfIsSignedInAfterwards() {
        Tokens tokens = signIn(victim);
        Page page = land(victim, mail.link());

        page.press("not-me").is("verification-declined");

        assertEquals(200, realm.app().userInfo(tokens).status());
        assertTrue(realm.app().signIn().open(victim).isApp());
    }

    /** In a real browser, where no more than what a person sees can be pressed. */
    @Test
    void aPersonPressesEverythingInARealBrowser() {
        for (String button : List.of("sign-in", "not-me")) {
            try (Browser browser = Browser.open()) {
                SignIn signIn = realm.app().signIn();
                SignInPage.open(browser, signIn).signIn(own.username(), User.PASSWORD);
                browser.awaitApp();
                browser.visit(mail.link());
                assertEquals(
                        List.of("sign-in", "not-me"),
                        browser.find("[data-page] button[name]").all().stream()
                                .map(found -> found.getAttribute("name"))
                                .toList());
                assertTrue(browser.text().contains(own.username()), browser::text);
                browser.find("button[name=" + button + "]").click();
                if (button.equals("sign-in")) {
                    new SignInPage(browser).signIn(own.username(), User.PASSWORD);
                    browser.awaitApp();
                } else {
                    browser.find("[data-page=verification-declined]").waitFor();
                }
                assertFalse(isProved(borrower));
            }
        }
    }

    /** The borrower himself can prove nothing with what he knows, whatever he sends. */
    @Test
    void theBorrowerConfirmsNothingByForgedForms() {
        URI action = sent.formWith("code").action();
        List<Map<String, String>> forms = List.of(
                Map.of("confirm", "true"),
                Map.of("confirm", "true", "code", ""),
                Map.of("confirm", "true", "emailVerified", "true"),
                Map.of("sign-in", "true"),
                Map.of("not-me", "true"));
        List<Page> answers = new ArrayList<>();
        for (Map<String, String> form : forms) {
            answers.add(attacker.post(action, form).follow());
        }

        assertFalse(isProved(borrower), answers::toString);
    }

    private void toss(Predicate<Cookie> which) {
        attacker.cookies().all().stream()
                .filter(cookie -> !cookie.name().contains("account-flows"))
                .filter(which)
                .forEach(victim.cookies()::set);
    }

    private Tokens signIn(Visitor who) {
        SignIn signIn = realm.app().signIn();
        return signIn.tokens(signIn.with(who, own.username(), User.PASSWORD));
    }

    private JsonNode ask(User user) {
        return realm.rows("AF_ASK").stream()
                .filter(row -> user.id().equals(row.path("user_id").textValue()))
                .findFirst()
                .orElseThrow();
    }

    private static Cookie ours(Visitor visitor) {
        return visitor.cookies().all().stream()
                .filter(cookie -> cookie.name().contains("account-flows"))
                .findFirst()
                .orElseThrow();
    }

    /** And in the browser that asks, by whoever reads the mailbox, it is proved: so all of the above could have been. */
    @Test
    void theTestWouldSeeAProof() {
        assertTrue(confirm(land(attacker, mail.link())).isApp());
        assertTrue(isProved(borrower));

        borrower.change(json -> json.put("emailVerified", false));
    }
}
