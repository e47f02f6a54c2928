package io.github.accountflows.outbox;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many sends run, and how many of them for one realm: never more than half of what the others leave, so that even
 * several realms whose servers hang leave room for the rest.
 */
final class Senders {
    static final int COUNT = 16;

    private final Map<String, Integer> busy = new HashMap<>();

    synchronized int free() {
        return COUNT - busy.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Those that have all they may have. */
    synchronized Set<String> crowdedRealms() {
        Set<String> crowded = new HashSet<>(busy.keySet());
        crowded.removeIf(this::mayHaveAnother);
        return crowded;
    }

    synchronized boolean take(String realm) {
        if (!mayHaveAnother(realm)) {
            return false;
        }
        busy.merge(realm, 1, Integer::sum);
        return true;
    }

    synchronized void release(String realm) {
        busy.computeIfPresent(realm, (key, count) -> count == 1 ? null : count - 1);
    }

    private boolean mayHaveAnother(String realm) {
        int own = busy.getOrDefault(realm, 0);
        int leftByOthers = free() + own;
        return own < (leftByOthers + 1) / 2;
    }
}
