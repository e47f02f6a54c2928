package io.github.accountflows.landing;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Lets Keycloak find the targets of links in our jar. */
public final class LinkTargetSpi implements Spi {
    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "account-flows-link";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return LinkTarget.class;
    }

    @Override
    public Class<? extends ProviderFactory<LinkTarget>> getProviderFactoryClass() {
        return LinkTargetFactory.class;
    }
}
