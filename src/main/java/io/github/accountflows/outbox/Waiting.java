package io.github.accountflows.outbox;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;

/**
 * The owed mails beside a job that one mail may answer with it: those of its ask, or where the kind says so all those
 * for its mailbox. A mail that is just being sent does not wait.
 */
final class Waiting {
    private final JobRow job;
    private final String mailboxKey;
    private final List<JobRow> others;

    Waiting(EntityManager entities, JobRow job, String mailboxKey, MailKind kind, Instant now) {
        this.job = job;
        this.mailboxKey = mailboxKey;
        this.others = entities.createQuery(
                        "from JobRow where realmId = :realm and state = :owed and mailboxKey = :mailbox"
                                + " and kind = :kind and id <> :id and (leased = false or dueAt <= :now)",
                        JobRow.class)
                .setParameter("realm", job.realmId)
                .setParameter("owed", State.OWED)
                .setParameter("mailbox", mailboxKey)
                .setParameter("kind", job.kind)
                .setParameter("id", job.id)
                .setParameter("now", now.toEpochMilli())
                .getResultStream()
                .filter(other -> kind.oneMailForAllAsks() || other.askId.equals(job.askId))
                .toList();
    }

    String mailboxKey() {
        return mailboxKey;
    }

    boolean newerExists() {
        return others.stream().anyMatch(this::isNewer);
    }

    List<JobRow> older() {
        return others.stream().filter(other -> !isNewer(other)).toList();
    }

    private boolean isNewer(JobRow other) {
        return other.createdAt > job.createdAt || (other.createdAt == job.createdAt && other.id.compareTo(job.id) > 0);
    }
}
