package io.github.accountflows.landing;

import io.github.accountflows.token.OneTimeToken;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.keycloak.provider.Provider;

/**
 * Where a link of one purpose leads: all that the landing knows of a capability. A target is found by its provider id,
 * which is the token's purpose.
 */
public interface LinkTarget extends Provider {

    /**
     * Prepares this browser for a live token and consumes nothing.
     *
     * @return a clean address that no longer shows the token; empty when it cannot be opened at present, because an
     *     admin has switched off what it is for, or its app is gone
     */
    Optional<URI> open(OneTimeToken token);

    /** Whether whoever is signed in here has to sign out first; a target that says no looks after that itself. */
    default boolean needsNobodySignedIn() {
        return false;
    }

    /** Where somebody goes who would rather stay signed in; by default to the account console. */
    default Optional<URI> wayBack(OneTimeToken token) {
        return Optional.empty();
    }

    /**
     * Draws the page of its own that {@link #open} has led to.
     *
     * @param token still live
     * @return empty for the page of all links that are of no use
     */
    default Optional<Response> page(OneTimeToken token, LinkPage page) {
        return Optional.empty();
    }

    /**
     * Answers what was posted from that page, as this browser was shown it last.
     *
     * @return where the browser goes on; empty for the page again, or the ending that was noted there
     */
    default Optional<URI> answer(OneTimeToken token, MultivaluedMap<String, String> form, LinkPage page) {
        return Optional.empty();
    }

    /**
     * What the one page of all links that are of no use has to know for those who came with a link of this kind. It is
     * asked for whichever link came, so it names what the realm has, and nothing else (TOK-10).
     */
    default Map<String, Object> advice() {
        return Map.of();
    }

    @Override
    default void close() {}
}
