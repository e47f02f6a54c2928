package io.github.accountflows.testing;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The server with our jar and the probe in it, built once for the same jars, options and Java. */
final class KeycloakBuild {
    private static final Path BUILDS = Path.of("target", "keycloak").toAbsolutePath();

    private final Path unpacked = unpacked();
    private final Path jar = jar();
    private final byte[] probe;
    private final List<String> options;

    KeycloakBuild(List<String> options) throws IOException {
        this.options = options;
        this.probe = ProbeJar.bytes();
    }

    /** The folder of the built server; the first caller pays for it, also among several test runs. */
    Path home() throws IOException, InterruptedException {
        Path home = BUILDS.resolve(hash());
        Files.createDirectories(BUILDS);
        try (FileChannel file = FileChannel.open(
                        BUILDS.resolve(home.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                var lock = file.lock()) {
            if (lock.isValid() && !Files.exists(home.resolve("built"))) {
                copyTo(home);
                build(home);
                Files.createFile(home.resolve("built"));
            }
        }
        return home;
    }

    private void build(Path home) throws IOException, InterruptedException {
        Path log = home.resolve("build.log");
        String[] arguments = Stream.concat(Stream.of("build"), options.stream()).toArray(String[]::new);
        int exit = Java.keycloak(home, List.of("-Xmx768m", "-XX:TieredStopAtLevel=1"), arguments)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("Keycloak's build failed:\n" + Files.readString(log));
        }
    }

    private void copyTo(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(unpacked)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path name = unpacked.relativize(file);
                if (Files.isDirectory(file)) {
                    Files.createDirectories(home.resolve(name));
                } else if (name.startsWith("lib/lib")) {
                    linkOrCopy(file, home.resolve(name));
                } else {
                    Files.copy(file, home.resolve(name), REPLACE_EXISTING);
                }
            }
        }
        Files.copy(jar, home.resolve("providers").resolve(jar.getFileName()), REPLACE_EXISTING);
        Files.write(home.resolve("providers/probe.jar"), probe);
    }

    /** Libraries are never written to, so a link does; the build rewrites others. */
    private static void linkOrCopy(Path library, Path copy) throws IOException {
        Files.deleteIfExists(copy);
        try {
            Files.createLink(copy, library);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(library, copy);
        }
    }

    private String hash() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(jar));
            digest.update(probe);
            digest.update((unpacked.getFileName() + " " + options + System.getProperty("java.version"))
                    .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path jar() {
        return existing(Path.of(System.getProperty("account-flows.jar", "target/account-flows.jar")));
    }

    private static Path unpacked() {
        String home = System.getProperty("keycloak.home");
        if (home != null) {
            return existing(Path.of(home));
        }
        Path server = existing(Path.of("target/server"));
        try (Stream<Path> versions = Files.list(server)) {
            return versions.sorted()
                    .reduce((older, newer) -> newer)
                    .orElseThrow(() -> new IllegalStateException(server + " is empty"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path existing(Path path) {
        if (!Files.exists(path)) {
            throw new IllegalStateException(path.toAbsolutePath()
                    + " is missing: run 'mvn verify -DskipTests' once, it packs the jar and" + " unpacks the server");
        }
        return path;
    }
}
