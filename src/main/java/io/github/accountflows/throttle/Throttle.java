package io.github.accountflows.throttle;

import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;

/**
 * Rates that are exact across a cluster: every reservation is a change of one database row, under its lock and version.
 * Two rivals that both make the row first collide on its key, and the loser's transaction fails as a whole: whoever
 * calls in a transaction of his own tries again.
 */
public final class Throttle {
    private static final Logger LOG = Logger.getLogger(Throttle.class);
    private static final int TRIES = 5;
    private static final Duration TURN = Duration.ofMinutes(10);

    private final KeycloakSession session;
    private final EntityManager entities;
    private final RealmModel realm;
    private final Clock clock;

    public Throttle(KeycloakSession session, Clock clock) {
        this.session = session;
        this.entities = Database.of(session);
        this.realm = session.getContext().getRealm();
        this.clock = clock;
    }

    /**
     * Reserves in this transaction, if both rates allow it: one for all, one for each {@code by}.
     *
     * @param keys the limit's name under the realm's active key first, then under its retired ones
     * @param by who causes it; empty for nobody in particular, who is then bound by {@code all} alone
     */
    public boolean reserve(List<String> keys, Rate all, String by, Rate each) {
        Instant now = clock.instant();
        LimitRow row = row(keys);
        Reservations recent = row.reservations().since(now.minus(all.window()));
        boolean free = !recent.nextUnder(all).isAfter(now)
                && (by.isEmpty() || !recent.by(by).nextUnder(each).isAfter(now));
        if (free) {
            row.keep(recent.with(now, by), now, all.window());
            entities.flush();
        }
        return free;
    }

    /** A look without a lock: whether one more would be allowed now. It takes nothing. */
    public boolean isFree(List<String> keys, Rate rate) {
        Instant now = clock.instant();
        return entities.createQuery("select taken from LimitRow where id in (:keys)", String.class)
                .setParameter("keys", keys)
                .getResultStream()
                .map(taken -> Reservations.parse(taken).since(now.minus(rate.window())))
                .noneMatch(recent -> recent.nextUnder(rate).isAfter(now));
    }

    /** Reserves in a transaction of its own. Empty when it was free; else how long until it is. */
    public Optional<Duration> takeOrWait(String key, Rate rate) {
        Transactions transactions = new Transactions(session.getKeycloakSessionFactory());
        for (int tries = 1; ; tries++) {
            try {
                return transactions.inRealm(realm.getId(), own -> new Throttle(own, clock).takeOrWaitHere(key, rate));
            } catch (PersistenceException | ModelException rival) {
                if (tries == TRIES) {
                    throw rival;
                }
            }
        }
    }

    private Duration takeOrWaitHere(String key, Rate rate) {
        Instant now = clock.instant();
        LimitRow row = row(List.of(key));
        Reservations recent = row.reservations().since(now.minus(rate.window()));
        Instant next = recent.nextUnder(rate);
        if (next.isAfter(now)) {
            return Duration.between(now, next);
        }
        row.keep(recent.with(now, ""), now, rate.window());
        entities.flush();
        return null;
    }

    /**
     * For whoever needs a turn and no number: rivals wait until this transaction ends. The row is made beside it, for of
     * two who make it one fails, and PostgreSQL takes no more from a transaction in which something failed.
     */
    public void takeTurn(List<String> keys) {
        if (found(keys).isEmpty()) {
            try {
                new Transactions(session.getKeycloakSessionFactory()).inRealm(realm.getId(), own -> {
                    new Throttle(own, clock).takeTurnHere(keys);
                    return true;
                });
            } catch (PersistenceException | ModelException rival) {
                LOG.debug("A rival has made the row of this turn");
            }
        }
        takeTurnHere(keys);
    }

    private void takeTurnHere(List<String> keys) {
        LimitRow row = row(keys);
        row.keep(row.reservations(), clock.instant(), TURN);
        entities.flush();
    }

    private LimitRow row(List<String> keys) {
        return found(keys).orElseGet(() -> {
            LimitRow first = LimitRow.first(keys.get(0), realm.getId());
            entities.persist(first);
            return first;
        });
    }

    private Optional<LimitRow> found(List<String> keys) {
        return keys.stream()
                .map(key -> entities.find(LimitRow.class, key, LockModeType.PESSIMISTIC_WRITE))
                .filter(Objects::nonNull)
                .findFirst();
    }

    public void eraseRealm(String realmId) {
        entities.createQuery("delete from LimitRow where realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    public void purgeExpired() {
        entities.createQuery("delete from LimitRow where expiresAt < :now")
                .setParameter("now", clock.millis())
                .executeUpdate();
    }
}
