package io.github.accountflows.keycloak;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Sessions that were just being made when all others were ended, such as with the old password by a recovery. A password
 * takes a tenth of a second to check, and Keycloak writes a session after the commit of its sign-in; so they come to be a
 * moment later, and are known by the not-before that their sign-in saw.
 */
public final class Stragglers {
    private static final Logger LOG = Logger.getLogger(Stragglers.class);
    private static final String SAW = "account-flows-saw-";
    private static final int[] LOOKS_SECONDS = {1, 5, 30};

    private Stragglers() {}

    /** The session that this sign-in may end in will tell what it saw. */
    public static void note(AuthenticationSessionModel tab, int notBefore) {
        tab.setUserSessionNote(SAW + notBefore, "true"); // in the name, for single sign-on writes notes over
    }

    /**
     * Ends them once that is committed, in a few looks.
     *
     * @param ended the sessions that were ended already; each look sees that they are
     */
    public static void endAfterCommit(KeycloakSession session, String userId, List<String> ended) {
        Set<String> all = ConcurrentHashMap.newKeySet();
        all.addAll(ended);
        Transactions transactions = new Transactions(session.getKeycloakSessionFactory());
        Executor executor = session.getProvider(ExecutorsProvider.class).getExecutor("account-flows-stragglers");
        String realmId = session.getContext().getRealm().getId();
        Transactions.afterCommit(session, () -> {
            for (int seconds : LOOKS_SECONDS) {
                CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS, quietly(executor))
                        .execute(() -> end(transactions, realmId, userId, all));
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

    private static void end(Transactions transactions, String realmId, String userId, Set<String> ended) {
        try {
            transactions.inRealm(realmId, own -> {
                RealmModel realm = own.getContext().getRealm();
                UserModel user = own.users().getUserById(realm, userId);
                if (user != null) {
                    int notBefore = own.users().getNotBeforeOfUser(realm, user);
                    Sessions sessions = new Sessions(own);
                    sessions.endAgain(ended, one -> isEarlier(one, notBefore));
                    ended.addAll(sessions.endThose(user, one -> isEarlier(one, notBefore)));
                }
                return true;
            });
        } catch (RuntimeException fault) {
            LOG.errorf(
                    "Late sessions of user %s could not be looked for: %s",
                    userId, fault.getClass().getName());
        }
    }

    private static boolean isEarlier(UserSessionModel one, int notBefore) {
        if (Sessions.isKept(one, notBefore)) {
            return false;
        }
        List<Integer> saw = one.getNotes().keySet().stream()
                .filter(note -> note.startsWith(SAW))
                .map(note -> Integer.valueOf(note.substring(SAW.length())))
                .toList();
        return saw.isEmpty() ? one.getStarted() < notBefore : saw.stream().anyMatch(time -> time < notBefore);
    }
}
