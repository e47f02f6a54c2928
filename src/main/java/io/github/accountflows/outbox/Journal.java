package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Transactions;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * What became of a job, as Keycloak events (LOG-1): written once the worker's transaction is committed, so that no request
 * does it and none costs more for somebody who exists (LOG-4); with ids, never an address (LOG-2). On threads of their own:
 * a slow listener must hold up nobody's mail, and one person's events must not be seen in the time of another's.
 */
final class Journal {
    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final String JOB = "job";
    private static final String MAIL = "mail";

    private final KeycloakSession session;

    Journal(KeycloakSession session) {
        this.session = session;
    }

    /** Somebody asked; whose mail that would be is known by now, or nobody's. */
    void asked(Job job) {
        afterCommit(job, event -> event.event(EventType.CUSTOM_REQUIRED_ACTION)
                .detail(Details.CUSTOM_REQUIRED_ACTION, job.kind())
                .success());
    }

    void sent(Job job) {
        type(job).ifPresent(type -> afterCommit(job, event -> event.event(type).success()));
    }

    /** @param why one word or two */
    void suppressed(Job job, String why) {
        type(job).ifPresent(type -> afterCommit(job, event -> event.event(type).error(code(why))));
    }

    /** @param why the mail server's codes, or what an admin has to mend */
    void refused(Job job, String why) {
        type(job)
                .ifPresent(type -> afterCommit(
                        job,
                        event -> event.event(type).detail(Details.REASON, why).error(Errors.EMAIL_SEND_FAILED)));
    }

    private Optional<EventType> type(Job job) {
        // None for a kind of a newer version that was taken back.
        return Optional.ofNullable(session.getProvider(MailKind.class, job.kind()))
                .flatMap(MailKind::event);
    }

    private static String code(String why) {
        return switch (why) {
            case "unknown" -> Errors.USER_NOT_FOUND;
            case "disabled" -> Errors.USER_DISABLED;
            default -> why.replace(' ', '_');
        };
    }

    private interface Entry {
        void write(EventBuilder event);
    }

    private void afterCommit(Job job, Entry entry) {
        Transactions transactions = new Transactions(session.getKeycloakSessionFactory());
        ExecutorService executor = session.getProvider(ExecutorsProvider.class).getExecutor("account-flows-journal");
        Transactions.afterCommit(session, () -> {
            try {
                executor.execute(() -> write(transactions, job, entry));
            } catch (RejectedExecutionException full) {
                LOG.warnf("What became of job %s was not written as an event: too many are waiting", job.id());
            }
        });
    }

    private static void write(Transactions transactions, Job job, Entry entry) {
        try {
            transactions.inRealm(job.realmId(), own -> {
                entry.write(event(own, job));
                return true;
            });
        } catch (RuntimeException fault) {
            // An event that cannot be stored must not bring a mail into doubt (LOG-5).
            LOG.errorf("What became of job %s could not be written as an event: %s", job.id(), Fault.of(fault));
        }
    }

    private static EventBuilder event(KeycloakSession session, Job job) {
        RealmModel realm = session.getContext().getRealm();
        return new EventBuilder(realm, session)
                .user(job.userId())
                .client(job.facts()
                        .get(Asker.CLIENT)
                        .map(id -> session.clients().getClientById(realm, id))
                        .map(ClientModel::getClientId)
                        .orElse(null))
                .ipAddress(job.facts().get(Asker.IP).orElse(null))
                .detail(Asker.ASK, job.askId())
                .detail(JOB, job.id())
                .detail(MAIL, job.kind());
    }
}
