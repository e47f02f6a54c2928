package io.github.accountflows.verification;

import static io.github.accountflows.address.ProvedAddress.MARKERS;

import io.github.accountflows.keycloak.ActionFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserModel.RequiredAction;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What says that an address is to be proved: ours, and stock's, which an admin or an import sets on a user, and a sign-in
 * by an identity provider on the session.
 */
final class Markers {
    private static final String STOCK = RequiredAction.VERIFY_EMAIL.name();
    private static final Logger LOG = Logger.getLogger(Markers.class);
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private Markers() {}

    static boolean areSet(UserModel user, AuthenticationSessionModel tab) {
        return MARKERS.stream()
                .anyMatch(marker -> tab.getRequiredActions().contains(marker)
                        || user.getRequiredActionsStream().anyMatch(marker::equals));
    }

    /** Writes nothing where there is none. */
    static void clear(UserModel user, AuthenticationSessionModel tab) {
        MARKERS.forEach(tab::removeRequiredAction);
        user.getRequiredActionsStream().filter(MARKERS::contains).toList().forEach(user::removeRequiredAction);
    }

    /** Two that ask for the same would mail twice: where stock's own is enabled, ours leaves it to that. */
    static boolean areStocksAlone(RealmModel realm) {
        boolean enabled = ActionFactory.isEnabledIn(realm, STOCK);
        if (enabled && TOLD.add(realm.getId())) {
            LOG.warnf(
                    "Realm '%s' has both Keycloak's own '%s' and '%s' enabled: the first is used. Disable it to use ours",
                    realm.getName(), STOCK, VerifyEmail.ID);
        }
        return enabled;
    }
}
