package io.github.accountflows.recovery;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.AppAction;
import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.Sessions;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Facts;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.recovery.LandedLink.Open;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;

/**
 * All that recovery changes, in the one transaction of the request: the token is used up first, so of any number of
 * rivals one gets through; whatever fails after it takes everything back (TOK-3, REC-5, REG-13).
 */
final class Recovery {
    /** Known by its name alone: one capability causes another's mail only by its kind. */
    private static final String NOTICE = "notice-password-changed";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AuthenticationFlowContext context;

    Recovery(AuthenticationFlowContext context) {
        this.context = context;
        this.session = context.getSession();
        this.realm = context.getRealm();
    }

    /**
     * False when somebody was faster with this link: nothing has changed then. Whoever meets an exception must roll back:
     * Keycloak answers one with a page of its own and commits what was done until then.
     */
    boolean complete(Open open, String password) {
        UserModel user = open.user();
        OneTimeTokens tokens = new OneTimeTokens(session, Clock.systemUTC());
        if (!tokens.consume(open.token())) {
            return false;
        }
        if (!user.credentialManager().updateCredential(UserCredentialModel.password(password))) {
            throw new IllegalStateException("No provider stored the password");
        }
        user.removeRequiredAction(UserModel.RequiredAction.UPDATE_PASSWORD);
        tokens.voidAllOf(realm.getId(), user.getId());
        Sessions sessions = new Sessions(session);
        sessions.endAll(user);
        sessions.liftLockout(user);
        AppAction.passwordChanged(context.getAuthenticationSession());
        Outbox outbox = Outbox.of(session);
        outbox.forget(open.token().binding().askId());
        Facts facts = Asker.facts(session, null)
                .with(Asker.HELP, RecoverySettings.of(realm).help().setting());
        outbox.owe(
                NOTICE,
                user.getId(),
                Address.parse(user.getEmail()).orElseThrow().canonical(),
                facts);
        // What the database refuses, it refuses here, and not after this tab has been told that all is done.
        Database.of(session).flush();
        return true;
    }
}
