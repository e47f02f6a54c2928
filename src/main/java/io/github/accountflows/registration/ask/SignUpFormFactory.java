package io.github.accountflows.registration.ask;

import io.github.accountflows.keycloak.QuietFactory;
import java.util.List;
import org.keycloak.authentication.FormAction;
import org.keycloak.authentication.FormActionFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

/** Offers the action of the sign-up form in the admin console. */
public final class SignUpFormFactory implements FormActionFactory, QuietFactory<FormAction> {
    @Override
    public FormAction create(KeycloakSession session) {
        return new SignUpForm();
    }

    @Override
    public String getId() {
        return SignUpForm.ID;
    }

    @Override
    public String getDisplayType() {
        return "Account flows: Sign up";
    }

    @Override
    public String getHelpText() {
        return "Checks the sign-up form without looking anybody up, and creates nobody: the user is created once the"
                + " mailbox is proven. Takes the place of the built-in user creation and password actions; the step that"
                + " sends the mail follows the form.";
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return new Requirement[] {Requirement.REQUIRED, Requirement.DISABLED};
    }

    @Override
    public boolean isConfigurable() {
        return false;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public String getReferenceCategory() {
        return null;
    }
}
