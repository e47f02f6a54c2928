package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.Transactions;
import io.github.accountflows.throttle.Throttle;
import io.github.accountflows.token.OneTimeTokens;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What rows may keep, and for how long (PRV-2, PRV-3). Any node may run it, at any time, also at once. */
final class Retention {
    private static final Duration DEAD_ADDRESS = Duration.ofDays(7);
    /** After its last mail was asked for: as long a browser may well ask for another, and would be promised it. */
    private static final Duration PENDING = Duration.ofHours(1);

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
            forgetEndedPendings(entities, now);
            new OneTimeTokens(session, clock).purgeExpiredBefore(now.minus(ROW));
            new Throttle(session, clock).purgeExpired();
            return null;
        });
    }

    /**
     * Without a live link, and no mail that could bring one, nobody can confirm it any more (REG-1, PRV-2). A mail that
     * was refused for good may be tried again by an admin.
     */
    private static void forgetEndedPendings(EntityManager entities, Instant now) {
        entities.createQuery("update AskRow a set a.profile = null, a.browser = null"
                        + " where a.profile is not null and a.createdAt < :time"
                        + " and not exists (select 1 from TokenRow t where t.askId = a.id"
                        + " and t.usedAt is null and t.voidedAt is null and t.expiresAt > :now)"
                        + " and not exists (select 1 from JobRow j where j.askId = a.id and (j.createdAt >= :time"
                        + " or j.state in (:waiting) or (j.state = :dead and j.facts is not null)))")
                .setParameter("time", now.minus(PENDING).toEpochMilli())
                .setParameter("now", now.toEpochMilli())
                .setParameter("waiting", List.of(State.ASKED, State.OWED))
                .setParameter("dead", State.DEAD)
                .executeUpdate();
    }
}
