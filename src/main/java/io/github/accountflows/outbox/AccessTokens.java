package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.TokenEndpoint;
import io.github.accountflows.keycloak.TokenEndpoint.AccessToken;
import io.github.accountflows.keycloak.TokenEndpoint.Grant;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/** The access tokens for mail servers that are good still; in memory only. */
final class AccessTokens {
    /** So that none runs out on its way. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private record Kept(String text, Instant until) {
        @Override
        public String toString() {
            return "Kept";
        }
    }

    private final Map<Grant, Kept> kept = new ConcurrentHashMap<>();
    private final ScheduledExecutorService watchdog;
    private final Clock clock;

    AccessTokens(ScheduledExecutorService watchdog, Clock clock) {
        this.watchdog = watchdog;
        this.clock = clock;
    }

    /** The kept one, else a fresh one. */
    String of(TokenEndpoint endpoint, Duration limit) throws IOException {
        Instant now = clock.instant();
        Kept known = kept.get(endpoint.grant());
        if (known != null && now.isBefore(known.until())) {
            return known.text();
        }
        AccessToken fresh = endpoint.fetch(limit, watchdog);
        kept.values().removeIf(one -> !now.isBefore(one.until()));
        kept.put(endpoint.grant(), new Kept(fresh.text(), now.plus(fresh.life()).minus(MARGIN)));
        return fresh.text();
    }

    /** The mail server refused this one. */
    void forget(TokenEndpoint endpoint, String refused) {
        kept.computeIfPresent(endpoint.grant(), (grant, one) -> one.text().equals(refused) ? null : one);
    }
}
