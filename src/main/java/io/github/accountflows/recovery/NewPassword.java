package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.keycloak.Step;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.password.Attempt;
import io.github.accountflows.password.PasswordRules;
import io.github.accountflows.recovery.LandedLink.Open;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The last step of recovery: a new password, typed twice. It trusts no step before it: the link is asked again, so is who
 * is signed in here, and a second factor that the account has must have been proved in this very flow (REC-2).
 */
final class NewPassword implements Step {
    static final String ID = "account-flows-recovery-new-password";
    private static final Logger LOG = Logger.getLogger(NewPassword.class);
    private static final String FAILED = "account-flows-password-failed";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        allowed(context).ifPresent(open -> new Page(context).show(() -> page(context, open)));
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        allowed(context).ifPresent(open -> choose(context, open));
    }

    /** Empty when the answer has been given already: there is nothing to choose here now. */
    private static Optional<Open> allowed(AuthenticationFlowContext context) {
        Optional<Open> open = new LandedLink(context).opensHere();
        if (open.isPresent() && !SecondFactor.isProved(context, open.get())) {
            LOG.errorf(
                    "User %s has a second factor that this flow did not ask for: put the steps for it before '%s' in"
                            + " the flow that is bound as reset credentials flow",
                    open.get().user().getId(), ID);
            new LandedLink(context).leaveAsInvalid();
            return Optional.empty();
        }
        return open;
    }

    private static void choose(AuthenticationFlowContext context, Open open) {
        Attempt attempt = Attempt.in(context.getHttpRequest().getDecodedFormParameters());
        PasswordRules rules = new PasswordRules(context.getSession());
        String failed = rules.failures(attempt, open.user());
        if (!failed.isEmpty()) {
            context.getAuthenticationSession().setAuthNote(FAILED, failed);
            new Page(context).again();
            return;
        }
        LandedLink link = new LandedLink(context);
        boolean sameBrowser = link.isSameBrowser();
        boolean won;
        try {
            won = new Recovery(context).complete(open, attempt.password());
        } catch (RuntimeException fault) {
            takeBack(context, open, fault);
            return;
        }
        if (won) {
            Done.leaveAt(context, open.user(), sameBrowser);
        } else {
            link.leaveAsInvalid();
        }
    }

    /** A used-up link without a new password would be the worst of both (REG-13). */
    private static void takeBack(AuthenticationFlowContext context, Open open, RuntimeException failed) {
        context.getSession().getTransactionManager().setRollbackOnly();
        log(open.token().binding().userId(), failed);
        context.getAuthenticationSession().setAuthNote(FAILED, PasswordStore.messageFor(failed));
        new Page(context).again();
    }

    private static void log(String userId, RuntimeException failed) {
        Optional<String> directory = PasswordStore.faultOfDirectory(failed);
        if (PasswordStore.isRefusal(failed)) {
            LOG.infof("The directory of user %s did not accept a new password", userId);
        } else if (directory.isPresent()) {
            LOG.errorf("The directory of user %s could not store a new password: %s", userId, directory.get());
        } else {
            LOG.errorf(failed, "A new password for user %s could not be stored; nothing has been changed", userId);
        }
    }

    private static Response page(AuthenticationFlowContext context, Open open) {
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        String failed = tab.getAuthNote(FAILED);
        tab.removeAuthNote(FAILED);
        PasswordRules rules = new PasswordRules(context.getSession());
        Duration left = Duration.between(Instant.now(), open.token().expiresAt());
        return context.form()
                .setAttribute(
                        "recovery",
                        Map.of(
                                "account", open.user().getUsername(),
                                "left", Lasting.model(left),
                                "rules", rules.shown(failed),
                                "errors", rules.errors(failed),
                                "signInUrl", signInUrl(context, tab)))
                .createForm("recovery-new-password.ftl");
    }

    private static String signInUrl(AuthenticationFlowContext context, AuthenticationSessionModel tab) {
        return new LandedLink(context).isSameBrowser()
                ? Page.tab(context.getSession(), tab, Page.SIGN_IN_PATH).toString()
                : new Tabs(context.getSession()).home(tab.getClient()).toString();
    }
}
