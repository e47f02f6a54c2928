package io.github.accountflows.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {
    private static final Setting MINUTES = Setting.number("minutes", "Minutes", "How many", 60, 5, 1440);
    private static final Setting CHOICE = Setting.choice("choice", "Choice", "Which", "a", List.of("a", "b"));

    @ParameterizedTest
    @CsvSource({"30, 30", "4, 5", "1441, 1440", "soon, 60", "'', 60", "' 45 ', 45"})
    void aNumberOutOfRangeIsClampedAndNonsenseIsTheDefault(String value, int read) {
        assertEquals(read, MINUTES.numberIn(Map.of("minutes", value)));
    }

    @ParameterizedTest
    @CsvSource({"5, true", "1440, true", "4, false", "1441, false", "soon, false", "'', true", ", true"})
    void aNumberMayBeSetIfItIsInRange(String value, boolean fits) {
        assertEquals(fits, MINUTES.fits(value));
    }

    @ParameterizedTest
    @CsvSource({"b, true", "c, false", "'', true"})
    void aChoiceMayBeSetIfItIsOffered(String value, boolean fits) {
        assertEquals(fits, CHOICE.fits(value));
    }

    @Test
    void noConfigurationMeansTheDefault() {
        assertEquals(60, MINUTES.numberIn(null));
        assertEquals("a", CHOICE.in(Map.of("choice", "c")));
        assertEquals("b", CHOICE.in(Map.of("choice", "b")));
    }
}
