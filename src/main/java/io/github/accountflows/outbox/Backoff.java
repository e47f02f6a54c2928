package io.github.accountflows.outbox;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between tries that grow from seconds to a quarter of an hour, each a little off, so that jobs do not march in step. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int GROWTH = 3;
    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** @param attempts how many tries have failed, at least 1 */
    Duration after(int attempts) {
        double seconds = FIRST.toSeconds() * Math.pow(GROWTH, Math.min(attempts, 10) - 1);
        double capped = Math.min(seconds, LONGEST.toSeconds());
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis(Math.round(capped * factor * 1000));
    }
}
