package io.github.accountflows.outbox;

import java.util.Optional;
import org.keycloak.events.EventType;
import org.keycloak.provider.Provider;

/**
 * Who decides and composes the mails of one kind: all that the outbox knows of a capability. A kind is found by its
 * provider id, which is the job's kind. Every call comes from the worker, in a transaction of its own with the job's
 * realm as context.
 */
public interface MailKind extends Provider {

    /** Whose limit its mails count against: kinds of one purpose share it. */
    String purpose();

    /**
     * True when waiting asks of different browsers for one mailbox are answered by one mail, the newest's. Else each gets
     * its own: a stranger's newer ask must not take the place of its owner's.
     */
    default boolean oneMailForAllAsks() {
        return false;
    }

    /** The Keycloak event that tells of such a mail, sent or not; empty for none. */
    default Optional<EventType> event() {
        return Optional.empty();
    }

    /** Looks who exists. No network here: all due jobs are decided before any is sent. */
    Decision decide(Job job);

    /** Composes what is owed, minting its token; empty when it is owed no longer, because the user is gone. */
    Optional<Mail> compose(Job job);

    /** SMTP accepted the mail with that token; called in the transaction that settles the job. */
    default void accepted(Job job, String tokenId) {}

    @Override
    default void close() {}
}
