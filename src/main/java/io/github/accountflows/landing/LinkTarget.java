package io.github.accountflows.landing;

import io.github.accountflows.token.OneTimeToken;
import java.net.URI;
import org.keycloak.provider.Provider;

/**
 * Where a link of one purpose leads: all that the landing knows of a capability. A target is found by its provider id,
 * which is the token's purpose.
 */
public interface LinkTarget extends Provider {

    /**
     * Prepares this browser for a live token and consumes nothing.
     *
     * @return a clean address that no longer shows the token
     */
    URI open(OneTimeToken token);

    @Override
    default void close() {}
}
