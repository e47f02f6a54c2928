package io.github.accountflows.verification;

import io.github.accountflows.outbox.MailKind;
import io.github.accountflows.verification.ask.VerificationAsk;
import java.util.Optional;
import org.keycloak.events.EventType;

/** What the answers to an ask for proof have in common, whichever of them it is: one limit, one event, each ask its own mail. */
interface VerificationMail extends MailKind {
    String PURPOSE = VerificationAsk.PURPOSE;

    @Override
    default String purpose() {
        return PURPOSE;
    }

    @Override
    default Optional<EventType> event() {
        return Optional.of(EventType.SEND_VERIFY_EMAIL);
    }
}
