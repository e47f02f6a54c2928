package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.MailServer;
import io.github.accountflows.keycloak.MailText;
import io.github.accountflows.keycloak.MailTheme;
import io.github.accountflows.keycloak.MailTheme.Unrenderable;
import io.github.accountflows.keycloak.Stranger;
import io.github.accountflows.keycloak.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * What a sender does with a claimed job: compose (one transaction, which mints the token), send (no transaction, no
 * database connection) and settle (one transaction). A crash after the server accepted and before the settle sends that
 * mail again: at least once.
 */
final class Handover implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Handover.class);

    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Transactions transactions;
    private final SmtpTransport smtp = new SmtpTransport();
    private final Backoff backoff;
    private final Clock clock;

    Handover(Transactions transactions, Backoff backoff, Clock clock) {
        this.transactions = transactions;
        this.backoff = backoff;
        this.clock = clock;
    }

    /**
     * A claimed job: its version tells at the settle whether the lease was still ours.
     *
     * @param until when the lease runs out and the mail is anybody's again
     */
    record Claim(Job job, int version, int attempts, Instant until) {
        /** Later a send might outlast the lease, and somebody else send the same mail. */
        Instant lastMomentToSend() {
            return until.minus(SmtpTransport.DEADLINE).minus(SETTLING);
        }
    }

    private record Parcel(Letter letter, SmtpSettings settings, String tokenId) {}

    void of(Claim claim) {
        Optional<Parcel> parcel;
        try {
            parcel = transactions.inRealm(claim.job().realmId(), session -> pack(session, claim.job()));
        } catch (Unsendable unsendable) {
            LOG.errorf("Mail %s cannot be sent: %s", claim.job().id(), unsendable.getMessage());
            settle(claim, (session, row) -> row.die(unsendable.reason(), clock.instant(), new Journal(session)));
            return;
        } catch (Unrenderable theme) {
            LOG.errorf("Mail %s waits: %s", claim.job().id(), theme.getMessage());
            deferred(claim, "not composed");
            return;
        } catch (RuntimeException broken) {
            LOG.errorf(
                    "Mail %s of kind %s cannot be composed: %s",
                    claim.job().id(), claim.job().kind(), Fault.of(broken));
            deferred(claim, "not composed");
            return;
        }
        if (parcel.isEmpty()) {
            settle(claim, (session, row) -> row.suppress("gone", clock.instant(), new Journal(session)));
        } else if (clock.instant().isAfter(claim.lastMomentToSend())) {
            deferred(claim, "composed too slowly");
        } else {
            send(claim, parcel.get());
        }
    }

    private void send(Claim claim, Parcel parcel) {
        Delivery delivery = smtp.send(
                parcel.settings(),
                parcel.letter(),
                course -> LOG.infof("Mail %s: %s", claim.job().id(), course));
        if (delivery instanceof Delivery.Accepted) {
            accepted(claim, parcel.tokenId());
        } else if (delivery instanceof Delivery.Refused refused) {
            LOG.warnf("Mail %s was refused for its recipient (%s)", claim.job().id(), refused.reason());
            settle(claim, (session, row) -> row.die(refused.reason(), clock.instant(), new Journal(session)));
        } else if (delivery instanceof Delivery.Deferred later) {
            deferred(claim, later.reason());
        }
    }

    /** Null when the mail is owed no longer. */
    private static Parcel pack(KeycloakSession session, Job job) {
        MailKind kind = session.getProvider(MailKind.class, job.kind());
        return kind.compose(job)
                .map(mail -> {
                    MailText text = text(session, job, mail);
                    Letter letter = new Letter(mail.to().forSmtp(), text.subject(), text.text(), text.html());
                    return new Parcel(letter, settings(MailServer.of(session)), mail.tokenId());
                })
                .orElse(null);
    }

    private static MailText text(KeycloakSession session, Job job, Mail mail) {
        MailTheme theme = new MailTheme(session, Asker.fixedBase(job.facts()).orElse(null));
        UserModel reader = job.userId() == null
                ? Stranger.called(mail.to().typed(), mail.to().typed(), session)
                : session.users().getUserById(session.getContext().getRealm(), job.userId());
        return theme.render(mail.locale(), mail.subjectKey(), mail.word() + ".ftl", reader, mail.model());
    }

    private static SmtpSettings settings(MailServer server) {
        return SmtpSettings.of(
                server.settings(),
                server.password(),
                server.tokens(),
                new SmtpSettings.Tls(server.trust(), server.anyHost()));
    }

    private void accepted(Claim claim, String tokenId) {
        settle(claim, (session, row) -> {
            session.getProvider(MailKind.class, row.kind).accepted(claim.job(), tokenId);
            row.sent(clock.instant(), new Journal(session));
        });
    }

    private void deferred(Claim claim, String reason) {
        Duration pause = backoff.after(claim.attempts());
        LOG.warnf("Mail %s was not accepted (%s); next try in %d s", claim.job().id(), reason, pause.toSeconds());
        settle(claim, (session, row) -> row.postpone(reason, clock.instant().plus(pause)));
    }

    /**
     * A fault of the database here would have an accepted mail sent again, so it is tried until the lease runs out; what
     * the row says then tells whether it was somebody else's turn, or even our own commit that went unheard.
     */
    private void settle(Claim claim, BiConsumer<KeycloakSession, JobRow> settlement) {
        for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
            try {
                settleOnce(claim, settlement);
                return;
            } catch (RuntimeException fault) {
                if (clock.instant().plus(pause).isAfter(claim.until())) {
                    LOG.errorf(
                            "Mail %s could not be noted as settled, it may be sent again: %s",
                            claim.job().id(), Fault.of(fault));
                    return;
                }
                LOG.warnf(
                        "Mail %s could not be noted as settled; tried again",
                        claim.job().id());
                sleep(pause);
            }
        }
    }

    private void settleOnce(Claim claim, BiConsumer<KeycloakSession, JobRow> settlement) {
        String id = claim.job().id();
        boolean realmStands = transactions
                .inRealm(claim.job().realmId(), session -> {
                    JobRow row = Database.of(session).find(JobRow.class, id);
                    if (row != null && row.version == claim.version()) {
                        settlement.accept(session, row);
                    } else if (row != null) {
                        LOG.warnf("Mail %s was settled elsewhere: its lease had run out", id);
                    }
                    return true;
                })
                .orElse(false);
        if (!realmStands) {
            transactions.run(session -> Erasure.orphan(session, id));
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** After the last send. */
    @Override
    public void close() {
        smtp.close();
    }
}
