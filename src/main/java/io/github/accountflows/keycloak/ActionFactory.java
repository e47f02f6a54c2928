package io.github.accountflows.keycloak;

import java.util.List;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.validate.ValidationError;

/** What the factories of our required actions share: settings, and that one out of range is refused where it is set. */
public interface ActionFactory extends RequiredActionFactory, QuietFactory<RequiredActionProvider> {
    List<Setting> settings();

    /** Whether the realm has that required action, and it is switched on. */
    static boolean isEnabledIn(RealmModel realm, String id) {
        RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(id);
        return action != null && action.isEnabled();
    }

    @Override
    default List<ProviderConfigProperty> getConfigMetadata() {
        return settings().stream().map(Setting::property).toList();
    }

    @Override
    default void validateConfig(KeycloakSession session, RealmModel realm, RequiredActionConfigModel model) {
        RequiredActionFactory.super.validateConfig(session, realm, model);
        for (Setting setting : settings()) {
            if (!setting.fits(model.getConfigValue(setting.key()))) {
                throw new ValidationException(
                        new ValidationError(getId(), setting.key(), setting.label() + ": " + setting.help()));
            }
        }
    }
}
