package io.github.accountflows.outbox;

import io.github.accountflows.address.AddressKey;
import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.Transactions;
import io.github.accountflows.throttle.Rate;
import io.github.accountflows.throttle.Throttle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;

/**
 * The first half of a beat: every job that was asked for becomes OWED or SUPPRESSED, each in a short transaction of its
 * own. Realms are decided side by side, so that one's slow user store holds nobody else's mail; within a realm no mail
 * is sent before those asked before it are decided ({@link Sending}), so that nobody's own mail tells whether they were
 * owed.
 */
final class Deciding {
    private static final Logger LOG = Logger.getLogger(Deciding.class);
    private static final int MOST_PER_ADDRESS = 6;
    private static final int MOST_PER_NETWORK = 3;
    /** What a realm may have decided in one turn, while others wait for theirs. */
    private static final int TURN = 500;
    /** Younger than this, a job that could not be decided has most likely met a rival, and is tried again at once. */
    private static final Duration YOUNG = Duration.ofSeconds(5);

    private static final Duration SHORT_PAUSE = Duration.ofMillis(200);
    /** An older one waits as after this many failed tries at most: some minutes. */
    private static final int PATIENT_TRIES = 5;

    private final Transactions transactions;
    private final Deciders deciders;
    private final Backlog backlog;
    private final Backoff backoff;
    private final Clock clock;
    private volatile boolean stopping;

    Deciding(Transactions transactions, Deciders deciders, Backlog backlog, Backoff backoff, Clock clock) {
        this.transactions = transactions;
        this.deciders = deciders;
        this.backlog = backlog;
        this.backoff = backoff;
        this.clock = clock;
    }

    /** Gives each realm with due jobs a turn, and waits for none. */
    void begin() {
        realmsWithDueJobs().forEach(realmId -> deciders.turn(realmId, () -> turn(realmId)));
    }

    /** Ends with the jobs that are just being decided. */
    void stop() {
        stopping = true;
    }

    private List<String> realmsWithDueJobs() {
        List<Object[]> asked = transactions.run(session -> Database.of(session)
                .createQuery(
                        "select realmId, count(*), min(dueAt) from JobRow where state = :asked group by realmId",
                        Object[].class)
                .setParameter("asked", State.ASKED)
                .getResultList());
        backlog.measured(asked.stream().collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1])));
        return asked.stream()
                .filter(row -> (Long) row[2] <= clock.millis())
                .map(row -> (String) row[0])
                .toList();
    }

    private void turn(String realmId) {
        try {
            due(realmId).stream().takeWhile(id -> !stopping).forEach(id -> one(realmId, id));
        } catch (RuntimeException | Error failed) {
            // Its jobs are due still, and the next beat gives the realm another turn.
            LOG.errorf("The jobs of realm %s could not be decided now: %s", realmId, Fault.of(failed));
        }
    }

    /** The newest first: it is the one that answers for the waiting ones before it. */
    private List<String> due(String realmId) {
        return transactions.run(session -> Database.of(session)
                .createQuery(
                        "select id from JobRow where state = :asked and dueAt <= :now and realmId = :realm"
                                + " order by createdAt desc, id desc",
                        String.class)
                .setParameter("asked", State.ASKED)
                .setParameter("now", clock.millis())
                .setParameter("realm", realmId)
                .setMaxResults(TURN)
                .getResultList());
    }

    // A rival node that decides the same job, or takes from the same limit, makes one of the two fail as a whole.
    private void one(String realmId, String id) {
        try {
            boolean realmStands = transactions
                    .inRealm(realmId, session -> {
                        decide(session, id);
                        return true;
                    })
                    .orElse(false);
            if (!realmStands) {
                transactions.run(session -> Erasure.orphan(session, id));
            }
        } catch (RuntimeException | Error failed) {
            // Also an error: a broken user store of one realm must not end the deciding for all.
            LOG.debugf("Job %s could not be decided now: %s", id, Fault.of(failed));
            postpone(id);
        }
    }

    private void decide(KeycloakSession session, String id) {
        JobRow row = Database.of(session).find(JobRow.class, id);
        if (row == null || !row.is(State.ASKED)) {
            return;
        }
        Journal journal = new Journal(session);
        if (row.olderThan(Sending.GIVE_UP, clock.instant())) {
            row.die("given up", clock.instant(), journal);
            return;
        }
        MailKind kind = session.getProvider(MailKind.class, row.kind);
        Decision decision = kind.decide(row.toJob());
        if (decision instanceof Decision.PassedOn passed) {
            row.passOn(passed.kind());
            kind = session.getProvider(MailKind.class, row.kind);
            decision = kind.decide(row.toJob());
        }
        if (decision instanceof Decision.Owed owed) {
            row.concerns(owed.userId());
            journal.asked(row.toJob());
            owe(session, row, kind, owed);
        } else if (decision instanceof Decision.Suppressed suppressed) {
            row.concerns(suppressed.userId());
            journal.asked(row.toJob());
            row.suppress(suppressed.reason(), clock.instant(), journal);
        } else {
            throw new IllegalStateException("Kind '" + row.kind + "' passes a job on that was passed on to it");
        }
    }

    private void owe(KeycloakSession session, JobRow row, MailKind kind, Decision.Owed owed) {
        Instant now = clock.instant();
        Journal journal = new Journal(session);
        AddressKey keys = new AddressKey(session);
        Waiting waiting =
                new Waiting(Database.of(session), row, keys.of("mailbox " + kind.purpose(), owed.mailbox()), kind, now);
        if (waiting.newerExists()) {
            row.suppress("coalesced", now, journal);
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
            row.suppress("limit", now, journal);
            return;
        }
        waiting.older().forEach(older -> older.suppress("coalesced", now, journal));
        row.owe(waiting.mailboxKey());
    }

    private void postpone(String id) {
        try {
            transactions.run(session -> {
                JobRow row = Database.of(session).find(JobRow.class, id);
                if (row != null && row.is(State.ASKED)) {
                    boolean young = !row.olderThan(YOUNG, clock.instant());
                    row.postpone("undecided", clock.instant().plus(young ? SHORT_PAUSE : patience(row)));
                    if (!young) {
                        LOG.warnf("Job %s of kind %s cannot be decided; it is tried again", id, row.kind);
                    }
                }
                return null;
            });
        } catch (RuntimeException rival) {
            LOG.debugf("Job %s was decided elsewhere", id);
        }
    }

    /** Undecided jobs count no tries: their age stands for them, a try a minute. */
    private Duration patience(JobRow row) {
        long minutes = Duration.ofMillis(clock.millis() - row.createdAt).toMinutes();
        return backoff.after((int) Math.min(PATIENT_TRIES, minutes + 1));
    }
}
