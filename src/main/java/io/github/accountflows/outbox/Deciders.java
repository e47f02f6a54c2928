package io.github.accountflows.outbox;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Who decides: a few threads, of which a realm holds one at most, so that a realm whose user store hangs waits alone.
 * A realm that finds none free waits in line, behind one turn of each realm before it.
 */
final class Deciders {
    static final int COUNT = 8;

    private final Executor threads;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    Deciders(Executor threads) {
        this.threads = threads;
    }

    /** Does nothing while that realm still has its last turn. */
    void turn(String realmId, Runnable work) {
        if (busy.add(realmId)) {
            threads.execute(() -> {
                try {
                    work.run();
                } finally {
                    busy.remove(realmId);
                }
            });
        }
    }
}
