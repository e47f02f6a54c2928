package io.github.accountflows.outbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * What one browser asked for. Written by requests only; the worker takes a pending's data away when it has ended. Changed
 * by single updates, never by way of this object: they would not see each other's tries.
 */
@Entity
@Table(name = "AF_ASK")
public class AskRow {
    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "PURPOSE", length = 40)
    String purpose;

    @Column(name = "ADDRESS_KEY", length = 43)
    String addressKey;

    @Column(name = "CLIENT_ID", length = 255)
    String clientId;

    @Column(name = "TAB_ID", length = 60)
    String tabId;

    @Column(name = "USER_ID", length = 255)
    String userId;

    @Column(name = "TRIES")
    int tries;

    @Column(name = "BROWSER", length = 43)
    String browser;

    @Column(name = "PROFILE", length = Pending.LONGEST)
    String profile;

    @Column(name = "CREATED_AT")
    long createdAt;

    @Column(name = "EXPIRES_AT")
    long expiresAt;

    protected AskRow() {}

    static AskRow of(String id, String realmId, String purpose, String addressKey, String clientId, String tabId) {
        AskRow row = new AskRow();
        row.id = id;
        row.realmId = realmId;
        row.purpose = purpose;
        row.addressKey = addressKey;
        row.clientId = clientId;
        row.tabId = tabId;
        return row;
    }

    void during(Instant from, Instant to) {
        createdAt = from.toEpochMilli();
        expiresAt = to.toEpochMilli();
    }

    /** Whose browser asked; null where nobody has said who that is. */
    AskRow by(String user) {
        userId = user;
        return this;
    }

    AskRow keeping(Pending pending) {
        browser = pending.browser();
        profile = pending.profile();
        return this;
    }

    Ask toAsk() {
        Pending pending = profile == null ? null : new Pending(browser, profile);
        return new Ask(id, purpose, userId, clientId, tabId, Instant.ofEpochMilli(createdAt), pending);
    }
}
