package io.github.accountflows.landing;

import io.github.accountflows.token.OneTimeToken;
import java.net.URI;
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

    @Override
    default void close() {}
}
