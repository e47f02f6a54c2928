package io.github.accountflows.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReservationsTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Rate SIX_AN_HOUR = new Rate(6, Duration.ofHours(1));

    private static Reservations sixFrom(Instant start) {
        Reservations taken = Reservations.parse("");
        for (int i = 0; i < 6; i++) {
            taken = taken.with(start.plusSeconds(i), i % 2 == 0 ? "even" : "");
        }
        return taken;
    }

    @Test
    void theSixthIsFreeAndTheSeventhIsNot() {
        Reservations five = new Reservations(sixFrom(NOON).taken().subList(0, 5));
        assertFalse(five.nextUnder(SIX_AN_HOUR).isAfter(NOON.plusSeconds(10)));
        assertTrue(sixFrom(NOON).nextUnder(SIX_AN_HOUR).isAfter(NOON.plusSeconds(10)));
    }

    @Test
    void theNextIsFreeAnHourAfterTheFirstOfSix() {
        assertEquals(NOON.plus(Duration.ofHours(1)), sixFrom(NOON).nextUnder(SIX_AN_HOUR));
    }

    @Test
    void oneNetworkIsCountedByItself() {
        assertEquals(3, sixFrom(NOON).by("even").taken().size());
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        assertEquals(2, sixFrom(NOON).since(NOON.plusSeconds(3)).taken().size());
    }

    @Test
    void aRowKeepsThemAsTheyWere() {
        Reservations taken = sixFrom(NOON);
        assertEquals(taken, Reservations.parse(taken.format()));
    }
}
