package io.github.accountflows.probe;

import io.github.accountflows.landing.LinkTarget;
import io.github.accountflows.landing.LinkTargetFactory;
import io.github.accountflows.token.OneTimeToken;
import java.net.URI;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** A link that wants nobody to be signed in, and leads to an address that names its token. */
public final class PlantedLink implements LinkTarget {
    private final KeycloakSession session;
    private final boolean isClosed;

    private PlantedLink(KeycloakSession session, boolean isClosed) {
        this.session = session;
        this.isClosed = isClosed;
    }

    @Override
    public Optional<URI> open(OneTimeToken token) {
        return Optional.of(session.getContext()
                        .getUri()
                        .getBaseUriBuilder()
                        .path("opened")
                        .path(token.id())
                        .build())
                .filter(anywhere -> !isClosed);
    }

    @Override
    public boolean needsNobodySignedIn() {
        return true;
    }

    @Override
    public Optional<URI> wayBack(OneTimeToken token) {
        return Optional.of(URI.create("https://app.example/back"));
    }

    /** Serves the purpose {@code planted}. */
    public static final class Open implements LinkTargetFactory {
        @Override
        public LinkTarget create(KeycloakSession session) {
            return new PlantedLink(session, false);
        }

        @Override
        public String getId() {
            return "planted";
        }
    }

    /** Serves the purpose {@code planted-closed}, whose links cannot be opened at present. */
    public static final class Closed implements LinkTargetFactory {
        @Override
        public LinkTarget create(KeycloakSession session) {
            return new PlantedLink(session, true);
        }

        @Override
        public String getId() {
            return "planted-closed";
        }
    }
}
