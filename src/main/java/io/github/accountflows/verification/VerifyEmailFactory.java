package io.github.accountflows.verification;

import io.github.accountflows.keycloak.ActionFactory;
import io.github.accountflows.keycloak.Setting;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

/** Offers the proof of an address among a realm's required actions. */
public final class VerifyEmailFactory implements ActionFactory {
    private static final VerifyEmail ACTION = new VerifyEmail();

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return ACTION;
    }

    @Override
    public String getId() {
        return VerifyEmail.ID;
    }

    @Override
    public String getDisplayText() {
        return "Account flows: Confirm email address";
    }

    @Override
    public List<Setting> settings() {
        return VerificationSettings.ALL;
    }

    /** With stock's own for an app that asks: how old the sign-in may be. */
    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return Stream.concat(ActionFactory.super.getConfigMetadata().stream(), MAX_AUTH_AGE_CONFIG_PROPERTIES.stream())
                .toList();
    }
}
