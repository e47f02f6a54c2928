package io.github.accountflows.landing;

import io.github.accountflows.keycloak.QuietFactory;
import io.github.accountflows.throttle.NodeLimit;
import io.github.accountflows.throttle.Rate;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** The address of every link we mail: {@code /realms/{realm}/account-link/{token}}, at most 60 characters after the realm. */
public final class AccountLink implements RealmResourceProvider {
    static final String PATH = "account-link";

    private final KeycloakSession session;
    private final NodeLimit misses;

    private AccountLink(KeycloakSession session, NodeLimit misses) {
        this.session = session;
        this.misses = misses;
    }

    /**
     * The link for a mail.
     *
     * @param base the server's public address, with a trailing slash
     */
    public static String to(String base, RealmModel realm, String secret) {
        return Landing.path(base, realm) + "/" + secret;
    }

    /** Where a browser is sent whose link is of no use, whatever the cause. */
    public static URI invalid(KeycloakSession session) {
        return Landing.invalid(session);
    }

    @Override
    public Object getResource() {
        return new Landing(session, misses);
    }

    @Override
    public void close() {}

    public static final class Factory implements RealmResourceProviderFactory, QuietFactory<RealmResourceProvider> {
        /** Guessing is hopeless; more wrong links than a person's or a scanner's old mails are a nuisance (TOK-11). */
        private final NodeLimit misses = new NodeLimit(new Rate(60, Duration.ofMinutes(10)), Clock.systemUTC());

        @Override
        public RealmResourceProvider create(KeycloakSession session) {
            return new AccountLink(session, misses);
        }

        @Override
        public String getId() {
            return PATH;
        }
    }
}
