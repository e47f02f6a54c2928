package io.github.accountflows.outbox;

import java.util.Map;

/**
 * Whether a realm's asks pile up faster than they are decided. Every ask of a realm waits alike, whoever it names, so the
 * answer that hangs on this says nothing about an address; and a realm that is flooded fills its own queue alone.
 */
final class Backlog {
    static final int MOST = 10_000;

    private volatile Map<String, Long> waiting = Map.of();

    void measured(Map<String, Long> asksByRealm) {
        waiting = Map.copyOf(asksByRealm);
    }

    boolean isFull(String realmId) {
        return waiting.getOrDefault(realmId, 0L) >= MOST;
    }
}
