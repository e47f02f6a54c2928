package io.github.accountflows.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastingTest {
    @ParameterizedTest
    @CsvSource({
        "PT0.2S, s, 1",
        "PT29.1S, s, 30",
        "PT60S, min, 1",
        "PT61S, min, 2",
        "PT59M30S, h, 1",
        "PT90M, min, 90",
        "PT24H, h, 24"
    })
    void aDurationIsRoundedUpToTheUnitPeopleUse(Duration duration, String unit, long amount) {
        assertEquals(Map.of("unit", unit, "amount", amount), Lasting.model(duration));
    }

    @Test
    void aMomentNamesDateTimeAndZoneInTheReadersLanguage() {
        Instant time = Instant.parse("2026-11-20T23:05:00Z");
        assertTrue(Lasting.moment(time, Locale.forLanguageTag("ru")).startsWith("20 ноября 2026"));
        assertTrue(Lasting.moment(time, Locale.ENGLISH).endsWith("UTC"));
    }
}
