package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.NewUser;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Totp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets no link but other help, and what an owner is told about the other ways in (REC-9, REC-12, REG-4). */
class WhoseAccountIT {
    private static final String NEW_PASSWORD = "a new password of mine";
    private static final String HELP = "https://help.example.org/account";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> {
        provider(json, "acme", "The Acme Company");
        provider(json, "plain", null);
        provider(json, "kept", "Kept at hand").put("linkOnly", true);
        json.withArray("authenticatorConfig").forEach(config -> {
            if (config.path("config").has("link-lifetime-minutes")) {
                ((ObjectNode) config.path("config")).put("help", HELP);
            }
        });
    });

    private final Mailbox mailbox = OWN.mailbox();
    private final Realm realm = OWN.realm();
    private final Recovering recovering = OWN.recovering();

    private static ObjectNode provider(ObjectNode realm, String alias, String displayName) {
        ObjectNode provider = realm.withArray("identityProviders")
                .addObject()
                .put("alias", alias)
                .put("displayName", displayName)
                .put("providerId", "oidc")
                .put("enabled", true);
        provider.putObject("config")
                .put("clientId", "demo")
                .put("clientSecret", "demo")
                .put("authorizationUrl", "https://idp.example.org/auth")
                .put("tokenUrl", "https://idp.example.org/token");
        return provider;
    }

    @Test
    void whoSignsInWithProvidersIsToldWithWhich() {
        User user = realm.user("elsewhere@example.org")
                .noPassword()
                .linkedTo("acme")
                .linkedTo("plain")
                .create();

        Mail mail = ask(user);

        assertNoLink(mail);
        for (String words : List.of(mail.text(), mail.html())) {
            assertTrue(words.contains("The Acme Company"), words);
            assertTrue(words.contains("plain"), words);
            assertTrue(words.contains("no password that we could change"), words);
        }
        assertEquals(List.of(), user.credentials());
    }

    /** Its name for it stays out of the mail: the sign-in page does not ask for it. */
    @Test
    void whoSignsInWithAPasskeyIsToldSo() {
        User user = realm.user("passkey@example.org")
                .noPassword()
                .passkey("Mara's phone")
                .create();

        Mail mail = ask(user);

        assertNoLink(mail);
        assertTrue(mail.text().contains("Passkey"), mail::text);
        assertFalse(mail.text().contains("Mara"), mail::text);
    }

    /** An account that an administrator made, or one whose provider only keeps a link: recovery is the one way in. */
    @Test
    void whoHasNoOtherWayInGetsTheLink() {
        assertTrue(ask(realm.user("fresh@example.org").noPassword().create()).hasLink());
        assertTrue(
                ask(realm.user("kept@example.org").noPassword().linkedTo("kept").create())
                        .hasLink());
        assertTrue(ask(realm.user("both@example.org").linkedTo("acme").create()).hasLink());
    }

    static Stream<Named<UnaryOperator<NewUser>>> guards() {
        return Stream.of(
                Named.of("provider", user -> user.linkedTo("acme")),
                Named.of("passkey", user -> user.passkey("Phone")),
                Named.of("app", user -> user.totp(new Totp("a secret of the app"))),
                Named.of("key", user -> user.securityKey("Key")),
                Named.of("codes", NewUser::recoveryCodes));
    }

    @ParameterizedTest
    @MethodSource("guards")
    void anUnprovenAddressOfAGuardedAccountGetsHelpAlone(UnaryOperator<NewUser> guard) {
        String local = "u" + Math.abs(System.nanoTime());
        User user = guard.apply(realm.user(local + "@example.org").unverified()).create();

        Mail mail = ask(user);

        assertNoLink(mail);
        assertTrue(mail.text().contains("nobody has confirmed yet"), mail::text);
        assertFalse(mail.text().contains("Acme"), mail::text);
        User proven = guard.apply(realm.user(local + ".proven@example.org")).create();
        assertTrue(ask(proven).hasLink());
    }

    /** Both are true of it: it says how to sign in, and where help is. */
    @Test
    void anUnprovenAddressWithoutPasswordIsToldHowToSignIn() {
        Mail mail = ask(realm.user("unproven.elsewhere@example.org")
                .unverified()
                .noPassword()
                .linkedTo("acme")
                .create());

        assertNoLink(mail);
        assertTrue(mail.text().contains("The Acme Company"), mail::text);
        assertFalse(mail.text().contains("Account:"), "its name is not for a reader who has proved nothing");
    }

    /** DESIGN 5.15 */
    @Test
    void recoveryProvesNoAddress() {
        User user = realm.user("unproven@example.org").unverified().create();

        choose(land(recovering.link(user)), NEW_PASSWORD).is("recovery-done");

        assertFalse(user.json().path("emailVerified").booleanValue());
        realm.app().signIn().with(new Visitor(), user.username(), NEW_PASSWORD).is("verification-sent");
    }

    @Test
    void theMailSpeaksTheUsersLanguage() {
        Mail mail = ask(realm.user("russian@example.org")
                .noPassword()
                .linkedTo("acme")
                .attribute("locale", "ru")
                .create());

        assertEquals("Как вы входите", mail.subject());
        assertTrue(mail.text().contains("Вход через The Acme Company"), mail::text);
    }

    /** REG-4: an owner sees what somebody may have planted; what that one called it is no link. */
    @Test
    void doneAndNoticeListTheOtherWaysIn() {
        Page done = recoverGuarded("listed@example.org");
        Mail notice = mailbox.awaitMail("listed@example.org");

        for (String words : List.of(done.text(), notice.text(), notice.html())) {
            assertTrue(words.contains("The Acme Company"), words);
            assertTrue(words.contains("Passkey"), words);
            assertTrue(words.contains("win at evil example now"), words);
            assertTrue(words.contains("Authenticator app"), words);
            assertTrue(words.contains("since " + today()), words);
            assertFalse(words.contains("evil.example"), words);
            assertFalse(words.contains("Kept at hand"), words);
        }
    }

    @Test
    void anAccountWithAPasswordAloneHasNoList() {
        User user = realm.user("bare@example.org").create();

        Page done = choose(land(recovering.link(user)), NEW_PASSWORD).is("recovery-done");

        assertFalse(done.has("[data-ways]"));
        assertFalse(mailbox.awaitMail(user.username()).text().contains("Also set up"));
    }

    /** It stays for a refresh, and not for whoever sits down here later. */
    @Test
    void theListIsGoneFromThePageSoon() {
        Visitor visitor = new Visitor();
        Page done = recoverGuarded(visitor, "soon@example.org");
        assertTrue(done.refresh().is("recovery-done").has("[data-ways]"));

        realm.note(
                visitor,
                done,
                "account-flows-recovered-shown-until",
                Instant.now().minusSeconds(1).toString());

        assertFalse(done.refresh().is("recovery-done").has("[data-ways]"));
    }

    @Test
    void theListIsNotForSomebodyElseWhoSignsInHere() {
        Visitor visitor = new Visitor();
        Page done = recoverGuarded(visitor, "first@example.org");
        User other = realm.user("other@example.org").create();

        realm.app().signIn().with(visitor, other.username(), User.PASSWORD);

        assertFalse(visitor.open(done.url()).text().contains("Acme"));
    }

    /** REG-4: whoever had the account started a move to an address of his own; his mail's link ends with the recovery. */
    @Test
    void aChangeOfAddressThatWaitsIsCancelled() {
        updateEmail(true);
        try {
            User user = realm.user("moving@example.org").create();
            SignIn signIn = realm.app().signIn(Map.of("kc_action", "UPDATE_EMAIL"));
            signIn.with(new Visitor(), user.username(), User.PASSWORD)
                    .follow()
                    .formWith("email")
                    .fill("email", "mallory@example.org")
                    .submit();
            URI theirs = mailbox.awaitMail("mallory@example.org").anyLink();

            choose(land(recovering.link(user)), NEW_PASSWORD).is("recovery-done");

            Page answer = new Visitor().open(theirs);
            if (answer.has("a[href*='action-token']")) {
                answer.click("a[href*='action-token']");
            }
            assertEquals("moving@example.org", user.email());
        } finally {
            updateEmail(false);
        }
    }

    private void updateEmail(boolean enabled) {
        String path = realm.path("/authentication/required-actions/UPDATE_EMAIL");
        ObjectNode action = (ObjectNode) realm.admin().get(path);
        action.put("enabled", enabled);
        action.withObjectProperty("config").put("verifyEmail", "true");
        realm.admin().put(path, action);
    }

    private Page recoverGuarded(String address) {
        return recoverGuarded(new Visitor(), address);
    }

    private Page recoverGuarded(Visitor visitor, String address) {
        Totp app = new Totp("a secret of " + address);
        User user = realm.user(address)
                .linkedTo("acme")
                .linkedTo("kept")
                .totp(app)
                .passkey("win at evil.example now")
                .create();
        Page landed = visitor.open(recovering.link(user))
                .formWith("otp")
                .fill("otp", app.code())
                .submit()
                .is("recovery-new-password");
        return choose(landed, NEW_PASSWORD).is("recovery-done");
    }

    private Mail ask(User user) {
        new Asking(realm).ask(user.username());
        return mailbox.awaitMail(user.username());
    }

    private static void assertNoLink(Mail mail) {
        assertFalse(mail.hasLink());
        assertTrue(mail.text().contains(HELP), mail::text);
        assertFalse(mail.text().replace(HELP, "").contains("://"), mail::text);
        assertFalse(mail.html().replace(HELP, "").contains("://"), mail::html);
    }

    private static String today() {
        return LocalDate.now(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(Locale.ENGLISH));
    }
}
