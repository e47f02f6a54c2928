package io.github.accountflows.outbox;

import java.time.Duration;

/** What becomes of a job that was asked for, now that somebody may look who exists. */
public sealed interface Decision {

    /**
     * A mail is owed, if the mailbox has not had its share.
     *
     * @param userId null when it goes to an address that no user has
     * @param mailbox the canonical address that the limit counts
     * @param window how long a mail counts against the limit: an hour, or the link's life if that is shorter
     */
    record Owed(String userId, String mailbox, Duration window) implements Decision {}

    /**
     * No mail.
     *
     * @param reason one word or two, no address
     * @param userId whom it would have been for; null for nobody
     */
    record Suppressed(String reason, String userId) implements Decision {
        public Suppressed(String reason) {
            this(reason, null);
        }
    }

    /** Another kind of mail answers it. */
    record PassedOn(String kind) implements Decision {}
}
