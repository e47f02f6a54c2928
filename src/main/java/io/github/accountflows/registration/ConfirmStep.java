package io.github.accountflows.registration;

import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.Step;
import io.github.accountflows.keycloak.Tabs;
import org.keycloak.authentication.AuthenticationFlowContext;

/**
 * The first alternative of registration, and a thin door: whoever has shown a link or a code confirms, whoever has
 * finished sees how it ended, and everybody else goes on to the form.
 */
public final class ConfirmStep implements Step {
    public static final String ID = "account-flows-registration-confirm";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        new Tabs(context.getSession()).leadHome(context.getAuthenticationSession());
        if (Ending.isIn(context) && new Page(context).cameFromSignInPage()) {
            Ending.forget(context);
        }
        if (Ending.isIn(context)) {
            new Page(context).show(() -> Ending.page(context));
        } else if (LandedSignUp.isIn(context)) {
            new Confirmation(context).enter();
        } else {
            context.attempted();
        }
    }

    /** Succeeds for nobody who has not shown a proof in this tab, whatever was posted (REG-12). */
    @Override
    public void action(AuthenticationFlowContext context) {
        if (Ending.isIn(context)) {
            new Page(context).again();
        } else if (LandedSignUp.isIn(context)) {
            new Confirmation(context).answer();
        } else {
            new Page(context).reset();
        }
    }
}
