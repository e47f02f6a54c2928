package io.github.accountflows.outbox;

import io.github.accountflows.address.AddressKey;
import io.github.accountflows.throttle.Rate;
import io.github.accountflows.throttle.Throttle;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.keycloak.models.KeycloakSession;

/** A mailbox's owner wants no more mails about something: none of them goes there for a day. */
public final class Silence {
    private static final Rate ONCE_A_DAY = new Rate(1, Duration.ofHours(24));

    private final Throttle throttle;
    private final List<String> keys;

    /**
     * @param about what is not to be mailed
     * @param whom the canonical address, and whatever else tells these mails from others that go there
     */
    public Silence(KeycloakSession session, String about, String whom) {
        this.throttle = new Throttle(session, Clock.systemUTC());
        this.keys = new AddressKey(session).all(about, whom);
    }

    /** In a transaction of its own, so to be called before this one holds any row. */
    public void begin() {
        throttle.takeOrWait(keys.get(0), ONCE_A_DAY);
    }

    public boolean isInForce() {
        return !throttle.isFree(keys, ONCE_A_DAY);
    }
}
