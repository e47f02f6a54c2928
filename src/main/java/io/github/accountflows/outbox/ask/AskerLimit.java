package io.github.accountflows.outbox.ask;

import io.github.accountflows.address.AddressKey;
import io.github.accountflows.throttle.Network;
import io.github.accountflows.throttle.Rate;
import io.github.accountflows.throttle.Throttle;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** How often one place may ask, whomever it asks for: the limit that is shown, because it tells of nobody else (ENU-6). */
public final class AskerLimit {
    private static final Rate RATE = new Rate(30, Duration.ofMinutes(10));

    private final KeycloakSession session;
    private final String remoteAddress;
    private final String name;
    private final Clock clock;

    /** @param name each purpose counts under a name of its own, and the counts are lost if that changes */
    public AskerLimit(KeycloakSession session, String name, Clock clock) {
        this.session = session;
        this.remoteAddress = session.getContext().getConnection().getRemoteHost();
        this.name = name;
        this.clock = clock;
    }

    /** Empty when this ask is within the limit; else how long to wait. */
    public Optional<Duration> take() {
        return Network.asker(remoteAddress).flatMap(asker -> new Throttle(session, clock)
                .takeOrWait(new AddressKey(session).of(name, asker), RATE));
    }
}
