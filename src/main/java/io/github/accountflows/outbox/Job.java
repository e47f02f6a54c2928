package io.github.accountflows.outbox;

import java.time.Instant;

/**
 * A mail asked for or owed, as a {@link MailKind} sees it.
 *
 * @param askId the ask it answers; null for a mail that nobody asked for, such as a notice
 * @param address what was typed, or whereto it is owed; null where the user's stored address is meant
 * @param userId whose mail it is; null until that is decided
 */
public record Job(
        String id,
        String realmId,
        String kind,
        String askId,
        String address,
        String userId,
        Facts facts,
        Instant createdAt) {

    /** The address must not reach a log by way of a record's text (LOG-2). */
    @Override
    public String toString() {
        return "Job[" + id + " " + kind + "]";
    }
}
