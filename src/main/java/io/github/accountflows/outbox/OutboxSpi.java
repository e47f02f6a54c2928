package io.github.accountflows.outbox;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Makes the outbox a part of each session. */
public final class OutboxSpi implements Spi {
    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "account-flows-outbox";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return Outbox.class;
    }

    @Override
    public Class<? extends ProviderFactory<Outbox>> getProviderFactoryClass() {
        return OutboxFactory.class;
    }
}
