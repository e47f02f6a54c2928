package io.github.accountflows.testing;

import java.time.Clock;
import java.util.Calendar;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.keycloak.models.utils.TimeBasedOTP;

/** An authenticator app, which never shows the same code twice: Keycloak takes each once. */
public final class Totp {
    private static final int PERIOD_MILLIS = 30_000;

    private final String secret;
    private long lastPeriod;

    public Totp(String secret) {
        this.secret = secret;
    }

    public String secret() {
        return secret;
    }

    /** The code of now, or of the next half minute if that was shown already; Keycloak takes it early too. */
    public String code() {
        lastPeriod = Math.max(currentPeriod(), lastPeriod + 1);
        return code(lastPeriod);
    }

    /** Six digits that are wrong now and soon. */
    public String wrongCode() {
        long now = currentPeriod();
        List<String> right =
                LongStream.rangeClosed(now - 3, now + 5).mapToObj(this::code).toList();
        return Stream.iterate(0, i -> i + 1)
                .map("%06d"::formatted)
                .filter(code -> !right.contains(code))
                .findFirst()
                .orElseThrow();
    }

    private String code(long period) {
        Calendar calendar = Calendar.getInstance();
        calendar.setTimeInMillis(period * PERIOD_MILLIS);
        TimeBasedOTP otp = new TimeBasedOTP();
        otp.setCalendar(calendar);
        return otp.generateTOTP(secret);
    }

    private static long currentPeriod() {
        return Clock.systemUTC().millis() / PERIOD_MILLIS;
    }
}
