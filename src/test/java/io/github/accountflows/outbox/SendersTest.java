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
    void oneRealmGetsHalfAtMost() {
        take("hanging", 8);
        assertFalse(senders.take("hanging"));
        assertEquals(Set.of("hanging"), senders.crowdedRealms());
        assertEquals(8, senders.free());
    }

    @Test
    void fourRealmsThatHangLeaveRoomForAFifth() {
        take("one", 8);
        take("two", 4);
        take("three", 2);
        take("four", 1);
        assertFalse(senders.take("one") || senders.take("two") || senders.take("three") || senders.take("four"));
        assertTrue(senders.take("five"));
    }

    @Test
    void aReleasedSenderIsFreeAgain() {
        take("realm", 8);
        senders.release("realm");
        assertTrue(senders.take("realm"));
    }

    @Test
    void atLeastEightSendAtOnce() {
        assertTrue(Senders.COUNT >= 8);
    }
}
