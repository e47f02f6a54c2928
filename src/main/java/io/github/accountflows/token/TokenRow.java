package io.github.accountflows.token;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** ISSUED ─▶ USED | VOIDED | EXPIRED: the times say which. Only hashes of a token and its code are ever stored (TOK-2). */
@Entity
@Table(name = "AF_TOKEN")
public class TokenRow {
    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "HASH", length = 43)
    String hash;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "PURPOSE", length = 40)
    String purpose;

    @Column(name = "ASK_ID", length = 36)
    String askId;

    @Column(name = "USER_ID", length = 255)
    String userId;

    @Column(name = "STAMP", length = 43)
    String stamp;

    @Column(name = "ISSUED_AT")
    long issuedAt;

    @Column(name = "EXPIRES_AT")
    long expiresAt;

    @Column(name = "USED_AT")
    Long usedAt;

    @Column(name = "VOIDED_AT")
    Long voidedAt;

    @Column(name = "TRIES")
    int tries;

    @Column(name = "CODE_HASH", length = 43)
    String codeHash;

    @Column(name = "CODE_EXPIRES_AT")
    Long codeExpiresAt;

    protected TokenRow() {}

    static TokenRow issued(String id, String hash, Binding binding, Instant now, Instant expiry) {
        TokenRow row = new TokenRow();
        row.id = id;
        row.hash = hash;
        row.realmId = binding.realmId();
        row.purpose = binding.purpose();
        row.askId = binding.askId();
        row.userId = binding.userId();
        row.stamp = binding.stamp();
        row.issuedAt = now.toEpochMilli();
        row.expiresAt = expiry.toEpochMilli();
        return row;
    }

    TokenRow withCode(String hash, Instant expiry) {
        codeHash = hash;
        codeExpiresAt = expiry.toEpochMilli();
        return this;
    }

    boolean liveAt(Instant now) {
        return usedAt == null && voidedAt == null && expiresAt > now.toEpochMilli();
    }

    OneTimeToken toToken() {
        return new OneTimeToken(
                id, new Binding(realmId, purpose, askId, userId, stamp), Instant.ofEpochMilli(expiresAt));
    }
}
