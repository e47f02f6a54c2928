package io.github.accountflows.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a server is built and started; a later option replaces an earlier one of the same name.
 *
 * @param build options of {@code build}, part of the name under which the built server is kept
 * @param start options of {@code start}
 * @param jvm flags of its Java
 */
public record ServerOptions(Map<String, String> build, Map<String, String> start, List<String> jvm) {

    /** The embedded database, gone when the server stops. */
    public static ServerOptions h2() {
        return common().built("--db=dev-mem");
    }

    /** A database of one's own in PostgreSQL; servers given the same one are nodes of one cluster. */
    public static ServerOptions postgres(String jdbcUrl) {
        return common().built("--db=postgres")
                .started("--db-url=" + jdbcUrl, "--db-username=postgres", "--db-password=postgres");
    }

    private static ServerOptions common() {
        return new ServerOptions(Map.of(), Map.of(), List.of())
                .built("--health-enabled=true", "--metrics-enabled=true")
                .started("--http-enabled=true", "--http-host=127.0.0.1", "--cache=local")
                // So that tests come from different networks.
                .started("--proxy-headers=xforwarded")
                // A fifth of the work of every sign-in; who tests what happens meanwhile asks for more in the realm.
                .started("--spi-password-hashing--argon2--iterations=1")
                .withJvm("-Xms64m", "-Xmx512m", "-XX:TieredStopAtLevel=1");
    }

    /** With options such as {@code --features=update-email}; other build options mean another build. */
    public ServerOptions built(String... options) {
        return new ServerOptions(with(build, options), start, jvm);
    }

    /** With options such as {@code --hostname-strict=false}, which also leaves the host name open. */
    public ServerOptions started(String... options) {
        return new ServerOptions(build, with(start, options), jvm);
    }

    /** Without an option of {@code start}, such as {@code --proxy-headers}. */
    public ServerOptions without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(start);
        fewer.remove(name);
        return new ServerOptions(build, fewer, jvm);
    }

    /** With flags of the server's Java, such as an agent. */
    public ServerOptions withJvm(String... flags) {
        List<String> more = new ArrayList<>(jvm);
        more.addAll(List.of(flags));
        return new ServerOptions(build, start, List.copyOf(more));
    }

    List<String> buildArguments() {
        return arguments(build);
    }

    List<String> startArguments() {
        return arguments(start);
    }

    boolean namesHost() {
        return start.containsKey("--hostname") || start.containsKey("--hostname-strict");
    }

    private static List<String> arguments(Map<String, String> options) {
        return options.entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .toList();
    }

    private static Map<String, String> with(Map<String, String> options, String... more) {
        Map<String, String> all = new LinkedHashMap<>(options);
        for (String option : more) {
            int equals = option.indexOf('=');
            all.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return all;
    }
}
