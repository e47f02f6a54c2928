package io.github.accountflows.outbox;

import io.github.accountflows.address.AddressKey;
import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.Transactions;
import io.github.accountflows.throttle.Rate;
import io.github.accountflows.throttle.Throttle;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;

/**
 * The first half of a beat: every job that was asked for becomes OWED or SUPPRESSED, each in a short transaction of its
 * own. All of them are decided before any is sent, so that nobody's own mail tells whether the jobs before it were owed.
 */
final class Deciding {
    private static final Logger LOG = Logger.getLogger(Deciding.class);
    private static final int MOST_PER_ADDRESS = 6;
    private static final int MOST_PER_NETWORK = 3;
    private static final int BATCH = 500;

    private final Transactions transactions;
    private final Backlog backlog;
    private final Backoff backoff;
    private final Clock clock;

    Deciding(Transactions transactions, Backlog backlog, Backoff backoff, Clock clock) {
        this.transactions = transactions;
        this.backlog = backlog;
        this.backoff = backoff;
        this.clock = clock;
    }

    void all() {
        due().forEach(this::one);
    }

    private record Due(String id, String realmId) {}

    /** The newest first: it is the one that answers for the waiting ones before it. */
    private List<Due> due() {
        return transactions.run(session -> {
            EntityManager entities = Database.of(session);
            List<Due> due = entities.createQuery(
                            "select id, realmId from JobRow where state = :asked and dueAt <= :now"
                                    + " order by createdAt desc, id desc",
                            Object[].class)
                    .setParameter("asked", State.ASKED)
                    .setParameter("now", clock.millis())
                    .setMaxResults(BATCH)
                    .getResultStream()
                    .map(row -> new Due((String) row[0], (String) row[1]))
                    .toList();
            backlog.measured(due.size() < BATCH ? due.size() : waiting(entities));
            return due;
        });
    }

    private static long waiting(EntityManager entities) {
        return entities.createQuery("select count(*) from JobRow where state = :asked", Long.class)
                .setParameter("asked", State.ASKED)
                .getSingleResult();
    }

    // A rival node that decides the same job, or takes from the same limit, makes one of the two fail as a whole.
    private void one(Due due) {
        try {
            transactions
                    .inRealm(due.realmId(), session -> decide(session, due.id()))
                    .orElseThrow(() -> new IllegalStateException("The realm is gone"));
        } catch (RuntimeException | Error failed) {
            // Also an error: a broken user store of one realm must not end the deciding for all.
            LOG.debugf(failed, "Job %s could not be decided now", due.id());
            postpone(due.id());
        }
    }

    private JobRow decide(KeycloakSession session, String id) {
        JobRow row = Database.of(session).find(JobRow.class, id);
        if (!row.is(State.ASKED)) {
            return row;
        }
        if (row.olderThan(Sending.GIVE_UP, clock.instant())) {
            row.die("given up", clock.instant());
            return row;
        }
        MailKind kind = session.getProvider(MailKind.class, row.kind);
        Decision decision = kind.decide(row.toJob());
        if (decision instanceof Decision.PassedOn passed) {
            row.passOn(passed.kind());
            kind = session.getProvider(MailKind.class, row.kind);
            decision = kind.decide(row.toJob());
        }
        if (decision instanceof Decision.Owed owed) {
            owe(session, row, kind, owed);
        } else if (decision instanceof Decision.Suppressed suppressed) {
            row.suppress(suppressed.reason(), clock.instant());
        } else {
            throw new IllegalStateException("Kind '" + row.kind + "' passes a job on that was passed on to it");
        }
        return row;
    }

    private void owe(KeycloakSession session, JobRow row, MailKind kind, Decision.Owed owed) {
        Instant now = clock.instant();
        AddressKey keys = new AddressKey(session);
        Waiting waiting =
                new Waiting(Database.of(session), row, keys.of("mailbox " + kind.purpose(), owed.mailbox()), kind, now);
        if (waiting.newerExists()) {
            row.suppress("coalesced", now);
            return;
        }
        Throttle throttle = new Throttle(session, clock);
        boolean free = throttle.reserve(
                keys.all("limit " + kind.purpose(), owed.mailbox()),
                new Rate(MOST_PER_ADDRESS, owed.window()),
                row.toJob()
                        .facts()
                        .get(Asker.NETWORK)
                        .map(network -> keys.of("network", network).substring(0, 8))
                        .orElse(""),
                new Rate(MOST_PER_NETWORK, owed.window()));
        if (!free) {
            row.suppress("limit", now);
            return;
        }
        waiting.older().forEach(older -> older.suppress("coalesced", now));
        row.owe(owed.userId(), waiting.mailboxKey());
    }

    private void postpone(String id) {
        try {
            transactions.run(session -> {
                JobRow row = Database.of(session).find(JobRow.class, id);
                if (row != null && row.is(State.ASKED)) {
                    long age = clock.millis() - row.createdAt;
                    Duration pause =
                            age < 5_000 ? Duration.ofMillis(200) : backoff.after((int) Math.min(5, age / 60_000 + 1));
                    row.postpone("undecided", clock.instant().plus(pause));
                    if (age >= 5_000) {
                        LOG.warnf("Job %s of kind %s cannot be decided; it is tried again", id, row.kind);
                    }
                }
                return null;
            });
        } catch (RuntimeException rival) {
            LOG.debugf("Job %s was decided elsewhere", id);
        }
    }
}
