package io.github.accountflows.outbox;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.TokenEndpoint;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/**
 * How a realm sends mail: its {@code smtpServer} settings, read as Keycloak's own sender reads them, but with every
 * address converted by {@link Address} instead of {@code java.net.IDN}.
 *
 * @param envelopeSender where bounces go (MAI-8): empty for the From address; {@code <>} for nowhere
 * @param login how we sign in there
 * @param debug the course of each dialogue is logged: its steps, codes and times, nothing that was said
 */
public record SmtpSettings(
        Server server,
        Login login,
        Tls tls,
        Optional<Address> from,
        String fromName,
        Optional<Address> replyTo,
        String replyToName,
        String envelopeSender,
        boolean debug,
        Optional<String> fault) {

    private static final String NO_BOUNCES = "<>";
    private static final Set<String> LOGINS = Set.of("none", "basic", "token");

    /**
     * Where mail is handed in; ports and time-outs as Keycloak has them if the realm does not say.
     *
     * @param startTlsRequired ours, by the key {@code starttlsRequired}: stock goes on in the clear (MAI-3)
     */
    public record Server(
            String host,
            int port,
            boolean ssl,
            boolean startTls,
            boolean startTlsRequired,
            boolean allowUtf8,
            Duration connectTimeout,
            Duration readTimeout,
            Duration writeTimeout) {}

    /**
     * Whom TLS trusts: the server's truststore (null for the JVM's), and whether any host name will do, as
     * Keycloak's host name verification policy ANY says.
     */
    public record Tls(SSLSocketFactory trusted, boolean anyHost) {
        public static final Tls OF_THE_JVM = new Tls(null, false);

        SSLSocketFactory sockets() {
            return trusted == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : trusted;
        }
    }

    /** How we prove to the server who we are. */
    public sealed interface Login {
        /** Not at all. */
        record None() implements Login {}

        /** By user and password, with the first mechanism that both sides know. */
        record Password(String user, String secret) implements Login {
            @Override
            public String toString() {
                return "Password";
            }
        }

        /** By user and access token (XOAUTH2). */
        record Token(String user, TokenEndpoint from) implements Login {}
    }

    /**
     * The settings of a realm. What is missing or wrong there is told by {@link #fault}, not thrown: the mail waits
     * until it is mended.
     *
     * @param password already resolved from the vault; null if there is none
     */
    public static SmtpSettings of(Map<String, String> realm, String password, Optional<TokenEndpoint> tokens, Tls tls) {
        boolean ssl = isOn(realm, "ssl");
        Server server = new Server(
                text(realm, "host").isEmpty() ? "localhost" : text(realm, "host"),
                (int) number(realm, "port", ssl ? 465 : 25),
                ssl,
                isOn(realm, "starttls"),
                isOn(realm, "starttlsRequired"),
                isOn(realm, "allowutf8"),
                millis(realm, "connectionTimeout"),
                millis(realm, "timeout"),
                millis(realm, "writeTimeout"));
        String envelope = text(realm, "envelopeFrom");
        Optional<Address> bounces = Address.parseSender(envelope);
        Optional<Address> from = Address.parseSender(text(realm, "from"));
        Optional<Address> replyTo = Address.parseSender(text(realm, "replyTo"));
        return new SmtpSettings(
                server,
                login(realm, password, tokens),
                tls,
                from,
                text(realm, "fromDisplayName"),
                replyTo,
                text(realm, "replyToDisplayName"),
                NO_BOUNCES.equals(envelope)
                        ? NO_BOUNCES
                        : bounces.map(Address::forSmtp).orElse(""),
                isOn(realm, "debug"),
                firstFault(realm, server, tokens, from, replyTo, bounces));
    }

    private static Optional<String> firstFault(
            Map<String, String> realm,
            Server server,
            Optional<TokenEndpoint> tokens,
            Optional<Address> from,
            Optional<Address> replyTo,
            Optional<Address> bounces) {
        String envelope = text(realm, "envelopeFrom");
        return Stream.of(
                        fault(from.isEmpty(), "from"),
                        fault(replyTo.isEmpty() && !text(realm, "replyTo").isEmpty(), "reply to"),
                        fault(
                                bounces.isEmpty() && !envelope.isEmpty() && !NO_BOUNCES.equals(envelope),
                                "envelope from"),
                        fault(
                                !server.allowUtf8
                                        && Stream.of(from, replyTo, bounces)
                                                .flatMap(Optional::stream)
                                                .anyMatch(address -> !isAscii(address.forSmtp())),
                                "allow utf8"),
                        fault(server.port < 1 || server.port > 65535, "port"),
                        fault(isOn(realm, "auth") && !LOGINS.contains(authType(realm)), "auth type"),
                        fault(
                                signsInWithToken(realm)
                                        && tokens.filter(SmtpSettings::isWhole).isEmpty(),
                                "auth token"))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> fault(boolean found, String name) {
        return found ? Optional.of(name) : Optional.empty();
    }

    private static Login login(Map<String, String> realm, String password, Optional<TokenEndpoint> tokens) {
        String user = text(realm, "user");
        if (isOn(realm, "auth") && authType(realm).equals("basic")) {
            return new Login.Password(user, password == null ? "" : password);
        }
        return signsInWithToken(realm) && tokens.isPresent() ? new Login.Token(user, tokens.get()) : new Login.None();
    }

    private static boolean signsInWithToken(Map<String, String> realm) {
        return isOn(realm, "auth") && authType(realm).equals("token");
    }

    private static boolean isWhole(TokenEndpoint tokens) {
        return tokens.grant().clientId() != null && tokens.grant().clientSecret() != null;
    }

    private static String authType(Map<String, String> realm) {
        String type = text(realm, "authType").toLowerCase(Locale.ROOT);
        return type.isEmpty() ? "basic" : type;
    }

    private static boolean isOn(Map<String, String> realm, String key) {
        return "true".equals(realm.get(key));
    }

    private static String text(Map<String, String> realm, String key) {
        return realm.get(key) == null ? "" : realm.get(key).strip();
    }

    private static Duration millis(Map<String, String> realm, String key) {
        return Duration.ofMillis(number(realm, key, 10_000));
    }

    private static long number(Map<String, String> realm, String key, int otherwise) {
        try {
            return Integer.parseInt(text(realm, key));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** The address that MAIL FROM names. */
    String bouncesTo() {
        return envelopeSender.isEmpty() ? from.map(Address::forSmtp).orElse("") : envelopeSender;
    }

    /** Whether our own addresses need SMTPUTF8, whoever the mail goes to (MAI-13). */
    boolean needsUtf8() {
        return !isAscii(bouncesTo())
                || Stream.of(from, replyTo).flatMap(Optional::stream).anyMatch(address -> !isAscii(address.forSmtp()));
    }

    @Override
    public String toString() {
        return "SmtpSettings";
    }
}
