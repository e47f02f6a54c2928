package io.github.accountflows.keycloak;

import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.keycloak.common.enums.HostnameVerificationPolicy;
import org.keycloak.models.KeycloakSession;
import org.keycloak.truststore.JSSETruststoreConfigurator;

/**
 * The realm's mail server as its settings stand, with what only a session can resolve: the secrets out of the vault, the
 * server's truststore and its HTTP client.
 *
 * @param password null for none
 * @param tokens where access tokens come from, if the realm signs in with them
 * @param trust null: the JVM's own
 * @param anyHost the truststore's policy accepts any host name
 */
public record MailServer(
        Map<String, String> settings,
        String password,
        Optional<TokenEndpoint> tokens,
        SSLSocketFactory trust,
        boolean anyHost) {

    public static MailServer of(KeycloakSession session) {
        Map<String, String> settings = session.getContext().getRealm().getSmtpConfig();
        JSSETruststoreConfigurator truststore = new JSSETruststoreConfigurator(session);
        SSLSocketFactory trust = truststore.getSSLSocketFactory();
        boolean anyHost = trust != null && truststore.getProvider().getPolicy() == HostnameVerificationPolicy.ANY;
        return new MailServer(
                Map.copyOf(settings), password(session, settings), TokenEndpoint.of(session, settings), trust, anyHost);
    }

    private static String password(KeycloakSession session, Map<String, String> settings) {
        String stored = settings.get("password");
        try (var secret = session.vault().getStringSecret(stored)) {
            return Optional.ofNullable(secret.get().orElse(stored)).orElse(null);
        }
    }

    /** A password must not reach a log by way of a record's text. */
    @Override
    public String toString() {
        return "MailServer[" + settings.get("host") + "]";
    }
}
