package io.github.accountflows.verification;

import io.github.accountflows.address.Address;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.outbox.Silence;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/**
 * "I don't know this account": its links and codes for that mailbox die, and no more of them go there for a day. Other
 * accounts may still ask for that mailbox, and this one for others.
 */
final class Declined {
    private Declined() {}

    static void by(KeycloakSession session, Subject subject) {
        String userId = subject.user().getId();
        Address target = subject.claim().target();
        silence(session, userId, target).begin();
        OneTimeTokens tokens = new OneTimeTokens(session, Clock.systemUTC());
        tokens.lockAllOf(userId); // in the order in which a proof takes them
        tokens.voidAllFor(
                VerificationMail.PURPOSE, List.of(subject.token().binding().stamp()));
        Outbox.of(session).withdraw(subject.ask().id());
    }

    static boolean isInForce(KeycloakSession session, String userId, Address target) {
        return silence(session, userId, target).isInForce();
    }

    private static Silence silence(KeycloakSession session, String userId, Address target) {
        return new Silence(session, "declined verification", userId + "\n" + target.canonical());
    }
}
