package io.github.accountflows.outbox;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Lets Keycloak find the kinds of mail in our jar. */
public final class MailKindSpi implements Spi {
    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "account-flows-mail";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return MailKind.class;
    }

    @Override
    public Class<? extends ProviderFactory<MailKind>> getProviderFactoryClass() {
        return MailKindFactory.class;
    }
}
