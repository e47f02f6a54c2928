package io.github.accountflows.registration;

import io.github.accountflows.outbox.MailKind;
import java.util.Optional;
import org.keycloak.events.EventType;

/** What the answers to a sign-up have in common, whichever of them it is: one limit, one event, each ask its own mail. */
interface RegistrationMail extends MailKind {
    String PURPOSE = "registration";

    @Override
    default String purpose() {
        return PURPOSE;
    }

    @Override
    default Optional<EventType> event() {
        return Optional.of(EventType.SEND_VERIFY_EMAIL);
    }
}
