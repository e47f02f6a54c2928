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
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Cookie;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.FreePort;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a link shows and where it ends: in the browser that signed up, with its session or without, and in any other. */
class ConfirmIT {
    private static final String TYPED = "Zinaida";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private static int addresses;

    private final Realm realm = OWN.realm();
    private final SigningUp signingUp = OWN.signingUp();
    private final Visitor visitor = new Visitor();
    private final String address = "person-" + ++addresses + "@example.org";

    @Test
    void theBrowserThatSignedUpSeesWhatWasTypedAndGoesOnToTheApp() {
        SignIn signIn = realm.app().signIn();
        Page sent = signUp(signIn);

        Page page = land(visitor, link());

        assertEquals(200, page.status());
        assertTrue(page.text().contains("Is everything right?"), page::text);
        assertEquals(TYPED, page.formWith("password-new").value("firstName"));
        assertTrue(page.text().contains(address), page::text);
        assertFalse(page.body().contains("password-new\" type=\"password\" value=\"a"));
        Page after = confirm(page, PASSWORD);
        Tokens tokens = signIn.tokens(after);
        assertEquals(address, tokens.claims().path("email").asText());
        assertTrue(tokens.claims().path("email_verified").asBoolean());
        assertEquals(TYPED, user().json().path("firstName").asText());
        assertTrue(user().signsInWith(PASSWORD));
        assertFalse(sent.refresh().status() >= 500);
    }

    @Test
    void theTabThatSignedUpStaysWhileTheLinkIsOpenBesideIt() {
        Page sent = signUp();

        Page page = land(visitor, link());

        sent.refresh().is("registration-sent");
        page.refresh().is("registration-confirm");
    }

    @Test
    void theCodeDoesAllThatTheLinkDoes() {
        SignIn signIn = realm.app().signIn();
        Page sent = signUp(signIn);
        Mail mail = signingUp.mail(address);

        Page page = typeCode(sent, code(mail).toLowerCase().replace("-", "  ")).is("registration-confirm");

        assertEquals(TYPED, page.formWith("password-new").value("firstName"));
        assertEquals(
                address,
                signIn.tokens(confirm(page, PASSWORD)).claims().path("email").asText());
        new Visitor().open(mail.link()).is("link-invalid");
    }

    @Test
    void withTheCookieButWithoutTheSessionItIsShownAndEndsOnDone() {
        signUp();
        forgetKeycloaksCookies(visitor);

        Page page = land(visitor, link());

        assertEquals(TYPED, page.formWith("password-new").value("firstName"));
        Page done = confirm(page, PASSWORD).is("registration-done");
        assertTrue(done.text().contains(address), done::text);
        assertTrue(done.has("[data-page] a[href]"), done::body);
        assertFalse(isSignedIn(visitor));
        assertEquals(TYPED, user().json().path("firstName").asText());
        assertTrue(user().signsInWith(PASSWORD));
        done.refresh().is("registration-done");
    }

    /** REG-2, REG-3 */
    @Test
    void anyOtherBrowserSeesTheAddressAndNothingElse() {
        Page sent = signUp();
        Visitor other = new Visitor();

        Page page = land(other, link());

        assertTrue(page.text().contains("Create your account"), page::text);
        assertFalse(page.body().contains(TYPED), page::body);
        assertEquals("", page.formWith("password-new").value("firstName"));
        assertTrue(page.text().contains(address), page::text);
        Page done = chosen(page, PASSWORD).fill("firstName", "Anna").submit().is("registration-done");
        assertFalse(isSignedIn(other));
        assertEquals("Anna", user().json().path("firstName").asText());
        assertTrue(user().signsInWith(PASSWORD));
        done.refresh().is("registration-done");
        sent.refresh().is("registration-sent");
        assertFalse(isSignedIn(visitor));
    }

    @Test
    void whatIsMissingInAnyOtherBrowserIsAskedFor() {
        signUp();
        Page page = land(new Visitor(), link());

        Page again = page.formWith("password-new")
                .fill("password-new", PASSWORD)
                .fill("password-confirm", PASSWORD)
                .add("confirm", "true")
                .submit()
                .is("registration-confirm");

        assertTrue(again.has("[name=firstName][aria-invalid=true]"), again::body);
        assertFalse(again.body().contains(TYPED), again::body);
        assertNoUser();
        again.refresh().is("registration-confirm");
        confirm(again, PASSWORD).is("registration-done");
    }

    @Test
    void aWeakPasswordIsToldAndWhatWasTypedStays() {
        signUp();
        Page page = land(visitor, link());

        Page again = chosen(page, "short").fill("lastName", "Anew").submit().is("registration-confirm");

        assertTrue(again.has("[name=password-new][aria-invalid=true]"), again::body);
        assertEquals("", again.formWith("password-new").value("password-new"));
        assertEquals("Anew", again.formWith("password-new").value("lastName"));
        assertFalse(again.body().contains("value=\"short\""));
        assertNoUser();
        assertTrue(confirm(again, PASSWORD).isApp());
        assertEquals("Anew", user().json().path("lastName").asText());
    }

    @Test
    void openingTheLinkChangesNothing() {
        signUp();
        URI link = link();
        List<JsonNode> tokens = realm.rows("AF_TOKEN");
        List<JsonNode> asks = realm.rows("AF_ASK");

        visitor.head(link);
        land(visitor, link).refresh();
        land(new Visitor(), link);

        assertEquals(tokens, realm.rows("AF_TOKEN"));
        assertEquals(asks, realm.rows("AF_ASK"));
        assertNoUser();
    }

    @Test
    void afterAResendTheNewLinkIsTheOneThatWorks() {
        Page sent = signUp();
        Mail first = signingUp.mail(address);
        signingUp.passPause(visitor, sent);
        sent.refresh().press("resend").is("registration-sent");
        Mail second = signingUp.mail(address);

        new Visitor().open(first.link()).is("link-invalid");
        typeCode(sent.refresh(), code(first)).is("registration-sent");
        assertTrue(confirm(land(visitor, second.link()), PASSWORD).isApp());
    }

    /** Who waits for the mail on one device and has opened it on another loses nothing. */
    @Test
    void onesOwnResendEndsNoPageThatALinkHasOpened() {
        Page sent = signUp();
        Mail first = signingUp.mail(address);
        Page page = land(visitor, first.link());
        Page elsewhere = land(first.link());

        Mail second = resend(sent, first);

        elsewhere.refresh().is("registration-confirm");
        assertTrue(confirm(page, PASSWORD).isApp());
        assertTrue(user().signsInWith(PASSWORD));
        new Visitor().open(second.link()).is("link-invalid");
        confirm(elsewhere, "another password of mine").is("link-invalid");
        assertTrue(user().signsInWith(PASSWORD));
    }

    /** The newer mail may be accepted only after the older one's code was typed. */
    @Test
    void onesOwnResendEndsNoPageThatACodeHasOpened() {
        Page sent = signUp();
        Mail first = signingUp.mail(address);
        Page page;
        realm.mailThrough(FreePort.find(), Map.of());
        try {
            signingUp.passPause(visitor, sent);
            sent = sent.refresh().press("resend").is("registration-sent");
            Await.equal(1L, () -> realm.rows("AF_JOB").stream()
                    .filter(job -> job.path("attempts").intValue() > 0
                            && "OWED".equals(job.path("state").textValue()))
                    .count());
            page = typeCode(sent, code(first)).is("registration-confirm");
        } finally {
            realm.mailThrough(OWN.mailbox().port(), Map.of());
        }
        realm.server().probe().update("update AF_JOB set DUE_AT = 0 where REALM_ID = ? and STATE = 'OWED'", realm.id());
        signingUp.mail(address);
        Await.equal("link-invalid", () -> new Visitor().open(first.link()).name());

        assertTrue(confirm(page, PASSWORD).isApp());
        assertTrue(user().signsInWith(PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other-address", "not-me", "confirm"})
    void whatEndsASignUpEndsItsOpenPagesAlsoAfterAResend(String ending) {
        Page sent = signUp();
        Mail first = signingUp.mail(address);
        Page page = land(visitor, first.link());
        Mail second = resend(sent, first);

        switch (ending) {
            case "other-address" -> assertTrue(sent.refresh().press(ending).has("[name=email]"));
            case "not-me" -> land(second.link()).press(ending).is("registration-declined");
            default -> confirm(land(second.link()), PASSWORD).is("registration-done");
        }

        confirm(page, "another password of mine").is("link-invalid");
        if (ending.equals("confirm")) {
            assertTrue(user().signsInWith(PASSWORD));
        } else {
            assertNoUser();
        }
    }

    /** Once the newer mail is accepted. */
    private Mail resend(Page sent, Mail first) {
        signingUp.passPause(visitor, sent);
        sent.refresh().press("resend").is("registration-sent");
        Mail second = signingUp.mail(address);
        Await.equal("link-invalid", () -> new Visitor().open(first.link()).name());
        return second;
    }

    /** Who types the code and opens the link, too, finds the same sign-in. */
    @Test
    void afterTheCodeTheLinkStillLeadsOnToTheApp() {
        SignIn signIn = realm.app().signIn();
        Page sent = signUp(signIn);
        Mail mail = signingUp.mail(address);
        typeCode(sent, code(mail)).is("registration-confirm");

        Page page = land(visitor, mail.link());

        assertEquals(TYPED, page.formWith("password-new").value("firstName"));
        assertEquals(
                address,
                signIn.tokens(confirm(page, PASSWORD)).claims().path("email").asText());
    }

    @Test
    void whoDidNotAskSaysSoAndEverythingPendingForTheAddressGoes() {
        signUp();
        URI own = link();
        Visitor stranger = new Visitor();
        Page strangers = signingUp.send(stranger, address.toUpperCase());
        Mail second = signingUp.mail(address);
        Page page = land(visitor, own);

        Page declined = page.press("not-me").is("registration-declined");

        assertTrue(declined.text().contains(address), declined::text);
        assertEquals(200, declined.status());
        declined.refresh().is("registration-declined");
        assertNoUser();
        List<JsonNode> asks = realm.rows("AF_ASK").stream()
                .filter(ask -> !ask.path("profile").isNull()
                        && ask.path("profile").asText().toLowerCase().contains(address))
                .toList();
        assertEquals(List.of(), asks);
        visitor.open(own).is("link-invalid");
        visitor.open(second.link()).is("link-invalid");
        typeCode(strangers.refresh().is("registration-sent"), code(second)).is("registration-sent");
        assertMailsAreStopped(stranger, strangers);
    }

    /** Also for whoever holds the link alone, in any browser, without filling in anything. */
    @Test
    void whoDidNotAskSaysSoInAnyBrowser() {
        Page sent = signUp();

        Page declined = land(new Visitor(), link()).press("not-me").is("registration-declined");

        assertFalse(declined.body().contains(TYPED), declined::body);
        assertMailsAreStopped(visitor, sent);
    }

    private void assertMailsAreStopped(Visitor asker, Page sent) {
        signingUp.passPause(asker, sent);
        sent.refresh().press("resend").is("registration-sent");
        signingUp.send(new Visitor(), address);
        signingUp.link("other-than-" + address); // whatever was asked before it has been decided now
        assertTrue(OWN.mailbox().noneArrivesWithin(Duration.ofMillis(500), address));
        long day = Duration.ofHours(24).toMillis();
        assertTrue(realm.rows("AF_LIMIT").stream()
                .map(row -> row.path("expires_at").asLong() - System.currentTimeMillis())
                .anyMatch(left -> left > day - 60_000 && left <= day));
    }

    /** Nobody is signed out by opening it. */
    @Test
    void aBrowserInWhichSomebodyIsSignedInAsksFirst() {
        signUp();
        User other = realm.user("somebody-" + address).create();
        SignIn signIn = realm.app().signIn();
        Tokens tokens = signIn.tokens(signIn.with(visitor, other.username(), User.PASSWORD));
        URI link = link();

        Page page = visitor.open(link).is("signed-in-elsewhere");

        assertTrue(page.text().contains(other.username()), page::text);
        assertTrue(isSignedIn(visitor));
        assertEquals(200, realm.app().userInfo(tokens).status());
        Page confirm = page.press("sign-out").is("registration-confirm");
        assertEquals(TYPED, confirm.formWith("password-new").value("firstName"));
        assertEquals(401, realm.app().userInfo(tokens).status());
        Page after = confirm(confirm, PASSWORD);
        assertTrue(after.isApp() || after.name().equals("registration-done"), after::toString);
        assertTrue(user().signsInWith(PASSWORD));
    }

    /** Nobody is signed in over somebody else's session, and nobody is left with an account and an error. */
    @Test
    void whoSignsInWhileTheLinkIsOpenHasAnAccountMoreAndStaysWhoHeIs() {
        signUp();
        Page page = land(visitor, link());
        User other = realm.user("somebody-" + address).create();
        SignIn signIn = realm.app().signIn();
        Tokens tokens = signIn.tokens(signIn.with(visitor, other.username(), User.PASSWORD));

        Page done = confirm(page, PASSWORD).is("registration-done");

        assertEquals(200, done.status());
        assertEquals(200, realm.app().userInfo(tokens).status());
        assertEquals(List.of(), user().sessions());
        assertTrue(user().signsInWith(PASSWORD));
    }

    @Test
    void whoTakesTooLongIsLedBackByOneClickAndTheLinkStillWorks() {
        Page sent = signUp();
        URI link = link();
        Page page = land(link);
        realm.set("accessCodeLifespanLogin", 1);
        Page afterSent;
        Page afterConfirm;
        try {
            Await.pause(Duration.ofMillis(2_100));
            afterSent = sent.press("resend");
            afterConfirm = confirm(page, PASSWORD);
        } finally {
            realm.set("accessCodeLifespanLogin", 1_800);
        }

        assertTrue(afterSent.has("[name=password]"), afterSent::toString);
        assertTrue(afterConfirm.has("[name=password]"), afterConfirm::toString);
        assertNoUser();
        assertTrue(afterSent.click("a[href*='login-actions/registration']").has("[name=email]"));
        Page again = land(visitor, link);
        assertEquals(TYPED, again.formWith("password-new").value("firstName"));
        confirm(again, PASSWORD).is("registration-done");
        assertTrue(user().signsInWith(PASSWORD));
    }

    @Test
    void backRefreshAndASecondTabMeetFriendlyPages() {
        signUp();
        URI link = link();
        Page page = land(visitor, link);
        Page second = land(visitor, link);
        Form form = chosen(page, PASSWORD);

        assertTrue(form.submit().isApp());

        for (Page after :
                List.of(page.refresh(), form.submit(), second.refresh(), confirm(second, "another password of mine"))) {
            assertTrue(after.status() < 500, after::toString);
            assertTrue(after.isApp() || after.has("a[href]"), after::toString);
        }
        visitor.open(link);
        new Visitor().open(link).is("link-invalid");
        assertTrue(user().signsInWith(PASSWORD));
        assertEquals(1, user().credentials().size());
    }

    @Test
    void theSecondTabOfAnyOtherBrowserMeetsAFriendlyPage() {
        URI link = signingUp.link(address);
        Visitor other = new Visitor();
        Page first = land(other, link);
        Page second = land(other, link);

        confirm(first, PASSWORD).is("registration-done");

        confirm(second, "another password of mine").is("link-invalid");
        first.refresh().is("registration-done");
        assertTrue(user().signsInWith(PASSWORD));
    }

    private Page signUp() {
        return signUp(realm.app().signIn());
    }

    private Page signUp(SignIn signIn) {
        Page form = signingUp.form(visitor, signIn);
        return SigningUp.filled(form, Map.of("email", address, "firstName", TYPED))
                .submit()
                .is("registration-sent");
    }

    private URI link() {
        return signingUp.mail(address).link();
    }

    private User user() {
        return realm.existing(address);
    }

    private void assertNoUser() {
        assertEquals(
                0,
                realm.admin()
                        .get(realm.path("/users?exact=true&email=" + address))
                        .size());
    }

    private boolean isSignedIn(Visitor who) {
        return realm.app().signIn().open(who).isApp();
    }

    private static void forgetKeycloaksCookies(Visitor visitor) {
        visitor.cookies().all().stream()
                .map(Cookie::name)
                .filter(name -> !name.contains("account-flows"))
                .forEach(visitor.cookies()::drop);
    }
}
