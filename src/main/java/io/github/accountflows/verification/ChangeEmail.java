package io.github.accountflows.verification;

import io.github.accountflows.verification.Verification.Mode;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Lets somebody change the address of their account, when an app asks for it. The old one stays until the new one is
 * proved; it hears of the change at once, and can stop it (VER-6).
 */
final class ChangeEmail implements RequiredActionProvider {
    static final String ID = "account-flows-change-email";

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    /** Whoever starts a change has shown a moment ago who he is. */
    @Override
    public int getMaxAuthAge(KeycloakSession session) {
        return (int) Verification.FRESH.toSeconds();
    }

    /** Also for whoever has opened the link in another browser, and signed in there to confirm it. */
    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        new OwnSignIn(context).note();
        new LandedProof(context, ID).trigger();
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        verification(context).enter();
    }

    @Override
    public void processAction(RequiredActionContext context) {
        if (context.getUser() == null) { // deleted meanwhile
            new LandedProof(context, ID).leaveAsInvalid();
        } else {
            verification(context).answer();
        }
    }

    private static Verification verification(RequiredActionContext context) {
        return new Verification(context, ID, Mode.CHANGE);
    }

    @Override
    public void close() {}
}
