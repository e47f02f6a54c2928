package io.github.accountflows.verification;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SamlPartner;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SES-2: whoever tosses Keycloak's cookies of his own sign-in into a victim's browser, from a neighbouring domain, has that
 * browser neither ask for a proof nor give one.
 */
class TossedSignInIT {
    private static final SamlPartner SAML = SamlPartner.open();

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> {
        json.put("verifyEmail", false);
        SAML.join(json);
    });

    private static final String FROM = "Sec-Fetch-Site";

    private static int victims;

    private final Realm realm = OWN.realm();
    private final Mailbox mailbox = OWN.mailbox();
    private final Visitor attacker = new Visitor();
    private final Visitor victim = new Visitor();
    private final User borrower =
            realm.user("tossed-" + ++victims + "@example.org").unverified().create();

    @AfterAll
    static void close() {
        SAML.close();
    }

    @Test
    void aTossedSessionDoesNotAskForAProof() {
        borrower.change(json -> json.putArray("requiredActions"));
        realm.app().signIn().with(attacker, borrower.username(), User.PASSWORD);
        tossAll();

        Page page = Proving.signIn(realm, Proving.VERIFY).open(victim);

        assertTrue(page.has("input[name=password]"), page::toString);
        assertTrue(mailbox.noneArrivesWithin(Duration.ofSeconds(2), borrower.email()));
    }

    /** The same browser that has signed in goes on by single sign-on. */
    @Test
    void ownSessionDoes() {
        borrower.change(json -> json.putArray("requiredActions"));
        realm.app().signIn().with(attacker, borrower.username(), User.PASSWORD);

        Proving.signIn(realm, Proving.VERIFY).open(attacker).is("verification-sent");
    }

    @Test
    void aTossedSignInUnderWayDoesNotAskForAProof() {
        Page form = realm.app().signIn().open(attacker);
        URI next = attacker.post(
                        form.formWith("password").action(),
                        Map.of("username", borrower.username(), "password", User.PASSWORD))
                .location()
                .orElseThrow();
        tossAll();

        Page page = victim.open(next);

        assertTrue(page.has("input[name=password]"), page::toString);
        assertTrue(mailbox.noneArrivesWithin(Duration.ofSeconds(2), borrower.email()));
        assertFalse(Proving.isProved(borrower));
    }

    // --- login CSRF: the request that signs in is the victim's browser's, and not its owner's

    /** Browsers tell where a form came from; the redirects after it are another site's doing as well. */
    @ParameterizedTest
    @ValueSource(strings = {"same-site", "cross-site"})
    void aNameAndPasswordThatAnotherSiteSendsDoNotAskForAProof(String site) {
        Page form = realm.app().signIn().open(attacker);
        tossAll();
        victim.sending(FROM, site);

        Page first = signInAsBorrower(victim, form);

        assertAsksToSignInHere(first);
        Page seen = attacker.open(first.url());
        tossAll();
        Page twice = signInAsBorrower(victim, seen);
        victim.sending(FROM, "same-origin");
        for (Page page : List.of(twice, twice.refresh(), first.refresh())) {
            assertFalse(page.has("[name=code], [name=confirm], [name=email], [name=resend]"), page::toString);
        }
        Page own = Proving.signIn(realm, Proving.VERIFY).open(victim);
        assertTrue(own.has("[name=password]"), own::toString);
        assertTrue(mailbox.noneArrivesWithin(Duration.ofSeconds(2), borrower.email()));
        assertFalse(Proving.isProved(borrower));
    }

    /** Old browsers tell nothing, nor does any over plain http. */
    @ParameterizedTest
    @ValueSource(strings = {"same-origin", ""})
    void aNameAndPasswordThatAreTypedHereDo(String site) {
        if (!site.isEmpty()) {
            attacker.sending(FROM, site);
        }

        signInAsBorrower(attacker, realm.app().signIn().open(attacker)).is("verification-sent");
    }

    @Test
    void whoSignsInHereAfterwardsProvesAnAddressOfHisOwn() {
        victim.sending(FROM, "cross-site");
        Page again = signInAsBorrower(victim, realm.app().signIn().open(victim));
        assertAsksToSignInHere(again);
        victim.sending(FROM, "same-origin");

        Page sent = signInAsBorrower(victim, again).is("verification-sent");

        Mail mail = mailbox.awaitMail(borrower.email());
        assertTrue(Proving.typeCode(sent, mail.code()).isApp());
        assertTrue(Proving.isProved(borrower));
    }

    /** Any site can have a browser hand on the answer that a provider gave somebody else. */
    @Test
    void anAnswerOfAProviderThatNobodyAskedForDoesNotAskForAProof() {
        String address = "unasked." + borrower.email();
        User user = realm.user(address).unverified().linkedTo(SamlPartner.ALIAS).create();

        Page first = SAML.bringUnasked(victim, address);

        assertAsksToSignInHere(first);
        assertTrue(mailbox.noneArrivesWithin(Duration.ofSeconds(2), address));
        Page sent = SAML.choose(first).is("verification-sent");
        Proving.typeCode(sent, mailbox.awaitMail(address).code());
        assertTrue(Proving.isProved(user));
    }

    private Page signInAsBorrower(Visitor visitor, Page form) {
        Map<String, String> fields = Map.of("username", borrower.username(), "password", User.PASSWORD);
        return visitor.post(form.formWith("password").action(), fields).follow();
    }

    private static void assertAsksToSignInHere(Page page) {
        assertTrue(page.has("input[name=password]"), page::toString);
        assertTrue(page.text().contains("please sign in here first"), page::text);
    }

    private void tossAll() {
        attacker.cookies().all().stream()
                .filter(cookie -> !cookie.name().contains("account-flows"))
                .forEach(victim.cookies()::set);
    }
}
