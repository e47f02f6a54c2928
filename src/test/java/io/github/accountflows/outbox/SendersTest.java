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
        take("hanging", 4);
        assertFalse(senders.take("hanging"));
        assertEquals(Set.of("hanging"), senders.crowdedRealms());
        take("other", 4);
        assertEquals(0, senders.free());
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
