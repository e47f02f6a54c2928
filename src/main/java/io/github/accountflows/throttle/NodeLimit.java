package io.github.accountflows.throttle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A rate kept in this node's memory, for what is cheaper than a row in the database: counting there would cost more than
 * the thing that is to be limited. It remembers those who came last, and every node counts for itself.
 */
public final class NodeLimit {
    private static final int REMEMBERED = 10_000;

    private final Rate rate;
    private final Clock clock;
    private final Map<String, Reservations> byAsker = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Reservations> eldest) {
            return size() > REMEMBERED;
        }
    };

    public NodeLimit(Rate rate, Clock clock) {
        this.rate = rate;
        this.clock = clock;
    }

    /** Empty when it was free; else how long until it is. Whoever has to wait takes nothing. */
    public synchronized Optional<Duration> takeOrWait(String asker) {
        Instant now = clock.instant();
        Reservations recent =
                byAsker.getOrDefault(asker, Reservations.parse("")).since(now.minus(rate.window()));
        Instant next = recent.nextUnder(rate);
        if (next.isAfter(now)) {
            return Optional.of(Duration.between(now, next));
        }
        byAsker.put(asker, recent.with(now, ""));
        return Optional.empty();
    }
}
