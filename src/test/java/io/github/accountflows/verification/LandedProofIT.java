package io.github.accountflows.verification;

import static io.github.accountflows.testing.Proving.confirm;
import static io.github.accountflows.testing.Proving.isProved;
import static io.github.accountflows.testing.Proving.land;
import static io.github.accountflows.testing.Proving.typeCode;
import static io.github.accountflows.testing.Verifying.correct;
import static io.github.accountflows.testing.Verifying.resend;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.Changing;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Verifying;
import io.github.accountflows.testing.Visitor;
import io.github.accountflows.testing.pages.SignInPage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A link in the browser that is signing in, and what ends it before anybody has confirmed (VER-3, VER-4, VER-7). */
class LandedProofIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.withArray("identityProviders")
            .addObject()
            .put("alias", "acme")
            .put("providerId", "oidc")
            .put("enabled", true)
            .putObject("config")
            .put("clientId", "us")
            .put("clientSecret", "a secret")
            .put("authorizationUrl", "https://acme.example/auth")
            .put("tokenUrl", "https://acme.example/token"));

    private static int people;

    private final Realm realm = OWN.realm();
    private final Verifying verifying = OWN.verifying();
    private final Changing changing = OWN.changing();
    private final Visitor visitor = new Visitor();
    private final String address = "mara-" + ++people + "@example.org";
    private final String other = "other-" + people + "@example.org";

    @Test
    void namesAccountAndAddressAndGoesOnToTheApp() {
        User mara = verifying.unproven(address);
        SignIn signIn = realm.app().signIn();
        verifying.meet(visitor, signIn, mara);

        Page page = land(visitor, verifying.mail(mara).link());

        assertTrue(page.text().contains(mara.username()), page::text);
        assertTrue(page.text().contains(address), page::text);
        assertEquals(List.of("confirm", "sign-out"), buttons(page));
        assertFalse(isProved(mara));
        signIn.tokens(confirm(page));
        assertTrue(isProved(mara));
        assertTrue(realm.app().signIn().open(visitor).isApp());
    }

    /** TOK-8, VER-4 */
    @Test
    void nothingButThePressChangesAnything() {
        User mara = verifying.unproven(address);
        verifying.meet(visitor, mara);
        URI link = verifying.mail(mara).link();
        List<JsonNode> before = rows();

        Visitor scanner = new Visitor().sending("User-Agent", "Mozilla/5.0 (compatible; SafeLinks)");
        for (Visitor who : List.of(scanner, scanner, new Visitor().sending("Purpose", "prefetch"), visitor)) {
            assertEquals(200, who.head(link).status());
            Page page = land(who, link);
            who.head(page.url()); // where somebody is signing in it is Keycloak's own address, and answers 404
            page.refresh().is("verification-confirm");
            who.get(URI.create(page.url() + "&confirm=true&sign-in=true&not-me=true"));
        }

        assertEquals(before, rows());
        assertFalse(isProved(mara));
        assertTrue(confirm(land(visitor, link)).isApp());
    }

    /** Keycloak's own page says at worst that one is signed in; nothing is broken, and nobody is told of a fault. */
    @Test
    void confirmingTwiceIsFriendly() {
        User mara = verifying.unproven(address);
        Page sent = verifying.meet(visitor, mara);
        URI link = verifying.mail(mara).link();
        Page page = land(visitor, link);
        Form form = page.formWith("confirm").add("confirm", "true");

        assertTrue(form.submit().isApp());
        for (Page again : List.of(form.submit(), page.refresh(), sent.refresh())) {
            assertTrue(again.isApp() || again.status() < 500, again::toString);
            assertFalse(again.name().equals("verification-sent"), again::toString);
        }

        visitor.open(link).is("link-invalid");
        assertTrue(isProved(mara));
        assertTrue(realm.app().signIn().open(visitor).isApp());
    }

    @Test
    void ofADoubleClickOneIsEnough() {
        User mara = verifying.unproven(address);
        verifying.meet(visitor, mara);
        Form form =
                land(visitor, verifying.mail(mara).link()).formWith("confirm").add("confirm", "true");

        List<Page> answers = Together.all(List.of(form::send, form::send));

        assertTrue(answers.stream().anyMatch(Page::isApp), answers::toString);
        assertTrue(answers.stream().allMatch(answer -> answer.status() < 500), answers::toString);
        assertTrue(isProved(mara));
    }

    /** Back and refresh of a person at a real browser. */
    @Test
    void backAndRefreshInARealBrowserAreHarmless() {
        User mara = verifying.unproven(address);
        SignIn signIn = realm.app().signIn();
        try (Browser browser = Browser.open()) {
            SignInPage.open(browser, signIn).signIn(mara.username(), User.PASSWORD);
            browser.find("[data-page=verification-sent]").waitFor();
            browser.visit(verifying.mail(mara).link());
            browser.find("[data-page=verification-confirm]").waitFor();
            browser.reload();
            browser.find("button[name=confirm]").click();
            signIn.tokens(browser.awaitApp());
            browser.back();
            browser.reload();
            assertFalse(browser.text().contains("unexpected"), browser::text);
            assertTrue(isProved(mara));
        }
    }

    /** The link opens beside the page that waits; the one that was first goes on, and the other is led there too. */
    @Test
    void anotherTabOfTheSameBrowserConfirmsAsWell() {
        User mara = verifying.unproven(address);
        SignIn signIn = realm.app().signIn();
        Page sent = verifying.meet(visitor, signIn, mara);
        land(visitor, verifying.mail(mara).link());

        Page waiting = sent.refresh().is("verification-confirm");

        signIn.tokens(confirm(waiting));
        assertTrue(isProved(mara));
    }

    /** As any other browser then: sign in again, and confirm. */
    @Test
    void whoseSignInHasEndedMeanwhileSignsInAgainAndConfirms() {
        User mara = verifying.unproven(address);
        verifying.meet(visitor, mara);
        URI link = verifying.mail(mara).link();
        visitor.cookies().drop("AUTH_SESSION_ID");

        Page page = land(visitor, link);
        assertEquals(List.of("sign-in", "not-me"), buttons(page));
        Page here = signedIn(page.press("sign-in"), mara).is("verification-confirm");

        assertEquals(List.of("confirm", "sign-out"), buttons(here));
        assertTrue(confirm(here).isApp());
        assertTrue(isProved(mara));
    }

    /** Also of a change, which no app has asked for there; and whoever is signed in already shows once more who he is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherBrowserConfirmsAfterASignInThere(boolean signedInBefore) {
        User mara = realm.user(address).create();
        changing.send(visitor, mara, other);
        URI link = changing.mail(other).link();
        Visitor elsewhere = new Visitor();
        if (signedInBefore) {
            assertTrue(verifying.signIn(elsewhere, mara).isApp());
        }

        Page page = land(elsewhere, link);
        assertFalse(page.body().contains(address), page::body);
        Page signIn = page.press("sign-in");
        assertTrue(signIn.has("[name=password]"), signIn::toString);
        Page here = signedIn(signIn, mara).is("verification-confirm");

        assertEquals(address, mara.email());
        Page app = confirm(here);
        assertTrue(app.isApp() || app.status() < 400, app::toString);
        assertEquals(other, mara.email());
        assertTrue(isProved(mara));
    }

    /** A session may be a stranger's, or an old one; the page does not say that there is none. */
    @Test
    void whoIsSignedInThereIsAskedToSignInOnceMore() {
        User mara = realm.user(address).create();
        changing.send(visitor, mara, other);
        URI link = changing.mail(other).link();
        Visitor elsewhere = new Visitor();
        String words = land(elsewhere, link).text();
        assertTrue(verifying.signIn(elsewhere, mara).isApp());

        Page page = land(elsewhere, link);

        assertTrue(words.contains("This one hasn't"), words);
        assertFalse(page.text().contains("This one hasn't"), page::text);
        assertTrue(page.text().contains("sign in once more"), page::text);
    }

    /** The sign-in page is for whoever owns the account; somebody else who signs in there has proved nothing. */
    @Test
    void anotherUserWhoSignsInThereProvesNothing() {
        User mara = verifying.unproven(address);
        User paul = realm.user(other).create();
        verifying.meet(visitor, mara);
        Visitor elsewhere = new Visitor();

        Page signIn = land(elsewhere, verifying.mail(mara).link()).press("sign-in");

        assertTrue(signedIn(signIn, paul).isApp());
        assertFalse(isProved(mara));
    }

    @Test
    void whoeverIsSignedInThereIsNamedAndSignedOutOnlyWhenNamed() {
        User mara = verifying.unproven(address);
        User paul = realm.user(other).create();
        verifying.meet(visitor, mara);
        Visitor elsewhere = new Visitor();
        Page nobody = land(elsewhere, verifying.mail(mara).link());
        assertTrue(verifying.signIn(elsewhere, paul).isApp());

        Page named = nobody.press("sign-in").is("verification-confirm");
        assertTrue(realm.app().signIn().open(elsewhere).isApp());
        assertTrue(named.text().contains(paul.username()), named::text);

        Page signIn = named.press("sign-in");
        assertTrue(signIn.has("[name=password]"), signIn::toString);
        assertEquals(List.of(), paul.sessions());
        assertTrue(confirm(signedIn(signIn, mara)).isApp());
    }

    /** VER-7 */
    @Test
    void linkAndCodeToAFormerAddressAreDead() {
        User mara = verifying.unproven(address);
        Page sent = verifying.meet(visitor, mara);
        Mail former = verifying.mail(mara);
        Page again = correct(sent, other).is("verification-sent");
        Mail newer = verifying.mail(other);

        visitor.open(former.link()).is("link-invalid");
        typeCode(again.refresh(), former.code()).is("verification-sent");
        assertFalse(isProved(mara));

        assertTrue(confirm(land(visitor, newer.link())).isApp());
        assertEquals(other, mara.email());
        assertTrue(isProved(mara));
    }

    /** And when the stored address is asked for once more, what went to the other one is dead in its turn. */
    @Test
    void goingBackToTheStoredAddressEndsWhatWentToTheOther() {
        User mara = verifying.unproven(address);
        Page sent = verifying.meet(visitor, mara);
        verifying.mail(mara);
        Page corrected = correct(sent, other).is("verification-sent");
        Mail wrong = verifying.mail(other);
        correct(corrected, address).is("verification-sent");
        Mail right = verifying.mail(mara);

        visitor.open(wrong.link()).is("link-invalid");
        new Visitor().open(wrong.link()).is("link-invalid");

        assertTrue(confirm(land(visitor, right.link())).isApp());
        assertEquals(address, mara.email());
    }

    @Test
    void aResendEndsTheOlderOnceItIsAccepted() {
        User mara = verifying.unproven(address);
        Page sent = verifying.meet(visitor, mara);
        Mail older = verifying.mail(mara);
        land(new Visitor(), older.link());
        verifying.passPause(visitor, sent);
        resend(sent).is("verification-sent");
        Mail newer = verifying.mail(mara);

        Await.equal("link-invalid", () -> new Visitor().open(older.link()).name());
        typeCode(sent.refresh(), older.code()).is("verification-sent");

        assertTrue(confirm(land(visitor, newer.link())).isApp());
    }

    /** What ends the proof of a user before it is shown. */
    private enum Meanwhile {
        DELETED {
            @Override
            void happens(Realm realm, User user) {
                user.delete();
            }
        },
        DISABLED {
            @Override
            void happens(Realm realm, User user) {
                user.disable();
            }
        },
        LINKED_ANEW {
            @Override
            void happens(Realm realm, User user) {
                realm.admin()
                        .post(
                                realm.path("/users/" + user.id() + "/federated-identity/acme"),
                                Map.of("identityProvider", "acme", "userId", "somebody", "userName", "somebody"));
            }
        },
        GIVEN_A_PASSWORD {
            @Override
            void happens(Realm realm, User user) {
                user.password("a password by the administrator");
            }
        },
        GIVEN_AN_ADDRESS {
            @Override
            void happens(Realm realm, User user) {
                user.change(json -> json.put("email", "admins-" + user.email()));
            }
        };

        abstract void happens(Realm realm, User user);
    }

    @ParameterizedTest
    @EnumSource
    void whatHappenedToTheUserMeanwhileEndsTheLink(Meanwhile meanwhile) {
        User mara = verifying.unproven(address);
        verifying.meet(visitor, mara);
        URI link = verifying.mail(mara).link();
        Page elsewhere = land(new Visitor(), link);
        meanwhile.happens(realm, mara);

        Page here = visitor.open(link).is("link-invalid");
        Page there = new Visitor().open(link).is("link-invalid");
        Page open = elsewhere.press("sign-in").is("link-invalid");

        for (Page page : List.of(here, there, open)) {
            assertEquals(400, page.status());
            assertEquals(realm.url("/account-link"), page.url());
        }
        assertUnproved(mara, meanwhile);
    }

    /** A page to confirm that was open already. */
    @ParameterizedTest
    @EnumSource
    void whatHappenedToTheUserMeanwhileEndsThePage(Meanwhile meanwhile) {
        User mara = verifying.unproven(address);
        verifying.meet(visitor, mara);
        Page page = land(visitor, verifying.mail(mara).link());
        meanwhile.happens(realm, mara);

        Page after = page.press("confirm");

        assertFalse(after.isApp(), after::toString);
        if (meanwhile != Meanwhile.DELETED
                && meanwhile != Meanwhile.DISABLED) { // there Keycloak's own page comes first
            after.is("link-invalid");
        }
        assertTrue(after.status() < 500, after::toString);
        assertUnproved(mara, meanwhile);
    }

    @ParameterizedTest
    @EnumSource
    void whatHappenedToTheUserMeanwhileEndsTheCode(Meanwhile meanwhile) {
        User mara = verifying.unproven(address);
        Page sent = verifying.meet(visitor, mara);
        String code = verifying.mail(mara).code();
        meanwhile.happens(realm, mara);

        Page after = typeCode(sent, code);

        assertFalse(after.isApp(), after::toString);
        assertTrue(after.status() < 500, after::toString);
        assertUnproved(mara, meanwhile);
    }

    private void assertUnproved(User user, Meanwhile meanwhile) {
        if (meanwhile == Meanwhile.DELETED) {
            assertEquals(
                    0, realm.admin().get(realm.path("/users?search=" + address)).size());
        } else {
            assertFalse(isProved(user));
        }
    }

    /** An admin has switched off what the link is for: it says so, and works again afterwards. */
    @Test
    void aLinkOfAnActionThatIsSwitchedOffSaysSo() {
        User mara = verifying.unproven(address);
        verifying.meet(visitor, mara);
        URI link = verifying.mail(mara).link();
        String path = realm.path("/authentication/required-actions/" + Proving.VERIFY);
        JsonNode action = realm.admin().get(path);

        realm.admin().put(path, action.<ObjectNode>deepCopy().put("enabled", false));
        try {
            visitor.open(link).is("link-closed");
            new Visitor().open(link).is("link-closed");
        } finally {
            realm.admin().put(path, action);
        }

        assertTrue(confirm(land(visitor, link)).isApp());
    }

    /** Keycloak passes a posted form on to an action that is switched off. */
    @ParameterizedTest
    @ValueSource(strings = {Proving.VERIFY, Proving.CHANGE})
    void aCodeForAnActionThatIsSwitchedOffProvesNothing(String id) {
        boolean change = id.equals(Proving.CHANGE);
        User mara = change ? realm.user(address).create() : verifying.unproven(address);
        Page sent = change ? changing.send(visitor, mara, other) : verifying.meet(visitor, mara);
        Mail mail = changing.mail(change ? other : address);
        String path = realm.path("/authentication/required-actions/" + id);
        JsonNode action = realm.admin().get(path);

        realm.admin().put(path, action.<ObjectNode>deepCopy().put("enabled", false));
        try {
            Page answer = typeCode(sent, mail.code());
            assertTrue(answer.isApp() || answer.status() < 500, answer::toString);
        } finally {
            realm.admin().put(path, action);
        }

        assertEquals(address, mara.email());
        assertEquals(change, isProved(mara));
    }

    /** Nor does it sign anybody in who says that the account is another's. */
    @Test
    void whoSignsOutOfAnActionThatIsSwitchedOffIsSignedOut() {
        User mara = verifying.unproven(address);
        Page sent = verifying.meet(visitor, mara);
        String path = realm.path("/authentication/required-actions/" + Proving.VERIFY);
        JsonNode action = realm.admin().get(path);

        realm.admin().put(path, action.<ObjectNode>deepCopy().put("enabled", false));
        try {
            Page page = sent.press("sign-out");
            assertTrue(page.has("[name=password]"), page::toString);
        } finally {
            realm.admin().put(path, action);
        }

        assertEquals(List.of(), mara.sessions());
    }

    private static Page signedIn(Page signInPage, User user) {
        Form form = signInPage.formWith("password").fill("password", User.PASSWORD);
        return form.add("username", user.username()).submit();
    }

    private static List<String> buttons(Page page) {
        return page.document().select("[data-page] button[name]").eachAttr("name");
    }

    private List<JsonNode> rows() {
        List<JsonNode> rows = new ArrayList<>();
        List.of("AF_ASK", "AF_TOKEN", "AF_LIMIT").forEach(table -> rows.addAll(realm.rows(table)));
        return rows;
    }
}
