package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FaultTest {

    @Test
    void aFaultTellsWhatAndWhereItIsAndNothingItSays() {
        String told = Fault.of(new IllegalStateException(
                "no user jane@example.org", new IllegalArgumentException("(mail=jane@example.org)")));
        assertTrue(
                told.matches("java\\.lang\\.IllegalStateException at .*FaultTest\\..*:\\d+, caused by"
                        + " java\\.lang\\.IllegalArgumentException at .*"),
                told);
        assertFalse(told.contains("jane"), told);
    }

    @Test
    void causesThatGoInCirclesEnd() {
        Exception one = new IllegalStateException("one");
        Exception two = new IllegalStateException("two", one);
        one.initCause(two);
        assertFalse(Fault.of(one).isEmpty());
    }
}
