package io.github.accountflows.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The servers that all test classes use, and the end of every server still running when the JVM ends. */
final class SharedServers {
    private static final Map<String, KeycloakServer> SHARED = new HashMap<>();
    private static final List<KeycloakServer> RUNNING = new ArrayList<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(SharedServers::stopAll, "stop servers"));
    }

    private SharedServers() {}

    static synchronized KeycloakServer get(String name, Supplier<ServerOptions> options) {
        KeycloakServer server = SHARED.get(name);
        if (server == null) {
            server = KeycloakServer.start(name, options.get());
            SHARED.put(name, server);
        }
        return server;
    }

    static synchronized void started(KeycloakServer server) {
        RUNNING.add(server);
    }

    static synchronized void stopped(KeycloakServer server) {
        RUNNING.remove(server);
    }

    private static void stopAll() {
        List<KeycloakServer> left;
        synchronized (SharedServers.class) {
            left = List.copyOf(RUNNING);
        }
        left.parallelStream().forEach(KeycloakServer::close);
        try {
            Postgres.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
