package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.Transactions;
import io.github.accountflows.throttle.Throttle;
import io.github.accountflows.token.OneTimeTokens;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What rows may keep, and for how long (PRV-2, PRV-3). Any node may run it, at any time, also at once. */
final class Retention {
    private static final Duration DEAD_ADDRESS = Duration.ofDays(7);
    private static final Duration ROW = Duration.ofDays(30);

    private final Transactions transactions;
    private final Clock clock;

    Retention(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    void run() {
        Instant now = clock.instant();
        transactions.run(session -> {
            EntityManager entities = Database.of(session);
            entities.createQuery("update JobRow set address = null, facts = null"
                            + " where state = :dead and settledAt < :time and facts is not null")
                    .setParameter("dead", State.DEAD)
                    .setParameter("time", now.minus(DEAD_ADDRESS).toEpochMilli())
                    .executeUpdate();
            entities.createQuery("delete from JobRow where createdAt < :time")
                    .setParameter("time", now.minus(ROW).toEpochMilli())
                    .executeUpdate();
            entities.createQuery("delete from AskRow where expiresAt < :time")
                    .setParameter("time", now.toEpochMilli())
                    .executeUpdate();
            new OneTimeTokens(session, clock).purgeExpiredBefore(now.minus(ROW));
            new Throttle(session, clock).purgeExpired();
            return null;
        });
    }
}
