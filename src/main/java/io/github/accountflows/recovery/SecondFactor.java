package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.FactorTypes;
import io.github.accountflows.recovery.LandedLink.Open;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;

/**
 * The second factors an account may have, and whether one was proved with the link of this tab. A mailbox alone must
 * never be enough for an account that asks for more (REC-2), wherever an admin has put the steps.
 */
enum SecondFactor {
    OTP("otp", "auth-otp-form", OTPCredentialModel.TYPE, "otp"),
    WEBAUTHN("webauthn", "webauthn-authenticator", WebAuthnCredentialModel.TYPE_TWOFACTOR, "signature"),
    AUTHN_CODES(
            "authn-codes",
            "auth-recovery-authn-code-form",
            RecoveryAuthnCodesCredentialModel.TYPE,
            "recoveryCodeInput");

    private static final String PROVED = "account-flows-factor-proved";

    private final String id;
    private final String stockStep;
    private final String credential;
    private final String answer;

    /**
     * @param stockStep the id of Keycloak's own step that asks for it
     * @param answer the form field without which nothing has been answered
     */
    SecondFactor(String word, String stockStep, String credential, String answer) {
        this.id = "account-flows-recovery-" + word;
        this.stockStep = stockStep;
        this.credential = credential;
        this.answer = answer;
    }

    String id() {
        return id;
    }

    String stockStep() {
        return stockStep;
    }

    boolean isAnswered(AuthenticationFlowContext context) {
        String given = context.getHttpRequest().getDecodedFormParameters().getFirst(answer);
        return given != null && !given.isBlank();
    }

    boolean isSetUpBy(UserModel user) {
        return user.credentialManager().isConfiguredFor(credential);
    }

    /** For this link alone: another one in the same tab asks again. */
    static void proved(AuthenticationFlowContext context, Open open) {
        context.getAuthenticationSession().setAuthNote(PROVED, open.token().id());
    }

    /**
     * True when the user has none, or one of them was proved: ours by a step of ours; one that another extension brings, by
     * that extension's step in this flow.
     */
    static boolean isProved(AuthenticationFlowContext context, Open open) {
        Set<String> had = FactorTypes.of(context.getSession(), open.user());
        return had.isEmpty()
                || open.token().id().equals(context.getAuthenticationSession().getAuthNote(PROVED))
                || FactorTypes.passedIn(context.getSession(), context.getAuthenticationSession()).stream()
                        .anyMatch(type -> had.contains(type) && !isOurs(type));
    }

    private static boolean isOurs(String type) {
        return Stream.of(values()).anyMatch(factor -> factor.credential.equals(type));
    }
}
