package io.github.accountflows.registration;

import io.github.accountflows.address.Address;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.outbox.Silence;
import io.github.accountflows.registration.LandedSignUp.Open;
import io.github.accountflows.registration.ask.SignUpAsk;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/** "I didn't ask for this": what was typed for that mailbox is erased, and no sign-up mail goes there for a day. */
final class Declined {
    private Declined() {}

    static void by(KeycloakSession session, Open open) {
        Address address = open.address();
        silence(session, address).begin();
        OneTimeTokens tokens = new OneTimeTokens(session, Clock.systemUTC());
        List<String> subjects = open.subjects(session);
        tokens.lockAllFor(RegistrationMail.PURPOSE, subjects); // in the order in which a confirmation takes them
        tokens.voidAllFor(RegistrationMail.PURPOSE, subjects);
        Outbox.of(session).withdrawAll(SignUpAsk.KIND, address.canonical());
    }

    static boolean isInForce(KeycloakSession session, Address address) {
        return silence(session, address).isInForce();
    }

    private static Silence silence(KeycloakSession session, Address address) {
        return new Silence(session, "declined registration", address.canonical());
    }
}
