package io.github.accountflows.verification;

import io.github.accountflows.keycloak.Sessions;
import io.github.accountflows.keycloak.Stragglers;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Fault;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import io.github.accountflows.verification.ask.VerificationAsk;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * All that ends when the owner of the old address cancels a change of it, in the one transaction of the request: what is
 * pending, its links and codes, and every session but this browser's own, for whoever asked had one.
 */
final class Cancelling {
    private static final Logger LOG = Logger.getLogger(Cancelling.class);

    private final KeycloakSession session;
    private final RealmModel realm;

    Cancelling(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** False when the proof, or another cancellation, was faster: nothing has changed then. */
    boolean cancel(OneTimeToken token, UserModel user) {
        OneTimeTokens tokens = new OneTimeTokens(session, Clock.systemUTC());
        tokens.lockAllOf(user.getId()); // in the order in which a proof takes them
        if (!tokens.consume(token)) {
            return false;
        }
        tokens.voidAllOf(realm.getId(), user.getId(), VerificationMail.PURPOSE);
        Outbox.of(session).withdrawAllOf(VerificationAsk.KIND, user.getId());
        Stragglers.endAfterCommit(session, user.getId(), new Sessions(session).endOthers(user));
        tell(token, user);
        return true;
    }

    /** For admins: somebody who got into the account may try again. With ids alone (LOG-2). */
    private void tell(OneTimeToken token, UserModel user) {
        String askId = token.binding().askId();
        try {
            new EventBuilder(realm, session, session.getContext().getConnection())
                    .event(EventType.UPDATE_EMAIL)
                    .client(AskingApp.of(session, askId))
                    .user(user)
                    .detail(Asker.ASK, askId)
                    .error("cancelled");
        } catch (RuntimeException fault) {
            // A store of events that fails must not stand between an owner and the account (LOG-5).
            LOG.errorf(
                    "The cancellation of user %s could not be written as an event: %s", user.getId(), Fault.of(fault));
        }
    }
}
