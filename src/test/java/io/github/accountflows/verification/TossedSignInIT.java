package io.github.accountflows.verification;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * SES-2: whoever tosses Keycloak's cookies of his own sign-in into a victim's browser, from a neighbouring domain, has that
 * browser neither ask for a proof nor give one.
 */
class TossedSignInIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("verifyEmail", false));

    private static int victims;

    private final Realm realm = OWN.realm();
    private final Mailbox mailbox = OWN.mailbox();
    private final Visitor attacker = new Visitor();
    private final Visitor victim = new Visitor();
    private final User borrower =
            realm.user("tossed-" + ++victims + "@example.org").unverified().create();

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

    private void tossAll() {
        attacker.cookies().all().stream()
                .filter(cookie -> !cookie.name().contains("account-flows"))
                .forEach(victim.cookies()::set);
    }
}
