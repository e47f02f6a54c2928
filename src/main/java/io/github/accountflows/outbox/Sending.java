package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.Transactions;
import io.github.accountflows.outbox.Handover.Claim;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.keycloak.models.ModelException;

/**
 * The second half of a beat: claims as many owed mails as senders are free, and hands each over on a thread of its own.
 * A mail that was asked for waits until those asked before it in its realm are decided, on whatever node.
 */
final class Sending {
    static final Duration GIVE_UP = Duration.ofHours(48);
    static final Duration LEASE = Duration.ofMinutes(3);
    /** A job that nobody manages to decide keeps the mails behind it back no longer than this. */
    private static final Duration STUCK = Duration.ofSeconds(30);

    private static final Duration ASIDE = Duration.ofMinutes(15);

    private static final Logger LOG = Logger.getLogger(Sending.class);

    private final Transactions transactions;
    private final Senders senders;
    private final Executor threads;
    private final Handover handover;
    private final Clock clock;

    Sending(Transactions transactions, Senders senders, Executor threads, Handover handover, Clock clock) {
        this.transactions = transactions;
        this.senders = senders;
        this.threads = threads;
        this.handover = handover;
        this.clock = clock;
        if (LEASE.compareTo(SmtpTransport.DEADLINE.multipliedBy(2)) < 0) {
            throw new IllegalStateException("A lease must outlast two sends, or a slow mail is sent twice");
        }
    }

    private record Due(String id, String realmId) {}

    void all() {
        List<Due> due;
        do {
            due = due();
        } while (due.stream().filter(this::start).count() > 0 && senders.free() > 0);
    }

    // A realm that has its share of the senders is left out of the look-up, so that its backlog hides nobody else's.
    private List<Due> due() {
        int free = senders.free();
        if (free == 0) {
            return List.of();
        }
        Set<String> crowded = senders.crowdedRealms();
        long now = clock.millis();
        return transactions.run(session -> Database.of(session)
                .createQuery(
                        "select j.id, j.realmId from JobRow j where j.state = :owed and j.dueAt <= :now"
                                + " and j.realmId not in (:crowded)"
                                + " and (j.askId is null or not exists (select 1 from JobRow before"
                                + " where before.state = :asked and before.realmId = j.realmId"
                                + " and before.dueAt <= :now and before.dueAt > :stuck"
                                + " and before.createdAt <= j.createdAt))"
                                + " order by j.dueAt",
                        Object[].class)
                .setParameter("owed", State.OWED)
                .setParameter("asked", State.ASKED)
                .setParameter("now", now)
                .setParameter("stuck", now - STUCK.toMillis())
                .setParameter("crowded", crowded.isEmpty() ? Set.of("none") : crowded)
                .setMaxResults(free)
                .getResultStream()
                .map(row -> new Due((String) row[0], (String) row[1]))
                .toList());
    }

    private boolean start(Due due) {
        if (!senders.take(due.realmId())) {
            return false;
        }
        boolean started = false;
        try {
            Optional<Claim> claim = claim(due.id());
            claim.ifPresent(ours -> run(due, ours));
            started = claim.isPresent();
        } finally {
            if (!started) {
                senders.release(due.realmId());
            }
        }
        return started;
    }

    private void run(Due due, Claim claim) {
        threads.execute(() -> {
            try {
                handover.of(claim);
            } catch (RuntimeException | Error unexpected) {
                // The lease runs out and the job is tried again; only its id may be told.
                LOG.errorf("Mail %s met a fault and is tried again later: %s", due.id(), Fault.of(unexpected));
            } finally {
                senders.release(due.realmId());
            }
        });
    }

    private Optional<Claim> claim(String id) {
        try {
            return transactions.run(session -> {
                EntityManager entities = Database.of(session);
                JobRow row = entities.find(JobRow.class, id);
                Instant now = clock.instant();
                if (row == null || !row.is(State.OWED) || !row.dueAt(now)) {
                    return Optional.empty();
                }
                if (row.olderThan(GIVE_UP, now)) {
                    LOG.warnf("Mail %s is given up: %s", id, row.reason);
                    row.die(row.reason == null ? "given up" : "given up: " + row.reason, now, new Journal(session));
                    return Optional.empty();
                }
                row.claim(now, LEASE);
                entities.flush();
                return Optional.of(new Claim(row.toJob(), row.version, row.attempts, now.plus(LEASE)));
            });
        } catch (PersistenceException | ModelException rival) {
            return Optional.empty();
        } catch (RuntimeException broken) {
            // One unreadable job must not end the beat for all others.
            LOG.errorf("Mail %s cannot be claimed: %s", id, Fault.of(broken));
            setAside(id);
            return Optional.empty();
        }
    }

    private void setAside(String id) {
        transactions.run(session -> Database.of(session)
                .createQuery("update JobRow set dueAt = :later where id = :id")
                .setParameter("later", clock.instant().plus(ASIDE).toEpochMilli())
                .setParameter("id", id)
                .executeUpdate());
    }
}
