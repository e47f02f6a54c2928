package io.github.accountflows.verification;

import io.github.accountflows.address.Address;
import io.github.accountflows.address.AddressKey;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.throttle.Rate;
import io.github.accountflows.throttle.Throttle;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/**
 * "I don't know this account": its links and codes for that mailbox die, and no more of them go there for a day. Other
 * accounts may still ask for that mailbox, and this one for others.
 */
final class Declined {
    private static final Rate ONCE_A_DAY = new Rate(1, Duration.ofHours(24));

    private Declined() {}

    static void by(KeycloakSession session, Subject subject) {
        String userId = subject.user().getId();
        Address target = subject.claim().target();
        // In a transaction of its own, so before this one holds any row.
        new Throttle(session, Clock.systemUTC())
                .takeOrWait(keys(session, userId, target).get(0), ONCE_A_DAY);
        OneTimeTokens tokens = new OneTimeTokens(session, Clock.systemUTC());
        tokens.lockAllOf(userId); // in the order in which a proof takes them
        tokens.voidAllFor(
                VerificationMail.PURPOSE, List.of(subject.token().binding().stamp()));
        Outbox.of(session).withdraw(subject.ask().id());
    }

    static boolean isInForce(KeycloakSession session, String userId, Address target) {
        return !new Throttle(session, Clock.systemUTC()).isFree(keys(session, userId, target), ONCE_A_DAY);
    }

    private static List<String> keys(KeycloakSession session, String userId, Address target) {
        return new AddressKey(session).all("declined verification", userId + "\n" + target.canonical());
    }
}
