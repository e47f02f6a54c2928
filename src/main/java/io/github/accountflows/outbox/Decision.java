package io.github.accountflows.outbox;

import java.time.Duration;

/** What becomes of a job that was asked for, now that somebody may look who exists. */
public sealed interface Decision {

    /**
     * A mail is owed, if the mailbox has not had its share.
     *
     * @param userId null when it goes to an address that no user has
     * @param mailbox the canonical address that the limit counts
     * @param linkLifetime how long its link lives, or that of the mail in whose place it goes
     */
    record Owed(String userId, String mailbox, Duration linkLifetime) implements Decision {
        private static final Duration HOUR = Duration.ofHours(1);

        /** How long it counts against the limit of an address: a mailbox over its limit always holds a live link. */
        Duration window() {
            return linkLifetime.compareTo(HOUR) < 0 ? linkLifetime : HOUR;
        }
    }

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
