package io.github.accountflows.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL for all tests of this JVM, with a database for whoever asks. */
public final class Postgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static EmbeddedPostgres running;
    private static String shared;

    private Postgres() {}

    /** The JDBC address of the database of {@code KeycloakServer.postgres()}, for another node beside it. */
    public static synchronized String sharedDatabase() {
        if (shared == null) {
            shared = newDatabase();
        }
        return shared;
    }

    /** The JDBC address of a new, empty database. */
    public static String newDatabase() {
        String name = "keycloak" + DATABASES.incrementAndGet();
        try (Connection connection = running().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return running().getJdbcUrl("postgres", name);
    }

    private static synchronized EmbeddedPostgres running() {
        if (running == null) {
            try {
                running = EmbeddedPostgres.builder()
                        // Several servers, each with Keycloak's pool of 100.
                        .setServerConfig("max_connections", "400")
                        // SharedServers ends it, after the servers that use it.
                        .setRegisterShutdownHook(false)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return running;
    }

    static synchronized void stop() throws IOException {
        if (running != null) {
            running.close();
            running = null;
        }
    }
}
