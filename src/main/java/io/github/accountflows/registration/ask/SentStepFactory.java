package io.github.accountflows.registration.ask;

import io.github.accountflows.keycloak.Setting;
import io.github.accountflows.keycloak.StepFactory;
import io.github.accountflows.registration.RegistrationSettings;
import java.util.List;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;

/** Offers the step behind the registration form, with its settings, in the admin console. */
public final class SentStepFactory implements StepFactory {
    private static final SentStep STEP = new SentStep();

    @Override
    public Authenticator create(KeycloakSession session) {
        return STEP;
    }

    @Override
    public String getId() {
        return RegistrationSettings.STEP;
    }

    @Override
    public String getDisplayType() {
        return "Account flows: Sign up, mail a link and a code";
    }

    @Override
    public String getHelpText() {
        return "Answers everybody alike and mails a link and a code to whom it may concern. Stands behind the registration"
                + " form; the step that confirms a sign-up stands before it.";
    }

    @Override
    public List<Setting> settings() {
        return RegistrationSettings.ALL;
    }
}
