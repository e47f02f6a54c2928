package io.github.accountflows.outbox;

import java.time.Instant;

/**
 * What one browser asked for, and where in that browser.
 *
 * @param userId who had signed in there; null for a stranger
 * @param clientId the app's id in the database, which the person came from
 * @param tabId the tab of the browser's authentication session; the session itself is known by its cookie alone
 * @param pending what it keeps for its confirmation; null when there is none, or none any more
 */
public record Ask(
        String id, String purpose, String userId, String clientId, String tabId, Instant createdAt, Pending pending) {
    /** Tells no more than a log may know (LOG-2). */
    @Override
    public String toString() {
        return "Ask[" + id + " " + purpose + "]";
    }
}
