package io.github.accountflows.throttle;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;

/** One limit's reservations. Its key is a keyed hash, so the table names nobody. */
@Entity
@Table(name = "AF_LIMIT")
public class LimitRow {
    @Id
    @Column(name = "ID", length = 43)
    String id;

    @Column(name = "REALM_ID", length = 36)
    String realmId;

    @Column(name = "TAKEN", length = 4000)
    String taken;

    @Column(name = "EXPIRES_AT")
    long expiresAt;

    @Version
    @Column(name = "VERSION")
    int version;

    protected LimitRow() {}

    static LimitRow first(String id, String realmId) {
        LimitRow row = new LimitRow();
        row.id = id;
        row.realmId = realmId;
        row.taken = "";
        return row;
    }

    Reservations reservations() {
        return Reservations.parse(taken);
    }

    void keep(Reservations reservations, Instant now, Duration window) {
        taken = reservations.format();
        expiresAt = Math.max(expiresAt, now.plus(window).toEpochMilli());
    }
}
