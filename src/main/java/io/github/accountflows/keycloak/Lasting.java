package io.github.accountflows.keycloak;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;

/** How people read time: pages name durations, mails, which are opened at any moment, name times. */
public final class Lasting {
    private Lasting() {}

    /** For a template: the unit and the amount of a duration, rounded up, so that it never promises too little. */
    public static Map<String, Object> model(Duration duration) {
        long seconds = Math.max(1, (duration.toMillis() + 999) / 1000);
        if (seconds < 60) {
            return Map.of("unit", "s", "amount", seconds);
        }
        long minutes = (seconds + 59) / 60;
        return minutes % 60 == 0
                ? Map.of("unit", "h", "amount", minutes / 60)
                : Map.of("unit", "min", "amount", minutes);
    }

    /** Date, time and zone in the reader's language. */
    public static String moment(Instant time, Locale locale) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(locale)
                        .withZone(ZoneOffset.UTC)
                        .format(time)
                + " UTC";
    }
}
