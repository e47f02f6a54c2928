package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.Setting;
import io.github.accountflows.keycloak.StepFactory;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.common.Profile;
import org.keycloak.common.Profile.Feature;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.EnvironmentDependentProviderFactory;

/** Offers the steps that ask for a second factor; they stand as alternatives between the first step and the last. */
public abstract class FactorStepFactory implements StepFactory, EnvironmentDependentProviderFactory {
    private final SecondFactor factor;
    private final String name;

    FactorStepFactory(SecondFactor factor, String name) {
        this.factor = factor;
        this.name = name;
    }

    @Override
    public Authenticator create(KeycloakSession session) {
        return new FactorStep(factor, session.getProvider(Authenticator.class, factor.stockStep()));
    }

    @Override
    public String getId() {
        return factor.id();
    }

    @Override
    public String getDisplayType() {
        return "Account flows: Recovery, " + name;
    }

    @Override
    public String getHelpText() {
        return "Asks for the " + name
                + " of an account that has it, before a new password is chosen. Five wrong answers"
                + " end the link; a temporary lockout does not stand in the way.";
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return new Requirement[] {Requirement.REQUIRED, Requirement.ALTERNATIVE, Requirement.DISABLED};
    }

    @Override
    public boolean isSupported(Config.Scope config) {
        return true;
    }

    public static final class Otp extends FactorStepFactory {
        public Otp() {
            super(SecondFactor.OTP, "one-time code");
        }
    }

    public static final class WebAuthn extends FactorStepFactory {
        public WebAuthn() {
            super(SecondFactor.WEBAUTHN, "security key");
        }

        @Override
        public boolean isSupported(Config.Scope config) {
            return Profile.isFeatureEnabled(Feature.WEB_AUTHN);
        }
    }

    public static final class AuthnCodes extends FactorStepFactory {
        public AuthnCodes() {
            super(SecondFactor.AUTHN_CODES, "recovery code");
        }

        @Override
        public boolean isSupported(Config.Scope config) {
            return Profile.isFeatureEnabled(Feature.RECOVERY_CODES);
        }
    }
}
