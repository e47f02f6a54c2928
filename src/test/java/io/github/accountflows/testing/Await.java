package io.github.accountflows.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Patience with what the server does in the background, such as counting failed sign-ins. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Await() {}

    /** Waits until the value is the expected one, and fails with the last one seen. */
    public static <T> void equal(T expected, Supplier<T> value) {
        Instant end = Instant.now().plus(PATIENCE);
        T last = value.get();
        while (!Objects.equals(expected, last)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("expected " + expected + ", but still " + last);
            }
            pause(Duration.ofMillis(50));
            last = value.get();
        }
    }

    /** Waits until there is one. */
    public static <T> T present(Supplier<Optional<T>> value) {
        equal(true, () -> value.get().isPresent());
        return value.get().orElseThrow();
    }

    /** Lets time pass. */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
