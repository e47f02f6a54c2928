package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecidersTest {
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<String> decided = new ArrayList<>();
    private final Deciders deciders = new Deciders(threads::add);

    private void turn(String realm) {
        deciders.turn(realm, () -> decided.add(realm));
    }

    private void runOne() {
        threads.remove().run();
    }

    @Test
    void aRealmHasOneTurnAtATime() {
        turn("one");
        turn("one");
        assertEquals(1, threads.size());
        runOne();
        turn("one");
        assertEquals(1, threads.size());
    }

    @Test
    void realmsTakeTurnsHoweverMuchOneHas() {
        turn("flooded");
        turn("quiet");
        runOne();
        turn("flooded");
        runOne();
        runOne();
        assertEquals(List.of("flooded", "quiet", "flooded"), decided);
    }

    @Test
    void aTurnThatFailsEndsToo() {
        deciders.turn("one", () -> {
            throw new IllegalStateException("no");
        });
        try {
            runOne();
        } catch (IllegalStateException expected) {
            // a thread of the pool would be replaced
        }
        turn("one");
        runOne();
        assertEquals(List.of("one"), decided);
    }
}
