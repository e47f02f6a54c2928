package io.github.accountflows.recovery;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.AppAction;
import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.keycloak.Sessions;
import io.github.accountflows.keycloak.Stragglers;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Facts;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.recovery.LandedLink.Open;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * All that recovery changes, in the one transaction of the request: the token is used up first, so of any number of
 * rivals one gets through; whatever fails after it takes everything back (TOK-3, REC-5, REG-13).
 */
final class Recovery {
    /** Known by its name alone: one capability causes another's mail only by its kind. */
    private static final String NOTICE = "notice-password-changed";

    private static final Logger LOG = Logger.getLogger(Recovery.class);

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
        tokens.lockAllOf(user.getId()); // in the order in which the proof of an address takes them
        if (!tokens.consume(open.token())) {
            return false;
        }
        user.removeRequiredAction(UserModel.RequiredAction.UPDATE_PASSWORD);
        cancelChangeOfAddress(user);
        tokens.voidAllOf(realm.getId(), user.getId());
        Sessions sessions = new Sessions(session);
        Stragglers.endAfterCommit(session, user.getId(), sessions.endAll(user));
        sessions.liftLockout(user);
        AppAction.passwordChanged(context.getAuthenticationSession());
        Facts facts = Asker.facts(session, null)
                .with(Asker.HELP, RecoverySettings.of(realm).help().setting());
        Outbox.of(session)
                .owe(
                        NOTICE,
                        user.getId(),
                        Address.parse(user.getEmail()).orElseThrow().canonical(),
                        facts);
        UnfinishedSignIn.warnUnlessEnabledIn(realm);
        // What the database refuses, it refuses here: no rollback reaches a directory that has the new password.
        Database.of(session).flush();
        new PasswordStore(session).put(user, password);
        // Or here, and not after this tab has been told that all is done.
        Database.of(session).flush();
        tell(open);
        return true;
    }

    /** Somebody else may have started it; without this note Keycloak's mailed link for it is dead (REG-4). */
    private static void cancelChangeOfAddress(UserModel user) {
        if (user.getFirstAttribute(UserModel.EMAIL_PENDING) != null) {
            user.removeAttribute(UserModel.EMAIL_PENDING);
        }
    }

    /** The events that stock writes for the same, with ids alone: its own carry the name, which may be an address (LOG-2). */
    @SuppressWarnings("deprecation") // as stock does: listeners may still wait for the older of the last two
    private void tell(Open open) {
        EventBuilder event = new EventBuilder(realm, session, context.getConnection())
                .client(context.getAuthenticationSession().getClient())
                .user(open.user())
                .detail(Asker.ASK, open.token().binding().askId());
        try {
            event.clone().event(EventType.RESET_PASSWORD).success();
            event.detail(Details.CREDENTIAL_TYPE, PasswordCredentialModel.TYPE);
            event.clone().event(EventType.UPDATE_CREDENTIAL).success();
            event.clone().event(EventType.UPDATE_PASSWORD).success();
        } catch (RuntimeException fault) {
            // A store of events that fails must not stand between an owner and the account (LOG-5).
            LOG.errorf(
                    fault,
                    "The recovery of user %s could not be written as an event",
                    open.user().getId());
        }
    }
}
