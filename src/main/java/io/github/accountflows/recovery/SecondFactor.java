package io.github.accountflows.recovery;

import java.util.Map;
import java.util.Set;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * The second factor of an account, and whether this flow has seen it. A mailbox alone must never be enough for an account
 * that asks for more (REC-2), wherever an admin has put the steps.
 */
final class SecondFactor {
    private static final Map<String, String> CREDENTIAL_OF_STEP = Map.of(
            "auth-otp-form", OTPCredentialModel.TYPE,
            "webauthn-authenticator", WebAuthnCredentialModel.TYPE_TWOFACTOR,
            "auth-recovery-authn-code-form", RecoveryAuthnCodesCredentialModel.TYPE);

    private SecondFactor() {}

    /** True when the user has none, or one of them was proved in this tab's flow. */
    static boolean isProved(AuthenticationFlowContext context, UserModel user) {
        Set<String> types = Set.copyOf(CREDENTIAL_OF_STEP.values());
        boolean hasOne =
                types.stream().anyMatch(type -> user.credentialManager().isConfiguredFor(type));
        return !hasOne
                || context.getAuthenticationSession().getExecutionStatus().entrySet().stream()
                        .filter(step -> step.getValue() == ExecutionStatus.SUCCESS)
                        .map(step -> context.getRealm().getAuthenticationExecutionById(step.getKey()))
                        .anyMatch(SecondFactor::asksForOne);
    }

    private static boolean asksForOne(AuthenticationExecutionModel step) {
        return step != null
                && step.getAuthenticator() != null
                && CREDENTIAL_OF_STEP.containsKey(step.getAuthenticator());
    }
}
