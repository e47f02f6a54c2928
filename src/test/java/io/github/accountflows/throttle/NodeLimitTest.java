package io.github.accountflows.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeLimitTest {
    private static final Optional<Duration> FREE = Optional.empty();
    private static final Rate TWO_A_MINUTE = new Rate(2, Duration.ofMinutes(1));

    private Instant now = Instant.parse("2026-11-20T12:00:00Z");
    private final NodeLimit limit = new NodeLimit(TWO_A_MINUTE, new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @Test
    void theThirdWaitsUntilTheFirstIsAMinuteOld() {
        assertEquals(FREE, limit.takeOrWait("one"));
        now = now.plusSeconds(20);
        assertEquals(FREE, limit.takeOrWait("one"));

        assertEquals(Optional.of(Duration.ofSeconds(40)), limit.takeOrWait("one"));
    }

    @Test
    void waitingTakesNothing() {
        limit.takeOrWait("one");
        limit.takeOrWait("one");
        now = now.plusSeconds(59);
        limit.takeOrWait("one");
        now = now.plusSeconds(1);

        assertEquals(FREE, limit.takeOrWait("one"));
    }

    @Test
    void everybodyIsCountedAlone() {
        limit.takeOrWait("one");
        limit.takeOrWait("one");

        assertEquals(FREE, limit.takeOrWait("another"));
    }

    /** A flood from everywhere takes no more memory than this, and the last ones are still counted. */
    @Test
    void onlyThoseWhoCameLastAreRemembered() {
        limit.takeOrWait("first");
        limit.takeOrWait("first");
        for (int i = 0; i < 10_000; i++) {
            limit.takeOrWait("asker " + i);
        }

        assertEquals(FREE, limit.takeOrWait("first"));
        limit.takeOrWait("asker 9999");
        assertEquals(Optional.of(Duration.ofMinutes(1)), limit.takeOrWait("asker 9999"));
    }
}
