package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A link in a browser in which somebody else is signed in (DESIGN 5.8). */
class SignedInElsewhereIT {
    private static final String NEW_PASSWORD = "a new password of mine";

    private static final Mailbox MAILBOX = Mailbox.open();
    private static Realm realm;
    private static Recovering recovering;

    private final Visitor visitor = new Visitor();
    private User owner;
    private User other;

    @BeforeAll
    static void open() {
        realm = Realm.open(KeycloakServer.h2(), MAILBOX);
        recovering = new Recovering(realm, MAILBOX);
    }

    @AfterAll
    static void close() {
        realm.close();
        MAILBOX.close();
    }

    @BeforeEach
    void people(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase();
        String start = name.substring(0, Math.min(40, name.length()));
        owner = realm.user(start + "-owner@example.org").create();
        other = realm.user(start + "-other@example.org").create();
    }

    @Test
    void nothingChangesAndThePageSaysWhoIsSignedIn() {
        URI link = recovering.link(owner);
        Tokens tokens = signIn(other);
        List<JsonNode> before = realm.rows("AF_TOKEN");

        Page page = visitor.open(link).is("signed-in-elsewhere");

        assertEquals(200, page.status());
        assertTrue(page.text().contains(other.username()), page::text);
        assertTrue(page.text().contains("Nothing has been changed."), page::text);
        assertFalse(page.text().contains(owner.username()), page::text);
        assertTrue(page.link("[data-page] a").toString().startsWith("http://localhost:"));
        assertEquals(before, realm.rows("AF_TOKEN"));
        assertEquals(200, realm.app().userInfo(tokens).status());
        assertTrue(realm.app().signIn().open(visitor).isApp());
        assertTrue(owner.signsInWith(User.PASSWORD));
    }

    @Test
    void postingAPasswordThereChangesNothing() {
        URI link = recovering.link(owner);
        Tokens tokens = signIn(other);
        Page page = visitor.open(link).is("signed-in-elsewhere");

        page.formWith("sign-out")
                .add("password-new", NEW_PASSWORD)
                .add("password-confirm", NEW_PASSWORD)
                .submit()
                .is("signed-in-elsewhere");

        assertEquals(200, realm.app().userInfo(tokens).status());
        assertTrue(owner.signsInWith(User.PASSWORD));
        assertTrue(other.signsInWith(User.PASSWORD));
    }

    @Test
    void whoSignsOutGoesOnToTheNewPasswordOfTheLinksOwner() {
        URI link = recovering.link(owner);
        Tokens tokens = signIn(other);

        Page page = visitor.open(link).is("signed-in-elsewhere").press("sign-out");

        assertEquals(
                owner.username(),
                page.is("recovery-new-password").formWith("username").value("username"));
        assertEquals(401, realm.app().userInfo(tokens).status());
        assertEquals(400, realm.app().refresh(tokens).status());
        choose(page, NEW_PASSWORD).is("recovery-done");
        assertTrue(owner.signsInWith(NEW_PASSWORD));
        assertTrue(other.signsInWith(User.PASSWORD));
        assertFalse(realm.app().signIn().open(visitor).isApp());
    }

    @Test
    void whoIsSignedInAsTheOwnerGoesOnAtOnce() {
        URI link = recovering.link(owner);
        signIn(owner);

        choose(land(visitor, link), NEW_PASSWORD).is("recovery-done");

        assertFalse(realm.app().signIn().open(visitor).isApp());
    }

    @Test
    void anotherSignInAfterTheLinkWasOpenedChangesNothing() {
        URI link = recovering.link(owner);
        Page landed = land(visitor, link);
        Tokens tokens = signIn(other);

        Page answer = choose(landed, NEW_PASSWORD).is("signed-in-elsewhere");

        assertTrue(answer.text().contains(other.username()), answer::text);
        assertTrue(owner.signsInWith(User.PASSWORD));
        assertEquals(200, realm.app().userInfo(tokens).status());
        choose(answer.press("sign-out"), NEW_PASSWORD).is("recovery-done");
        assertTrue(owner.signsInWith(NEW_PASSWORD));
        assertTrue(other.signsInWith(User.PASSWORD));
    }

    @Test
    void aRefreshAfterAnotherSignInChangesNothing() {
        URI link = recovering.link(owner);
        Page landed = land(visitor, link);
        Tokens tokens = signIn(other);

        landed.refresh().is("signed-in-elsewhere");

        assertEquals(200, realm.app().userInfo(tokens).status());
    }

    private Tokens signIn(User user) {
        SignIn signIn = realm.app().signIn();
        return signIn.tokens(signIn.with(visitor, user.username(), User.PASSWORD));
    }
}
