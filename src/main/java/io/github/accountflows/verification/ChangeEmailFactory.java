package io.github.accountflows.verification;

import io.github.accountflows.keycloak.ActionFactory;
import io.github.accountflows.keycloak.Setting;
import java.util.List;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;

/** Offers the change of address among a realm's required actions. */
public final class ChangeEmailFactory implements ActionFactory {
    private static final ChangeEmail ACTION = new ChangeEmail();

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return ACTION;
    }

    @Override
    public String getId() {
        return ChangeEmail.ID;
    }

    @Override
    public String getDisplayText() {
        return "Account flows: Change email address";
    }

    @Override
    public List<Setting> settings() {
        return VerificationSettings.ALL;
    }
}
