package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FactsTest {
    @Test
    void aRowKeepsThemAsTheyWere() {
        Facts facts = Facts.none().with("locale", "ru").with("base", "https://id.example/ü\"\n");
        assertEquals(facts, Facts.parse(facts.format()));
    }

    @Test
    void whatIsMissingOrTooLongIsLeftOut() {
        Facts facts = Facts.none()
                .with("redirect", "x".repeat(1001))
                .with("client", null)
                .with("device", "");
        assertEquals(Facts.none(), facts);
        assertEquals(Optional.empty(), facts.get("redirect"));
    }

    @Test
    void moreThanARowHoldsIsRefused() {
        Facts facts = Facts.none();
        for (int i = 0; i < 5; i++) {
            facts = facts.with("fact" + i, "x".repeat(1000));
        }
        assertThrows(IllegalArgumentException.class, facts::format);
    }
}
