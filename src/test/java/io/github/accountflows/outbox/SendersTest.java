package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SendersTest {
    private final Senders senders = new Senders();

    private void take(String realm, int times) {
        for (int i = 0; i < times; i++) {
            assertTrue(senders.take(realm));
        }
    }

    @Test
    void oneRealmGetsAFewAtMost() {
        take("hanging", 4);
        assertFalse(senders.take("hanging"));
        assertEquals(Set.of("hanging"), senders.crowdedRealms());
        assertEquals(12, senders.free());
    }

    @Test
    void threeRealmsThatHangLeaveSomeForAFourth() {
        take("one", 4);
        take("two", 4);
        take("three", 4);
        take("fourth", 2);
        assertFalse(senders.take("fourth"), "half of what the others leave");
        assertEquals(2, senders.free());
    }

    @Test
    void theLastOneIsNobodysAlone() {
        take("one", 4);
        take("two", 4);
        take("three", 4);
        take("four", 2);
        take("five", 1);
        take("six", 1);
        assertFalse(senders.take("seven"));
        senders.release("six");
        assertTrue(senders.take("seven"));
    }

    @Test
    void aReleasedSenderIsFreeAgain() {
        take("realm", 4);
        senders.release("realm");
        assertTrue(senders.take("realm"));
    }

    @Test
    void atLeastEightSendAtOnce() {
        assertTrue(Senders.COUNT >= 8);
    }
}
