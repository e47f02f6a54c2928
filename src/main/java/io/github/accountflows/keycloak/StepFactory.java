package io.github.accountflows.keycloak;

import java.util.List;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.provider.ProviderConfigProperty;

/** What the factories of our flow steps share: they are required, or not there. */
public interface StepFactory extends AuthenticatorFactory, QuietFactory<Authenticator> {
    List<Setting> settings();

    @Override
    default boolean isConfigurable() {
        return !settings().isEmpty();
    }

    @Override
    default List<ProviderConfigProperty> getConfigProperties() {
        return settings().stream().map(Setting::property).toList();
    }

    @Override
    default Requirement[] getRequirementChoices() {
        return new Requirement[] {Requirement.REQUIRED, Requirement.DISABLED};
    }

    @Override
    default boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    default String getReferenceCategory() {
        return null;
    }
}
