package io.github.accountflows.recovery;

import io.github.accountflows.outbox.MailKind;
import java.util.Optional;
import org.keycloak.events.EventType;

/** What the answers to an ask have in common, whichever of them it is: one limit, one event, one mail for all asks. */
interface RecoveryMail extends MailKind {
    String PURPOSE = "recovery";

    @Override
    default String purpose() {
        return PURPOSE;
    }

    @Override
    default Optional<EventType> event() {
        return Optional.of(EventType.SEND_RESET_PASSWORD);
    }

    @Override
    default boolean oneMailForAllAsks() {
        return true;
    }
}
