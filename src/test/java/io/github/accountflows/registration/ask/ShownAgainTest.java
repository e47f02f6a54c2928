package io.github.accountflows.registration.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShownAgainTest {
    @Test
    void whatWasTypedIsShownAgain() {
        Map<String, List<String>> typed =
                Map.of("email", List.of("mara"), "pets", List.of("cat", "dog"), "about", List.of("x".repeat(5_000)));
        assertEquals(typed, ShownAgain.of(typed).fields());
    }

    /** Themes of earlier versions write into the fields what was sent for them, passwords too. */
    @Test
    void noPasswordIsShownAgain() {
        Map<String, List<String>> typed =
                Map.of("password", List.of("p"), "password-confirm", List.of("p"), "password-new", List.of("p"));
        assertEquals(Map.of(), ShownAgain.of(typed).fields());
    }

    @Test
    void whatIsHugeIsNotShownAgain() {
        assertEquals(
                Map.of(),
                ShownAgain.of(Map.of("a", List.of("x".repeat(16_001)))).fields());
        assertEquals(
                Map.of(),
                ShownAgain.of(Map.of("a", List.of("x".repeat(8_001), "x".repeat(8_001))))
                        .fields());
    }
}
