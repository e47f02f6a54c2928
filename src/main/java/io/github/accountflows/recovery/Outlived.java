package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.OngoingSignIn;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Whether a sign-in began before its account was recovered. What it has passed was the old password, so it may not go on
 * (REC-4). Keycloak cannot list the sign-ins of a user; but each can be asked whether its beginning is older than the
 * user's not-before, which recovery sets.
 */
final class Outlived {
    private static final String SINCE = "account-flows-since";
    private static final String AS_IT_WAS = "account-flows-as-it-was";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final AuthenticationSessionModel tab;

    Outlived(KeycloakSession session, AuthenticationSessionModel tab, UserModel user) {
        this.session = session;
        this.realm = tab.getRealm();
        this.user = user;
        this.tab = tab;
    }

    /** When the steps of the flow are behind, and how the account was then. Once a sign-in. */
    void noteTheBeginning() {
        if (tab.getAuthNote(SINCE) == null) {
            tab.setAuthNote(SINCE, Long.toString(Time.currentTimeSeconds()));
            tab.setAuthNote(AS_IT_WAS, Stamp.of(user));
        }
    }

    /** Waiting at a step of the flow itself, such as a second factor, makes a sign-in no younger. */
    boolean isTrue() {
        int notBefore = session.users().getNotBeforeOfUser(realm, user);
        Optional<Integer> began = Stream.concat(
                        new OngoingSignIn(session, tab).firstStepAt().stream(),
                        Optional.ofNullable(tab.getAuthNote(SINCE)).map(Integer::valueOf).stream())
                .min(Integer::compare);
        return began.filter(since -> since < notBefore || since == notBefore && sawTheAccountAsItWas())
                .isPresent();
    }

    /**
     * Not-before counts in whole seconds, and people may sign in within the second of their recovery: then the account's
     * stamp tells, for the link that was used knows how it was before.
     */
    private boolean sawTheAccountAsItWas() {
        String seen = tab.getAuthNote(AS_IT_WAS);
        return new OneTimeTokens(session, Clock.systemUTC())
                .lastUsed(realm.getId(), LinkMail.PURPOSE, user.getId())
                .filter(link -> seen == null || seen.equals(link.binding().stamp()))
                .isPresent();
    }
}
