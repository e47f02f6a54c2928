package io.github.accountflows.outbox;

import static java.util.Objects.requireNonNull;

/**
 * What an ask keeps for its confirmation, where something is to be made and nobody has proven the mailbox yet. The worker
 * takes it away when the ask has ended, so a page that serves who has proven nothing must not read it (ENU-2).
 *
 * @param browser a SHA-256, in base64url, of the secret cookie of the browser that asked
 * @param profile what was typed, as JSON
 */
public record Pending(String browser, String profile) {
    /** Of {@code profile}, in characters. */
    public static final int LONGEST = 16000;

    public Pending {
        requireNonNull(browser);
        if (profile.length() > LONGEST) {
            throw new IllegalArgumentException(profile.length() + " characters do not fit a pending ask");
        }
    }

    /** Somebody's name and address must not reach a log (LOG-2). */
    @Override
    public String toString() {
        return "Pending";
    }
}
