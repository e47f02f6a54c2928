package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static Backoff without(double jitter) {
        return new Backoff(new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return jitter;
            }
        });
    }

    @Test
    void pausesGrowToAQuarterOfAnHour() {
        Backoff even = without(0.5);
        assertEquals(Duration.ofSeconds(5), even.after(1));
        assertEquals(Duration.ofSeconds(15), even.after(2));
        assertEquals(Duration.ofSeconds(45), even.after(3));
        assertEquals(Duration.ofMinutes(15), even.after(6));
        assertEquals(Duration.ofMinutes(15), even.after(1000));
    }

    @Test
    void jitterIsAFifthEitherWay() {
        assertEquals(Duration.ofSeconds(4), without(0).after(1));
        assertEquals(Duration.ofSeconds(6), without(1).after(1));
    }

    @Test
    void twoJobsDoNotMarchInStep() {
        Backoff backoff = new Backoff(new Random(7));
        assertNotEquals(backoff.after(4), backoff.after(4));
    }

    @Test
    void noPauseIsShorterThanTheOneBefore() {
        Backoff latest = without(1);
        Backoff earliest = without(0);
        for (int attempts = 1; attempts < 5; attempts++) {
            assertTrue(earliest.after(attempts + 1).compareTo(latest.after(attempts)) > 0, "after " + attempts);
        }
    }
}
