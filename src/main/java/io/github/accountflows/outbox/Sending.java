package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.MailServer;
import io.github.accountflows.keycloak.MailText;
import io.github.accountflows.keycloak.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;

/**
 * The second half of a beat: claim as many owed mails as senders are free, and for each on its own thread compose (one
 * transaction, which mints the token), send (no transaction, no database connection) and settle (one transaction).
 * A crash after the server accepted and before the settle sends that mail again: at least once.
 */
final class Sending {
    static final Duration GIVE_UP = Duration.ofHours(48);
    static final Duration LEASE = Duration.ofMinutes(3);
    private static final Logger LOG = Logger.getLogger(Sending.class);

    private final Transactions transactions;
    private final Senders senders;
    private final Executor threads;
    private final SmtpTransport smtp;
    private final Backoff backoff;
    private final Clock clock;

    Sending(Transactions transactions, Senders senders, Executor threads, Backoff backoff, Clock clock) {
        this.transactions = transactions;
        this.senders = senders;
        this.threads = threads;
        this.smtp = new SmtpTransport();
        this.backoff = backoff;
        this.clock = clock;
        if (LEASE.compareTo(SmtpTransport.DEADLINE.multipliedBy(2)) < 0) {
            throw new IllegalStateException("A lease must outlast two sends, or a slow mail is sent twice");
        }
    }

    /** After the last send. */
    void close() {
        smtp.close();
    }

    private record Due(String id, String realmId) {}

    /** A claimed job: its version tells at the settle whether the lease was still ours. */
    private record Claim(Job job, int version, int attempts) {}

    private record Parcel(Letter letter, SmtpSettings settings, String tokenId) {}

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
        return transactions.run(session -> Database.of(session)
                .createQuery(
                        "select id, realmId from JobRow where state = :owed and dueAt <= :now"
                                + " and realmId not in (:crowded) order by dueAt",
                        Object[].class)
                .setParameter("owed", State.OWED)
                .setParameter("now", clock.millis())
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
        Optional<Claim> claim = claim(due.id());
        if (claim.isEmpty()) {
            senders.release(due.realmId());
            return false;
        }
        threads.execute(() -> {
            try {
                handOver(claim.get());
            } catch (RuntimeException unexpected) {
                // The lease runs out and the job is tried again; only its id may be told.
                LOG.errorf(unexpected, "Mail %s met a fault and is tried again later", due.id());
            } finally {
                senders.release(due.realmId());
            }
        });
        return true;
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
                    row.die(row.reason == null ? "given up" : "given up: " + row.reason, now);
                    return Optional.empty();
                }
                row.claim(now, LEASE);
                entities.flush();
                return Optional.of(new Claim(row.toJob(), row.version, row.attempts));
            });
        } catch (PersistenceException | ModelException rival) {
            return Optional.empty();
        }
    }

    private void handOver(Claim claim) {
        Optional<Parcel> parcel;
        try {
            parcel = transactions.inRealm(claim.job().realmId(), session -> pack(session, claim.job()));
        } catch (Unsendable unsendable) {
            LOG.errorf("Mail %s cannot be sent: %s", claim.job().id(), unsendable.getMessage());
            settle(claim, (session, row) -> row.die(unsendable.reason(), clock.instant()));
            return;
        } catch (RuntimeException broken) {
            LOG.errorf(
                    broken,
                    "Mail %s of kind %s cannot be composed",
                    claim.job().id(),
                    claim.job().kind());
            deferred(claim, "not composed");
            return;
        }
        if (parcel.isEmpty()) {
            settle(claim, (session, row) -> row.suppress("gone", clock.instant()));
            return;
        }
        Delivery delivery = smtp.send(parcel.get().settings(), parcel.get().letter());
        if (delivery instanceof Delivery.Accepted) {
            accepted(claim, parcel.get().tokenId());
        } else if (delivery instanceof Delivery.Refused refused) {
            LOG.warnf("Mail %s was refused for its recipient (%s)", claim.job().id(), refused.reason());
            settle(claim, (session, row) -> row.die(refused.reason(), clock.instant()));
        } else if (delivery instanceof Delivery.Deferred later) {
            deferred(claim, later.reason());
        }
    }

    /** Null when the mail is owed no longer. */
    private static Parcel pack(KeycloakSession session, Job job) {
        MailKind kind = session.getProvider(MailKind.class, job.kind());
        return kind.compose(job)
                .map(mail -> {
                    MailText text = MailText.render(
                            session, mail.locale(), mail.subjectKey(), mail.word() + ".ftl", mail.model());
                    Letter letter = new Letter(mail.to().forSmtp(), text.subject(), text.text(), text.html());
                    return new Parcel(letter, settings(MailServer.of(session)), mail.tokenId());
                })
                .orElse(null);
    }

    private static SmtpSettings settings(MailServer server) {
        return SmtpSettings.of(
                server.settings(), server.password(), new SmtpSettings.Tls(server.trust(), server.anyHost()));
    }

    private void accepted(Claim claim, String tokenId) {
        settle(claim, (session, row) -> {
            session.getProvider(MailKind.class, row.kind).accepted(claim.job(), tokenId);
            row.sent(clock.instant());
        });
    }

    private void deferred(Claim claim, String reason) {
        Duration pause = backoff.after(claim.attempts());
        LOG.warnf("Mail %s was not accepted (%s); next try in %d s", claim.job().id(), reason, pause.toSeconds());
        settle(claim, (session, row) -> row.postpone(reason, clock.instant().plus(pause)));
    }

    private void settle(Claim claim, BiConsumer<KeycloakSession, JobRow> settlement) {
        try {
            transactions.inRealm(claim.job().realmId(), session -> {
                JobRow row = Database.of(session).find(JobRow.class, claim.job().id());
                if (row != null && row.version == claim.version()) {
                    settlement.accept(session, row);
                }
                return row;
            });
        } catch (PersistenceException | ModelException rival) {
            LOG.warnf(
                    "Mail %s was settled elsewhere: its lease had run out",
                    claim.job().id());
        }
    }
}
