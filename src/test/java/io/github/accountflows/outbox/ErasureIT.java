package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Postgres;
import io.github.accountflows.testing.Probe;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.ServerOptions;
import io.github.accountflows.testing.User;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is deleted takes our rows along, and rows do not stay for ever (PRV-2, PRV-3, PRV-5). */
class ErasureIT {
    private static final List<String> TABLES = List.of("AF_ASK", "AF_JOB", "AF_TOKEN", "AF_LIMIT");

    @Test
    void aDeletedUserTakesItsRowsAlongAndNobodyElses() {
        try (Mailbox mailbox = Mailbox.open();
                Realm realm = Realm.open(KeycloakServer.h2(), mailbox)) {
            User leaving = realm.user("leaving@example.org").create();
            User staying = realm.user("staying@example.org").create();
            Recovering recovering = new Recovering(realm, mailbox);
            recovering.link(leaving);
            recovering.link(staying);
            awaitSettled(realm);
            assertEquals(2, realm.rows("AF_ASK").size());

            leaving.delete();

            assertEquals(1, realm.rows("AF_ASK").size());
            for (String table : List.of("AF_JOB", "AF_TOKEN")) {
                List<JsonNode> rows = realm.rows(table);
                assertEquals(1, rows.size(), table);
                assertEquals(staying.id(), rows.get(0).path("user_id").asText());
            }
        }
    }

    /** Nobody has decided it, so neither a token nor the job says whose it is. */
    @Test
    void aDeletedUserTakesAlongWhatWasAskedAndIsNotDecided() {
        try (Mailbox mailbox = Mailbox.open();
                Realm realm = Realm.open(KeycloakServer.h2(), mailbox)) {
            User leaving = realm.user("leaving@example.org").create();
            User staying = realm.user("staying@example.org").create();
            Probe probe = realm.server().probe();
            for (User user : List.of(leaving, staying)) {
                probe.data(realm, "askPendingAs", user.id(), "other-" + user.username());
            }
            probe.data(realm, "askPending", "stranger@example.org", "a browser", "{}");
            awaitSettled(realm);
            probe.update("update AF_JOB set STATE = 'DEAD', USER_ID = null where REALM_ID = ?", realm.id());

            leaving.delete();

            for (String table : List.of("AF_ASK", "AF_JOB")) {
                assertEquals(2, realm.rows(table).size(), table);
            }
            assertEquals(
                    Set.of(staying.id(), ""),
                    realm.rows("AF_ASK").stream()
                            .map(ask -> ask.path("user_id").asText(""))
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void aDeletedRealmLeavesNoRow() {
        Probe probe = KeycloakServer.h2().probe();
        String id;
        try (Mailbox mailbox = Mailbox.open();
                Realm realm = Realm.open(KeycloakServer.h2(), mailbox)) {
            id = realm.id();
            new Recovering(realm, mailbox).link(realm.user("owner@example.org").create());
            new Asking(realm).ask("nobody@example.org");
            awaitSettled(realm);
            TABLES.forEach(table -> assertTrue(!realm.rows(table).isEmpty(), table));
        }
        for (String table : TABLES) {
            assertEquals(List.of(), probe.query("select * from " + table + " where realm_id = ?", id), table);
        }
    }

    /** On PostgreSQL, in the next start of a node: retention runs with it, and then every ten minutes. */
    @Test
    void rowsGoWhenTheirTimeIsOver() {
        String database = Postgres.newDatabase();
        try (KeycloakServer first = KeycloakServer.start("retention-1", ServerOptions.postgres(database))) {
            Rows rows = new Rows(first.probe());
            rows.job("dead for a day", State.DEAD, 1);
            rows.job("dead for eight days", State.DEAD, 8);
            rows.job("sent a day ago", State.SENT, 1);
            rows.job("sent 31 days ago", State.SENT, 31);
            rows.token("ended a day ago", 1);
            rows.token("ended 31 days ago", 31);
            rows.ask("lives", -1);
            rows.ask("is over", 1);
            rows.pendings();
            rows.limit("counts", -1);
            rows.limit("counts no more", 1);
        }
        try (KeycloakServer second = KeycloakServer.start("retention-2", ServerOptions.postgres(database))) {
            Rows rows = new Rows(second.probe());
            Await.equal(List.of("counts"), () -> rows.ids("AF_LIMIT"));
            assertFalse(rows.ids("AF_ASK").contains("is over"));
            assertTrue(rows.ids("AF_ASK").contains("lives"));
            assertEquals(
                    List.of(
                            "linked",
                            "linked twice",
                            "mail asked for",
                            "mail dead and kept",
                            "mail owed",
                            "mail resent",
                            "young"),
                    rows.keptPendings());
            assertFalse(rows.ids("AF_TOKEN").contains("ended 31 days ago"));
            assertTrue(rows.ids("AF_TOKEN").contains("ended a day ago"));
            assertFalse(rows.ids("AF_JOB").contains("sent 31 days ago"));
            Map<String, Boolean> withAddress = rows.withAddress();
            assertEquals(
                    List.of(true, false, true),
                    Stream.of("dead for a day", "dead for eight days", "sent a day ago")
                            .map(withAddress::get)
                            .toList());
        }
    }

    private static void awaitSettled(Realm realm) {
        Await.equal(true, () -> realm.rows("AF_JOB").stream()
                .map(job -> job.path("state").asText())
                .allMatch(state -> state.equals("SENT") || state.equals("SUPPRESSED")));
    }

    /** Rows as they would stand some days after their end. */
    private record Rows(Probe probe) {
        private static final String REALM = "a realm";

        void job(String id, State state, int daysAgo) {
            probe.update(
                    "insert into AF_JOB (ID, REALM_ID, KIND, ADDRESS_KEY, ADDRESS, FACTS, STATE, DUE_AT, CREATED_AT,"
                            + " SETTLED_AT) values (?, ?, 'recovery-link', 'key', 'somebody@example.org', '{}', ?, 0, ?, ?)",
                    id,
                    REALM,
                    state.name(),
                    ago(daysAgo),
                    ago(daysAgo));
        }

        void token(String id, int daysAgo) {
            probe.update(
                    "insert into AF_TOKEN (ID, HASH, REALM_ID, PURPOSE, ISSUED_AT, EXPIRES_AT)"
                            + " values (?, ?, ?, 'recovery', 0, ?)",
                    id,
                    UUID.randomUUID().toString(),
                    REALM,
                    ago(daysAgo));
        }

        void ask(String id, int daysAgo) {
            probe.update(
                    "insert into AF_ASK (ID, REALM_ID, PURPOSE, ADDRESS_KEY, CREATED_AT, EXPIRES_AT)"
                            + " values (?, ?, 'recovery-link', 'key', 0, ?)",
                    id,
                    REALM,
                    ago(daysAgo));
        }

        /** Sign-ups of two hours ago, in every state that a mail of theirs can be in, and one of 50 minutes ago. */
        void pendings() {
            long later = Instant.now().plus(Duration.ofHours(1)).toEpochMilli();
            link("linked", later, null, null);
            link("linked twice", later, null, 1L);
            link("linked twice", later, null, null);
            link("used", later, 1L, null);
            link("voided", later, null, 1L);
            link("expired", later - Duration.ofHours(2).toMillis(), null, null);
            Duration early = Duration.ofMinutes(70);
            mail("mail asked for", State.ASKED, early, null);
            mail("mail owed", State.OWED, early, null);
            mail("mail sent", State.SENT, early, null);
            mail("mail suppressed", State.SUPPRESSED, early, null);
            mail("mail dead", State.DEAD, early, null);
            mail("mail dead and kept", State.DEAD, early, "{}");
            mail("mail resent", State.SENT, Duration.ofMinutes(50), null);
            // The asks come last: the first node's retention may be running.
            pending("young", Duration.ofMinutes(50));
            for (String id : List.of(
                    "linked",
                    "linked twice",
                    "used",
                    "voided",
                    "expired",
                    "mail asked for",
                    "mail owed",
                    "mail sent",
                    "mail suppressed",
                    "mail dead",
                    "mail dead and kept",
                    "mail resent",
                    "no mail")) {
                pending(id, Duration.ofHours(2));
            }
        }

        private void pending(String id, Duration age) {
            probe.update(
                    "insert into AF_ASK (ID, REALM_ID, PURPOSE, ADDRESS_KEY, BROWSER, PROFILE, CREATED_AT, EXPIRES_AT)"
                            + " values (?, ?, 'registration-link', 'key', 'a browser', '{}', ?, ?)",
                    id,
                    REALM,
                    Instant.now().minus(age).toEpochMilli(),
                    ago(-3));
        }

        private void link(String ask, long expiresAt, Long usedAt, Long voidedAt) {
            probe.update(
                    "insert into AF_TOKEN (ID, HASH, REALM_ID, PURPOSE, ASK_ID, ISSUED_AT, EXPIRES_AT, USED_AT, VOIDED_AT)"
                            + " values (?, ?, ?, 'registration', ?, 0, ?, nullif(?, 0), nullif(?, 0))",
                    UUID.randomUUID().toString(),
                    UUID.randomUUID().toString(),
                    REALM,
                    ask,
                    expiresAt,
                    usedAt == null ? 0L : usedAt,
                    voidedAt == null ? 0L : voidedAt);
        }

        /** @param facts without which a mail that was refused for good can't be tried again */
        private void mail(String ask, State state, Duration age, String facts) {
            long future = ago(-1);
            probe.update(
                    "insert into AF_JOB (ID, REALM_ID, KIND, ASK_ID, ADDRESS_KEY, FACTS, STATE, DUE_AT, CREATED_AT,"
                            + " SETTLED_AT) values (?, ?, 'registration-link', ?, 'key', nullif(?, ''), ?, ?, ?, ?)",
                    ask,
                    REALM,
                    ask,
                    facts == null ? "" : facts,
                    state.name(),
                    future,
                    Instant.now().minus(age).toEpochMilli(),
                    Instant.now().minus(age).toEpochMilli());
        }

        /** Those that keep what was typed and by which browser; none keeps one of the two. */
        List<String> keptPendings() {
            List<JsonNode> asks = probe.query("select * from AF_ASK where REALM_ID = ? order by ID", REALM);
            asks.forEach(ask -> assertEquals(ask.hasNonNull("browser"), ask.hasNonNull("profile")));
            return asks.stream()
                    .filter(ask -> ask.hasNonNull("profile"))
                    .map(ask -> ask.path("id").asText())
                    .toList();
        }

        void limit(String id, int daysAgo) {
            probe.update("insert into AF_LIMIT (ID, REALM_ID, EXPIRES_AT) values (?, ?, ?)", id, REALM, ago(daysAgo));
        }

        List<String> ids(String table) {
            return probe.query("select ID from " + table + " where REALM_ID = ? order by ID", REALM).stream()
                    .map(row -> row.path("id").asText())
                    .toList();
        }

        Map<String, Boolean> withAddress() {
            return probe.query("select * from AF_JOB where REALM_ID = ?", REALM).stream()
                    .collect(Collectors.toMap(
                            row -> row.path("id").asText(),
                            row -> row.hasNonNull("address") && row.hasNonNull("facts")));
        }

        private static long ago(int days) {
            return Instant.now().minus(Duration.ofDays(days)).toEpochMilli();
        }
    }
}
