package io.github.accountflows.registration;

import io.github.accountflows.address.Address;
import io.github.accountflows.address.AddressKey;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.registration.LandedSignUp.Open;
import io.github.accountflows.registration.ask.SignUpAsk;
import io.github.accountflows.throttle.Rate;
import io.github.accountflows.throttle.Throttle;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/** "I didn't ask for this": what was typed for that mailbox is erased, and no sign-up mail goes there for a day. */
final class Declined {
    private static final Rate ONCE_A_DAY = new Rate(1, Duration.ofHours(24));

    private Declined() {}

    static void by(KeycloakSession session, Open open) {
        Address address = open.address();
        // In a transaction of its own, so before this one holds any row.
        new Throttle(session, Clock.systemUTC())
                .takeOrWait(keys(session, address).get(0), ONCE_A_DAY);
        OneTimeTokens tokens = new OneTimeTokens(session, Clock.systemUTC());
        List<String> subjects = open.subjects(session);
        tokens.lockAllFor(RegistrationMail.PURPOSE, subjects); // in the order in which a confirmation takes them
        tokens.voidAllFor(RegistrationMail.PURPOSE, subjects);
        Outbox.of(session).withdrawAll(SignUpAsk.KIND, address.canonical());
    }

    static boolean isInForce(KeycloakSession session, Address address) {
        return !new Throttle(session, Clock.systemUTC()).isFree(keys(session, address), ONCE_A_DAY);
    }

    private static List<String> keys(KeycloakSession session, Address address) {
        return new AddressKey(session).all("declined registration", address.canonical());
    }
}
