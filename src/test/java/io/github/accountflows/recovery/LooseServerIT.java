package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Postgres;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.ServerOptions;
import io.github.accountflows.testing.User;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A server that is loose about letters: its JVM speaks Turkish, where a capital I has no dot when it is small, and its
 * database takes letters for equal that differ by their marks (ADR-3, ADR-4).
 */
class LooseServerIT {
    private static final String MIKE = "mike@example.org";

    private static Mailbox mailbox;
    private static KeycloakServer server;
    private static Realm realm;
    private static User mike;

    @BeforeAll
    static void open() throws SQLException {
        mailbox = Mailbox.open();
        String database = Postgres.newDatabase();
        server = KeycloakServer.start("loose", ServerOptions.postgres(database));
        realm = Realm.open(server, mailbox);
        mike = realm.user(MIKE).create();
        loosen(database);
        choose(land(new Recovering(realm, mailbox).link(mike)), User.PASSWORD).is("recovery-done"); // all is loaded now
        mailbox.awaitMail(MIKE);
        server.probe().speak("tr-TR");
    }

    @AfterAll
    static void close() {
        if (server != null) {
            server.close();
        }
        mailbox.close();
    }

    /** As MySQL's and SQL Server's usual collations are, for the letters that this test tries. */
    private static void loosen(String database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create collation loose (provider = icu, locale = 'und',"
                    + " deterministic = false, rules = '& i = ı = ï & a = ä')");
            for (String column : List.of("EMAIL", "USERNAME")) {
                statement.execute(
                        "alter table USER_ENTITY alter column " + column + " type varchar(255) collate loose");
            }
        }
    }

    @Test
    void theOwnerRecoversByAnySpellingOfTheAddress() {
        for (String typed : List.of(MIKE, "MIKE@EXAMPLE.ORG", "Mike@Example.Org")) {
            new Asking(realm).ask(typed);
            String next = "a new password for " + typed;
            choose(land(mailbox.awaitMail(MIKE).link()), next).is("recovery-done");
            assertEquals(true, mike.signsInWith(next), typed);
            assertEquals("Your password was changed", mailbox.awaitMail(MIKE).subject());
        }
    }

    @Test
    void aLookAlikeThatTheDatabaseFindsIsStillNobody() {
        for (String typed : List.of("mıke@example.org", "mïke@example.org", "mike@exämple.org")) {
            assertEquals(
                    List.of(mike.id()),
                    server.probe().query("select ID from USER_ENTITY where EMAIL = ?", typed).stream()
                            .map(row -> row.path("id").asText())
                            .toList(),
                    "the database is not as loose as this test means: " + typed);
            int before = mailbox.all().size();
            new Asking(realm).ask(typed);
            Await.equal(
                    "SUPPRESSED unknown",
                    () -> last().path("state").asText() + " "
                            + last().path("reason").asText());
            assertEquals(before, mailbox.all().size(), typed);
        }
    }

    /** Keycloak itself makes another host of it there; ours then goes by what is stored, and by nothing that was meant. */
    @Test
    void anAddressThatKeycloakStoredInTurkishIsNotTakenForTheOneThatWasMeant() {
        User mona = realm.user("mona@IDEAL.example").create();
        assertEquals("mona@ıdeal.example", mona.email());

        new Asking(realm).ask("mona@ideal.example");
        Await.equal(
                "SUPPRESSED unknown",
                () -> last().path("state").asText() + " "
                        + last().path("reason").asText());

        new Asking(realm).ask("mona@ıdeal.example");
        assertEquals(
                List.of("mona@xn--deal-kza.example"),
                mailbox.awaitMail("mona@xn--deal-kza.example").to());
        assertEquals(List.of(), mailbox.all("mona@ideal.example"));
    }

    private static JsonNode last() {
        return realm.rows("AF_JOB").stream()
                .reduce((one, other) -> one.path("created_at").asLong()
                                > other.path("created_at").asLong()
                        ? one
                        : other)
                .orElseThrow();
    }
}
