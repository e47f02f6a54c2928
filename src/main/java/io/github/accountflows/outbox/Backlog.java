package io.github.accountflows.outbox;

/**
 * Whether asks pile up faster than they are decided. Every ask waits alike, whoever it names, so the answer that hangs
 * on this says nothing about an address.
 */
final class Backlog {
    static final int MOST = 10_000;

    private volatile long waiting;

    void measured(long asks) {
        waiting = asks;
    }

    boolean isFull() {
        return waiting >= MOST;
    }
}
