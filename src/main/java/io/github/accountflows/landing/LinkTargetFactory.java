package io.github.accountflows.landing;

import io.github.accountflows.keycloak.QuietFactory;

/** Makes a {@link LinkTarget}; its id is the purpose of the tokens it takes. */
public interface LinkTargetFactory extends QuietFactory<LinkTarget> {}
