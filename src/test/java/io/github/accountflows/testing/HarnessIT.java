package io.github.accountflows.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.pages.AppPage;
import io.github.accountflows.testing.pages.SignInPage;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests' own tools, shown against what stock Keycloak does. */
class HarnessIT {
    private static final Mailbox MAILBOX = Mailbox.open();

    @AfterAll
    static void closeMailbox() {
        MAILBOX.close();
    }

    static Stream<Named<Supplier<KeycloakServer>>> servers() {
        return Stream.of(Named.of("H2", KeycloakServer::h2), Named.of("PostgreSQL", KeycloakServer::postgres));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void somebodySignsInToTheApp(Supplier<KeycloakServer> server) {
        try (Realm realm = Realm.stock(server.get(), MAILBOX)) {
            User erin = realm.user("erin@example.org").create();
            SignIn signIn = realm.app().signIn();

            Tokens tokens = signIn.tokens(signIn.with(new Visitor(), erin.username(), User.PASSWORD));

            assertEquals(
                    "erin@example.org",
                    tokens.claims().path("preferred_username").asText());
            assertEquals(200, realm.app().userInfo(tokens).status());
            assertEquals(200, realm.app().refresh(tokens).status());
            assertEquals(1, erin.sessions().size());
            assertFalse(erin.signsInWith("another password of mine"));
            Await.equal(1, erin::failures);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void rowsAndStatementsOfTheServerAreSeen(Supplier<KeycloakServer> server) {
        try (Realm realm = Realm.stock(server.get(), MAILBOX)) {
            User erin = realm.user("erin@example.org").create();
            Probe probe = server.get().probe();

            assertEquals(
                    "erin@example.org",
                    probe.query("select EMAIL from USER_ENTITY where ID = ?", erin.id())
                            .get(0)
                            .path("email")
                            .asText());
            assertEquals(1, probe.update("update USER_ENTITY set FIRST_NAME = 'Moved' where ID = ?", erin.id()));
            realm.clearUserCache();
            assertEquals("Moved", erin.json().path("firstName").asText());

            realm.clearUserCache();
            Page page = realm.app().signIn().open(new Visitor());
            Statements known = probe.statementsDuring(() -> page.formWith("password")
                    .fill("username", "erin@example.org")
                    .fill("password", "wrong")
                    .submit());
            assertTrue(known.ofRequests().mentioning("user_entity").count() >= 1, known::toString);
            assertEquals(0, probe.statementsDuring(() -> {}).ofRequests().count());
        }
    }

    @Test
    void mailArrivesWithItsLink() {
        try (Realm realm = Realm.stock(KeycloakServer.h2(), MAILBOX)) {
            User frank = realm.user("frank@example.org").unverified().create();

            frank.mailActions("VERIFY_EMAIL");

            Mail mail = MAILBOX.awaitMail("frank@example.org");
            assertTrue(mail.anyLink().toString().startsWith(realm.url("").toString()));
            assertTrue(mail.html().contains("href"));
            assertEquals(1, MAILBOX.count("Frank@example.org"));
            assertTrue(MAILBOX.noneArrivesWithin(Duration.ofMillis(100), "frank@example.org"));
        }
    }

    @Test
    void sameVisitsHaveTheSameMaskedTranscriptAndOthersDoNot() {
        try (Realm realm = Realm.stock(KeycloakServer.h2(), MAILBOX)) {
            assertEquals(failedSignIn(realm, "nobody@example.org"), failedSignIn(realm, "o'neil+x@example.org"));
            assertNotEquals(failedSignIn(realm, "nobody@example.org"), failedSignIn(realm, ""));
        }
    }

    private static String failedSignIn(Realm realm, String name) {
        Visitor visitor = Visitor.from("198.51.100.7");
        realm.app().signIn().with(visitor, name, "wrong");
        return visitor.transcript().masked(name);
    }

    @Test
    void visitorsComeFromTheNetworkTheySay() {
        try (Realm realm = Realm.stock(KeycloakServer.h2(), MAILBOX)) {
            realm.set("eventsEnabled", true);
            realm.app().signIn().with(Visitor.from("198.51.100.7"), "nobody@example.org", "wrong");

            assertEquals(
                    "198.51.100.7",
                    realm.events("LOGIN_ERROR").get(0).path("ipAddress").asText());
        }
    }

    @Test
    void secondFactorIsAsked() {
        try (Realm realm = Realm.stock(KeycloakServer.h2(), MAILBOX)) {
            Totp totp = new Totp("a secret of grace");
            User grace = realm.user("grace@example.org").totp(totp).create();
            Visitor visitor = new Visitor();

            Page otp = realm.app().signIn().with(visitor, grace.username(), User.PASSWORD);
            Page again = otp.formWith("otp").fill("otp", totp.wrongCode()).submit();

            assertFalse(again.isApp());
            assertTrue(again.formWith("otp").fill("otp", totp.code()).submit().isApp());
        }
    }

    @Test
    void realBrowserSignsInToTheApp() {
        try (Realm realm = Realm.stock(KeycloakServer.h2(), MAILBOX);
                Browser browser = Browser.open(BrowserOptions.usual().narrow().byNight())) {
            User erin = realm.user("erin@example.org").create();
            SignIn signIn = realm.app().signIn();

            SignInPage page = SignInPage.open(browser, signIn);
            browser.screenshot("harness-sign-in");
            assertEquals(List.of(), browser.barriers());
            assertFalse(browser.scrollsSideways());
            page.signIn(erin.username(), User.PASSWORD);

            assertEquals(
                    "erin@example.org",
                    new AppPage(browser).tokens(signIn).claims().path("email").asText("erin@example.org"));
        }
    }
}
