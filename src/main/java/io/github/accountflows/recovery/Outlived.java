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
            String stamp = Stamp.of(user);
            tab.setAuthNote(AS_IT_WAS, stamp);
            Stragglers.note(tab, stamp);
        }
    }

    /** Waiting at a step of the flow itself, such as a second factor, makes a sign-in no younger. */
    boolean isTrue() {
        int notBefore = session.users().getNotBeforeOfUser(realm, user);
        Optional<Integer> began =
                Stream.concat(firstStep().stream(), since().stream()).min(Integer::compare);
        return notBefore > 0
                && began.filter(time -> time < notBefore || knewItAsItWas(time == notBefore))
                        .isPresent();
    }

    /**
     * A password takes its time to check, not-before counts in whole seconds, and people may sign in within the second of
     * their recovery. What tells then is the account's stamp, for the link that was used knows how it was before.
     *
     * @param tie began in the very second of not-before
     */
    private boolean knewItAsItWas(boolean tie) {
        String seen = tab.getAuthNote(AS_IT_WAS);
        Optional<String> before = new OneTimeTokens(session, Clock.systemUTC())
                .lastUsed(realm.getId(), LinkMail.PURPOSE, user.getId())
                .map(link -> link.binding().stamp());
        // A directory may keep no date of its passwords, and the stamp is the same before and after.
        boolean tells = before.filter(stamp -> !stamp.equals(Stamp.of(user))).isPresent();
        return tells
                ? before.get().equals(seen) || tie && (seen == null || waitedBeforeItWasSeen())
                : tie && before.isPresent();
    }

    /** Then the stamp is younger than the password that was given, and no witness. */
    private boolean waitedBeforeItWasSeen() {
        return firstStep()
                .flatMap(first -> since().filter(noted -> noted > first))
                .isPresent();
    }

    private Optional<Integer> firstStep() {
        return new OngoingSignIn(session, tab).firstStepAt();
    }

    private Optional<Integer> since() {
        return Optional.ofNullable(tab.getAuthNote(SINCE)).map(Integer::valueOf);
    }
}
