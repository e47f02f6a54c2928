package io.github.accountflows.outbox;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How many sends run, and how many of them for one realm: at most half, so that a hanging server leaves room for others. */
final class Senders {
    static final int COUNT = 8;
    private static final int PER_REALM = COUNT / 2;

    private final Map<String, Integer> busy = new HashMap<>();

    synchronized int free() {
        return COUNT - busy.values().stream().mapToInt(Integer::intValue).sum();
    }

    synchronized Set<String> crowdedRealms() {
        Set<String> crowded = new HashSet<>();
        busy.forEach((realm, count) -> {
            if (count >= PER_REALM) {
                crowded.add(realm);
            }
        });
        return crowded;
    }

    synchronized boolean take(String realm) {
        if (free() == 0 || busy.getOrDefault(realm, 0) >= PER_REALM) {
            return false;
        }
        busy.merge(realm, 1, Integer::sum);
        return true;
    }

    synchronized void release(String realm) {
        busy.computeIfPresent(realm, (key, count) -> count == 1 ? null : count - 1);
    }
}
