package io.github.accountflows.keycloak;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;

/** A user's sessions, and how all of them end at once, in the transaction of the change that ends them (REC-4, REC-5). */
public final class Sessions {
    private final KeycloakSession session;
    private final RealmModel realm;

    public Sessions(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Ends every online and offline session; tokens issued before this second are refused from now on.
     *
     * @return the ids of what it ended
     */
    public List<String> endAll(UserModel user) {
        List<String> ended = endUnseen(user);
        AuthenticationManager.expireIdentityCookie(session);
        return ended;
    }

    private List<String> endUnseen(UserModel user) {
        session.users().setNotBeforeForUser(realm, user, (int) Time.currentTimeSeconds());
        return endThose(user, any -> true);
    }

    /**
     * Ends every online and offline session but that of this browser, where it is signed in as that user. Tokens issued
     * before this second are refused only where none stays, for they would be that session's too.
     *
     * @return the ids of what it ended
     */
    public List<String> endOthers(UserModel user) {
        Optional<String> own = SignedIn.in(session)
                .filter(signedIn -> signedIn.is(user))
                .map(signedIn -> signedIn.userSession().getId());
        return own.map(id -> endThose(user, one -> !one.getId().equals(id))).orElseGet(() -> endUnseen(user));
    }

    /** Ends some of a user's online and offline sessions, and tells their ids. */
    public List<String> endThose(UserModel user, Predicate<UserSessionModel> which) {
        List<UserSessionModel> online = session.sessions()
                .getUserSessionsStream(realm, user)
                .filter(which)
                .toList();
        List<UserSessionModel> offline = session.sessions()
                .getOfflineUserSessionsStream(realm, user)
                .filter(which)
                .toList();
        List<UserSessionModel> both =
                Stream.concat(online.stream(), offline.stream()).toList();
        ClientLogout.of(session, both).afterCommit();
        online.forEach(one -> session.sessions().removeUserSession(realm, one));
        offline.forEach(one -> session.sessions().removeOfflineUserSession(realm, one));
        return both.stream().map(UserSessionModel::getId).toList();
    }

    /**
     * Ends what was ended before. Keycloak takes a session out of its cache before the database has committed its end:
     * whoever reads it in between puts it back there.
     *
     * @param which a browser that signs in again may well give its new session the same id
     */
    public void endAgain(Collection<String> ids, Predicate<UserSessionModel> which) {
        for (String id : ids) {
            Optional.ofNullable(session.sessions().getUserSession(realm, id))
                    .filter(which)
                    .ifPresent(one -> session.sessions().removeUserSession(realm, one));
            Optional.ofNullable(session.sessions().getOfflineUserSession(realm, id))
                    .filter(which)
                    .ifPresent(one -> session.sessions().removeOfflineUserSession(realm, one));
        }
    }

    void end(UserSessionModel one) {
        ClientLogout.of(session, List.of(one)).afterCommit();
        session.sessions().removeUserSession(realm, one);
    }

    /** Forgets the failed sign-ins of a user who has just proved who he is; an admin's disabling stays. */
    public void liftLockout(UserModel user) {
        session.loginFailures().removeUserLoginFailure(realm, user.getId());
    }
}
