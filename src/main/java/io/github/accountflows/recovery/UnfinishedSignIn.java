package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.ActionFactory;
import io.github.accountflows.keycloak.OngoingSignIn;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Lets a sign-in that an account's recovery has overtaken begin again (REC-4). Keycloak asks each enabled required action
 * whenever a sign-in has passed its flow, or goes on after one; this one asks nothing of anybody else.
 */
final class UnfinishedSignIn implements RequiredActionProvider {
    static final String ID = "account-flows-unfinished-sign-in";
    static final String MESSAGE = "recovery.unfinished.beginAgain";
    private static final Logger LOG = Logger.getLogger(UnfinishedSignIn.class);
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    static boolean isEnabledIn(RealmModel realm) {
        return ActionFactory.isEnabledIn(realm, ID);
    }

    /** Once a realm and start of the server. */
    static void warnUnlessEnabledIn(RealmModel realm) {
        if (!isEnabledIn(realm) && TOLD.add(realm.getId())) {
            LOG.warnf(
                    "Recovery in realm '%s' does not end sign-ins that wait half-way with the old password: enable the"
                            + " required action '%s'",
                    realm.getName(), UnfinishedSignInFactory.NAME);
        }
    }

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        new OngoingSignIn(context.getSession(), tab).requireUser(MESSAGE);
        Outlived outlived = outlived(context);
        outlived.noteTheBeginning();
        if (outlived.isTrue()) {
            tab.addRequiredAction(ID);
        }
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (outlived(context).isTrue()) {
            OngoingSignIn signIn = new OngoingSignIn(context.getSession(), context.getAuthenticationSession());
            context.challenge(Response.seeOther(signIn.beginAgain(MESSAGE)).build());
        } else {
            context.success();
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        requiredActionChallenge(context);
    }

    private static Outlived outlived(RequiredActionContext context) {
        return new Outlived(context.getSession(), context.getAuthenticationSession(), context.getUser());
    }

    @Override
    public void close() {}
}
