package io.github.accountflows.registration;

import io.github.accountflows.keycloak.Setting;
import io.github.accountflows.keycloak.StepFactory;
import java.util.List;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;

/** Offers the step that confirms a sign-up in the admin console. */
public final class ConfirmStepFactory implements StepFactory {
    private static final ConfirmStep STEP = new ConfirmStep();

    @Override
    public Authenticator create(KeycloakSession session) {
        return STEP;
    }

    @Override
    public String getId() {
        return ConfirmStep.ID;
    }

    @Override
    public String getDisplayType() {
        return "Account flows: Sign up, confirm";
    }

    @Override
    public String getHelpText() {
        return "Lets whoever has proved a mailbox choose a password, and only then creates the user. First alternative of a"
                + " registration flow, before the form.";
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return new Requirement[] {Requirement.ALTERNATIVE, Requirement.DISABLED};
    }
}
