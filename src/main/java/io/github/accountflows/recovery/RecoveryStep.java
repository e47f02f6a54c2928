package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.Step;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.recovery.ask.RecoveryAsk;
import org.keycloak.authentication.AuthenticationFlowContext;

/**
 * The first step of recovery, and a thin door: whoever has shown a link goes on to the account, whoever has finished
 * sees "done", and everybody else, who has proved nothing, stays on the asking side.
 */
final class RecoveryStep implements Step {
    static final String ID = "account-flows-recovery";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        new Tabs(context.getSession()).leadHome(context.getAuthenticationSession());
        if (Done.isIn(context) && new Page(context).cameFromSignInPage()) {
            Done.forget(context);
        }
        if (Done.isIn(context)) {
            new Page(context).show(() -> Done.page(context));
        } else if (LandedLink.isIn(context)) {
            new LandedLink(context).enter();
        } else {
            asking(context).enter();
        }
    }

    /** Never succeeds for somebody who has only asked, whatever was posted (CVE-2026-18963, REC-15). */
    @Override
    public void action(AuthenticationFlowContext context) {
        if (Done.isIn(context)) {
            new Page(context).again();
        } else if (LandedLink.isIn(context)) {
            new LandedLink(context).answer();
        } else {
            asking(context).answer();
        }
    }

    private static RecoveryAsk asking(AuthenticationFlowContext context) {
        return new RecoveryAsk(
                context, RecoverySettings.of(context.getAuthenticatorConfig()).linkLifetime());
    }
}
