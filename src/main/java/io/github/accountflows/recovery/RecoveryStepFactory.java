package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.Setting;
import io.github.accountflows.keycloak.StepFactory;
import java.util.List;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;

/** Offers the first step of recovery, with its settings, in the admin console. */
public final class RecoveryStepFactory implements StepFactory {
    private static final RecoveryStep STEP = new RecoveryStep();

    @Override
    public Authenticator create(KeycloakSession session) {
        return STEP;
    }

    @Override
    public String getId() {
        return RecoveryStep.ID;
    }

    @Override
    public String getDisplayType() {
        return "Account flows: Recovery, ask for a link";
    }

    @Override
    public String getHelpText() {
        return "Asks for an address, answers everybody alike, and mails a link to whom it may concern. First step of a"
                + " reset credentials flow; the step that writes the new password comes last.";
    }

    @Override
    public List<Setting> settings() {
        return RecoverySettings.ALL;
    }
}
