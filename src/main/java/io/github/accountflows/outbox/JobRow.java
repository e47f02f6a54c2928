package io.github.accountflows.outbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A job's row. Its version refuses a settle that comes after the lease has passed to somebody else. */
@Entity
@Table(name = "AF_JOB")
public class JobRow {
    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "KIND", length = 60)
    String kind;

    @Column(name = "ASK_ID", length = 36)
    String askId;

    @Column(name = "ADDRESS_KEY", length = 43)
    String addressKey;

    @Column(name = "ADDRESS", length = 320)
    String address;

    @Column(name = "MAILBOX_KEY", length = 43)
    String mailboxKey;

    @Column(name = "USER_ID", length = 255)
    String userId;

    @Column(name = "FACTS", length = Facts.LONGEST)
    String facts;

    @Enumerated(EnumType.STRING)
    @Column(name = "STATE", length = 12)
    State state;

    @Column(name = "REASON", length = 120)
    String reason;

    @Column(name = "ATTEMPTS")
    int attempts;

    @Column(name = "DUE_AT")
    long dueAt;

    @Column(name = "LEASED")
    boolean leased;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "SETTLED_AT")
    Long settledAt;

    @Version
    @Column(name = "VERSION")
    int version;

    protected JobRow() {}

    static JobRow asked(
            String realmId, String kind, String askId, String address, String key, Facts facts, Instant now) {
        JobRow row = fresh(State.ASKED, realmId, kind, facts, now);
        row.askId = askId;
        row.address = address;
        row.addressKey = key;
        return row;
    }

    static JobRow owed(String realmId, String kind, String userId, String key, Facts facts, Instant now) {
        JobRow row = fresh(State.OWED, realmId, kind, facts, now);
        row.userId = userId;
        row.addressKey = key;
        return row;
    }

    /** Not to the stored address of its user. */
    JobRow to(String other) {
        address = other;
        return this;
    }

    private static JobRow fresh(State state, String realmId, String kind, Facts facts, Instant now) {
        JobRow row = new JobRow();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.kind = kind;
        row.facts = facts.format();
        row.state = state;
        row.createdAt = now.toEpochMilli();
        row.dueAt = now.toEpochMilli();
        return row;
    }

    Job toJob() {
        return new Job(id, realmId, kind, askId, address, userId, Facts.parse(facts), Instant.ofEpochMilli(createdAt));
    }

    boolean is(State wanted) {
        return state == wanted;
    }

    boolean dueAt(Instant now) {
        return dueAt <= now.toEpochMilli();
    }

    boolean olderThan(Duration age, Instant now) {
        return createdAt + age.toMillis() <= now.toEpochMilli();
    }

    void passOn(String otherKind) {
        kind = otherKind;
    }

    /** Whose mail it would be; null for nobody's. */
    void concerns(String user) {
        userId = user;
    }

    void owe(String mailbox) {
        mailboxKey = mailbox;
        state = State.OWED;
    }

    /** Counts the try before it is made, so that a job which kills its node is not tried for ever. */
    void claim(Instant now, Duration lease) {
        attempts++;
        leased = true;
        dueAt = now.plus(lease).toEpochMilli();
    }

    void postpone(String why, Instant next) {
        leased = false;
        reason = why;
        dueAt = next.toEpochMilli();
    }

    void sent(Instant now, Journal journal) {
        journal.sent(toJob());
        settle(State.SENT, null, now);
        forget();
    }

    void suppress(String why, Instant now, Journal journal) {
        journal.suppressed(toJob(), why);
        settle(State.SUPPRESSED, why, now);
        forget();
    }

    /** Keeps address and facts for a while: an admin may retry. */
    void die(String why, Instant now, Journal journal) {
        journal.refused(toJob(), why);
        settle(State.DEAD, why, now);
    }

    private void settle(State end, String why, Instant now) {
        state = end;
        reason = why;
        leased = false;
        settledAt = now.toEpochMilli();
    }

    private void forget() {
        address = null;
        facts = null;
    }
}
