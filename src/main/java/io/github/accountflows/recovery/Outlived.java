package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.OngoingSignIn;
import io.github.accountflows.keycloak.Sessions;
import io.github.accountflows.keycloak.Stragglers;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Whether a sign-in began before its account was recovered. What it has passed was the old password, so it may not go on
 * (REC-4). Keycloak cannot list the sign-ins of a user; but each can be asked which not-before of the user it saw when it
 * passed, for recovery sets another. A cached user's password and not-before are of the same moment, so one stands for
 * the other.
 */
final class Outlived {
    private static final String SINCE = "account-flows-since";
    private static final String SAW = "account-flows-saw";
    private static final String BY_SESSION = "account-flows-by-session";

    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;
    private final int notBefore;

    Outlived(KeycloakSession session, AuthenticationSessionModel tab, UserModel user) {
        this.session = session;
        this.tab = tab;
        // A user of one session alone has no row to ask, and no password that could be recovered.
        this.notBefore = LightweightUserAdapter.isLightweightUser(user)
                ? 0
                : session.users().getNotBeforeOfUser(tab.getRealm(), user);
    }

    /** When the steps of the flow are behind, and what was seen then. Once a sign-in. */
    void noteTheBeginning() {
        if (tab.getAuthNote(SINCE) == null) {
            tab.setAuthNote(SINCE, Long.toString(Time.currentTimeSeconds()));
            tab.setAuthNote(SAW, Integer.toString(notBefore));
            tab.setAuthNote(BY_SESSION, Boolean.toString(new OngoingSignIn(session, tab).isSingleSignOn()));
            Stragglers.note(tab, notBefore);
        }
    }

    boolean isTrue() {
        return number(SAW).filter(saw -> saw < notBefore).isPresent() || passedAStepTooEarly();
    }

    /**
     * Waiting at a step of the flow itself, such as a second factor, makes a sign-in no younger. In the very second of
     * not-before nothing tells which came first, unless there was no waiting: then what was seen does.
     */
    private boolean passedAStepTooEarly() {
        return new OngoingSignIn(session, tab)
                .firstStepAt()
                .filter(first -> first < notBefore || first == notBefore && hasWaited(first))
                .filter(first -> !isBySessionThatStays())
                .isPresent();
    }

    private boolean isBySessionThatStays() {
        return isBySession() && new Sessions(session).isKeptHere(tab.getAuthenticatedUser(), notBefore);
    }

    // By single sign-on the step is an earlier sign-in's, which has been judged in its time. Keycloak forgets it at the
    // end.
    private boolean hasWaited(int first) {
        return !isBySession() && !number(SINCE).equals(Optional.of(first));
    }

    private boolean isBySession() {
        return Boolean.parseBoolean(tab.getAuthNote(BY_SESSION));
    }

    private Optional<Integer> number(String note) {
        return Optional.ofNullable(tab.getAuthNote(note)).map(Integer::valueOf);
    }
}
