package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.UUID;
import java.util.stream.Collectors;
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
            rows.limit("counts", -1);
            rows.limit("counts no more", 1);
        }
        try (KeycloakServer second = KeycloakServer.start("retention-2", ServerOptions.postgres(database))) {
            Rows rows = new Rows(second.probe());
            Await.equal(List.of("counts"), () -> rows.ids("AF_LIMIT"));
            assertEquals(List.of("lives"), rows.ids("AF_ASK"));
            assertEquals(List.of("ended a day ago"), rows.ids("AF_TOKEN"));
            assertEquals(List.of("dead for a day", "dead for eight days", "sent a day ago"), rows.ids("AF_JOB"));
            assertEquals(
                    Map.of("dead for a day", true, "dead for eight days", false, "sent a day ago", true),
                    rows.withAddress());
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
