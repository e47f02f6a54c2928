package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.Sessions;
import io.github.accountflows.keycloak.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Sessions that were just being made with the old password when a recovery ended all others. A password takes a tenth of
 * a second to check, and Keycloak writes a session after the commit of its sign-in; so they come to be a moment later, and
 * are known by the account's stamp that their sign-in saw.
 */
final class Stragglers {
    private static final Logger LOG = Logger.getLogger(Stragglers.class);
    private static final String SAW = "account-flows-saw";
    private static final int[] LOOKS_SECONDS = {1, 5, 30};

    private Stragglers() {}

    /** The session that this sign-in may end in will tell what it saw. */
    static void note(AuthenticationSessionModel tab, String stamp) {
        tab.setUserSessionNote(SAW, stamp);
    }

    /**
     * Ends them once the recovery is committed, in a few looks.
     *
     * @param stamp of the account as it was before
     */
    static void endAfterCommit(KeycloakSession session, String userId, String stamp) {
        Transactions transactions = new Transactions(session.getKeycloakSessionFactory());
        Executor executor = session.getProvider(ExecutorsProvider.class).getExecutor("account-flows-stragglers");
        String realmId = session.getContext().getRealm().getId();
        Transactions.afterCommit(session, () -> {
            for (int seconds : LOOKS_SECONDS) {
                CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS, quietly(executor))
                        .execute(() -> end(transactions, realmId, userId, stamp));
            }
        });
    }

    private static Executor quietly(Executor executor) {
        return work -> {
            try {
                executor.execute(work);
            } catch (RejectedExecutionException stopping) {
                LOG.debug("No look for late sessions: the server is stopping, or has too much to do");
            }
        };
    }

    private static void end(Transactions transactions, String realmId, String userId, String stamp) {
        try {
            transactions.inRealm(realmId, own -> {
                UserModel user = own.users().getUserById(own.getContext().getRealm(), userId);
                // Where a directory keeps no date of its passwords the stamp tells nothing.
                if (user != null && !Stamp.of(user).equals(stamp)) {
                    new Sessions(own).endThose(user, one -> stamp.equals(one.getNote(SAW)));
                }
                return true;
            });
        } catch (RuntimeException fault) {
            LOG.errorf(
                    "Late sessions of user %s could not be looked for: %s",
                    userId, fault.getClass().getName());
        }
    }
}
