package io.github.accountflows.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running Keycloak with our jar and the probe in it. */
public final class KeycloakServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final System.Logger LOG = System.getLogger("keycloak");
    private static final Path LOGS = Path.of("target", "keycloak", "logs");

    private final Process process;
    private final URI url;
    private final URI management;
    private final ServerLog log;
    private final Admin admin;
    private final Probe probe;
    private Duration readyAfter;

    private KeycloakServer(Process process, int port, int managementPort, ServerLog log) {
        this.process = process;
        this.url = URI.create("http://localhost:" + port);
        this.management = URI.create("http://localhost:" + managementPort);
        this.log = log;
        this.admin = new Admin(url);
        this.probe = new Probe(url);
    }

    /** The shared server on the embedded database. */
    public static KeycloakServer h2() {
        return SharedServers.get("h2", ServerOptions::h2);
    }

    /** The shared server on PostgreSQL. */
    public static KeycloakServer postgres() {
        return SharedServers.get("postgres", () -> ServerOptions.postgres(Postgres.sharedDatabase()));
    }

    /** A server of one's own, to be closed by whoever started it; the name is its log's. */
    public static KeycloakServer start(String name, ServerOptions options) {
        try {
            Instant asked = Instant.now();
            Path home = new KeycloakBuild(options.buildArguments()).home();
            Files.createDirectories(LOGS);
            Path log = Files.createTempFile(LOGS, name + "-", ".log");
            int port = FreePort.find();
            int managementPort = FreePort.find();
            List<String> arguments = new ArrayList<>(List.of("start", "--optimized"));
            arguments.addAll(options.startArguments());
            arguments.add("--http-port=" + port);
            arguments.add("--http-management-port=" + managementPort);
            if (!options.namesHost()) {
                // Without a fixed host name no mail carries a link.
                arguments.add("--hostname=http://localhost:" + port);
            }
            Instant started = Instant.now();
            Process process = process(home, options, arguments, log);
            KeycloakServer server = new KeycloakServer(process, port, managementPort, new ServerLog(log));
            SharedServers.started(server);
            server.awaitReady();
            server.readyAfter = Duration.between(started, Instant.now());
            LOG.log(
                    System.Logger.Level.INFO,
                    "%s: %d ms for the build, %d ms until ready, %s"
                            .formatted(
                                    name,
                                    Duration.between(asked, started).toMillis(),
                                    server.readyAfter.toMillis(),
                                    log));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a command that is no server, such as {@code export}, to its end; gives what it wrote. */
    public static String run(ServerOptions options, String... command) {
        try {
            Path home = new KeycloakBuild(options.buildArguments()).home();
            Files.createDirectories(LOGS);
            Path log = Files.createTempFile(LOGS, command[0] + "-", ".log");
            List<String> arguments = new ArrayList<>(List.of(command));
            arguments.add("--optimized");
            options.startArguments().stream()
                    .filter(option -> option.startsWith("--db-"))
                    .forEach(arguments::add);
            int exit = Java.keycloak(home, options.jvm(), arguments.toArray(String[]::new))
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError(command[0] + " ended with " + exit + ":\n" + Files.readString(log));
            }
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process process(Path home, ServerOptions options, List<String> arguments, Path log)
            throws IOException {
        List<String> flags = new ArrayList<>(options.jvm());
        // For a debugger or a coverage agent in every server: -Dkeycloak.jvm="-agentlib:jdwp=…"
        flags.addAll(List.of(System.getProperty("keycloak.jvm", "").strip().split("\\s+")));
        flags.remove("");
        flags.add("-Daccount-flows.parent=" + ProcessHandle.current().pid());
        ProcessBuilder java =
                Java.keycloak(home, flags, arguments.toArray(String[]::new)).redirectOutput(log.toFile());
        java.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", Admin.NAME);
        java.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", Admin.PASSWORD);
        return java.start();
    }

    /** The port opens and "started" is logged seconds before the server can answer: only its health tells. */
    private void awaitReady() throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!isReady()) {
            if (!process.isAlive() || Instant.now().isAfter(end)) {
                close();
                throw new IllegalStateException("Keycloak did not get ready:\n" + log.since(0));
            }
            Thread.sleep(50);
        }
    }

    private boolean isReady() throws InterruptedException {
        HttpRequest health =
                HttpRequest.newBuilder(management.resolve("/health/ready")).build();
        try {
            return Http.CLIENT.send(health, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Without a slash at its end. */
    public URI url() {
        return url;
    }

    /** Health and metrics. */
    public URI managementUrl() {
        return management;
    }

    public ServerLog log() {
        return log;
    }

    public Admin admin() {
        return admin;
    }

    public Probe probe() {
        return probe;
    }

    /** How long the start took, without the build. */
    public Duration readyAfter() {
        return readyAfter;
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it as a crash would. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
        SharedServers.stopped(this);
    }

    /** Lets it finish what it does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        SharedServers.stopped(this);
    }
}
