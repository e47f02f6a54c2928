package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.Setting;
import io.github.accountflows.keycloak.StepFactory;
import java.util.List;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;

/** Offers the last step of recovery in the admin console. */
public final class NewPasswordFactory implements StepFactory {
    private static final NewPassword STEP = new NewPassword();

    @Override
    public Authenticator create(KeycloakSession session) {
        return STEP;
    }

    @Override
    public String getId() {
        return NewPassword.ID;
    }

    @Override
    public String getDisplayType() {
        return "Account flows: Recovery, new password";
    }

    @Override
    public String getHelpText() {
        return "Lets the owner of the mailed link choose a new password, ends all sessions and tells the owner by mail."
                + " Last step of a reset credentials flow; nobody is signed in by it.";
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }
}
