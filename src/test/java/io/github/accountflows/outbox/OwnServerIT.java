package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.smtp.SelfSigned;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Postgres;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.ServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs a server started, or stopped, in a way of its own. */
class OwnServerIT {

    /** DESIGN 5.16, 5.17: the truststore of the server is ours too, and a normal stop finishes what it holds. */
    @Test
    void mailGoesOverTlsAsTheRealmSaysAndANormalShutdownFinishesWhatItHolds(@TempDir Path folder) throws Exception {
        SelfSigned certificate = SelfSigned.forHost("localhost");
        Path pem = Files.writeString(folder.resolve("smtp.pem"), certificate.pem());
        String database = Postgres.newDatabase();
        KeycloakServer server =
                KeycloakServer.start("own", ServerOptions.postgres(database).started("--truststore-paths=" + pem));
        try (Mailbox unused = Mailbox.open();
                ScriptedSmtp smtp = ScriptedSmtp.start()) {
            Realm realm = Realm.open(server, unused);
            realm.user("owner@example.org").create();
            realm.user("stopped@example.org").create();

            smtp.offeringStartTls(certificate.server()).offering("AUTH PLAIN LOGIN");
            realm.mailThrough(
                    smtp.port(), with(smtp, Map.of("starttls", "true", "auth", "true", "user", "u", "password", "p")));
            new Asking(realm).ask("owner@example.org");
            smtp.awaitMails(1, Duration.ofSeconds(20));
            assertEquals(1, smtp.count(Step.AUTH), "signed in over STARTTLS");

            smtp.at(Step.CONTENT).to("stopped@example.org").drip(Duration.ofMillis(100));
            new Asking(realm).ask("stopped@example.org");
            Await.equal(2, () -> smtp.count(Step.CONTENT));
            server.close();

            assertEquals(1, smtp.mailsTo("stopped@example.org").size());
            assertEquals(List.of("SENT", "SENT"), states(database));
        } finally {
            server.close();
        }
    }

    @Test
    void mailGoesOverSslWithTheServersTruststoreAndNotWithoutIt(@TempDir Path folder) throws Exception {
        SelfSigned certificate = SelfSigned.forHost("localhost");
        Path pem = Files.writeString(folder.resolve("smtp.pem"), certificate.pem());
        try (KeycloakServer server =
                        KeycloakServer.start("ssl", ServerOptions.h2().started("--truststore-paths=" + pem));
                Mailbox unused = Mailbox.open();
                ScriptedSmtp trusted = ScriptedSmtp.start().behindTls(certificate.server());
                ScriptedSmtp stranger = ScriptedSmtp.start()
                        .behindTls(SelfSigned.forHost("localhost").server());
                Realm realm = Realm.open(server, unused)) {
            realm.user("owner@example.org").create();
            realm.mailThrough(stranger.port(), with(stranger, Map.of("ssl", "true")));
            new Asking(realm).ask("owner@example.org");
            Await.equal(
                    true,
                    () -> realm.rows("AF_JOB").get(0).path("reason").asText().contains("tls failed"));
            assertEquals(List.of(), stranger.mails());

            realm.mailThrough(trusted.port(), with(trusted, Map.of("ssl", "true")));
            server.probe().update("update AF_JOB set DUE_AT = 0 where LEASED = false");
            trusted.awaitMails(1, Duration.ofSeconds(20));
        }
    }

    /** Export, import and their like start all that a server has, and end a moment later. */
    @Test
    void aCommandThatIsNoServerSendsNoMail(@TempDir Path folder) throws Exception {
        Rows rows = new Rows(Postgres.newDatabase());
        ServerOptions options = ServerOptions.postgres(rows.jdbcUrl());
        try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
            try (KeycloakServer server = KeycloakServer.start("before-export", options)) {
                Realm realm = Realm.open(server, smtp.port(), json -> {});
                realm.user("owner@example.org").create();
                smtp.refuseConnections();
                new Asking(realm).ask("owner@example.org");
                Await.equal(
                        List.of("1"),
                        () -> column(rows, "select ATTEMPTS from AF_JOB where STATE = 'OWED' and LEASED = false"));
            }
            smtp.acceptConnections();
            rows.update("update AF_JOB set DUE_AT = 0");

            KeycloakServer.run(options, "export", "--dir=" + folder, "--users=skip");
            assertTrue(Files.list(folder).findAny().isPresent(), "it did its work");
            assertEquals(0, smtp.count(Step.GREETING));
            assertEquals(List.of("1"), rows.column("select ATTEMPTS from AF_JOB where STATE = 'OWED'"));
        }
    }

    private static List<String> column(Rows rows, String sql) {
        try {
            return rows.column(sql);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> with(ScriptedSmtp smtp, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(smtp.realmSettings());
        settings.put("host", "localhost");
        settings.putAll(more);
        return settings;
    }

    private static List<String> states(String database) throws Exception {
        List<String> states = new java.util.ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database, "postgres", "postgres");
                ResultSet rows = connection.createStatement().executeQuery("select STATE from AF_JOB")) {
            while (rows.next()) {
                states.add(rows.getString(1));
            }
        }
        return states;
    }
}
