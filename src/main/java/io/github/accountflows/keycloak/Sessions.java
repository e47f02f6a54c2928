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
    private static final String KEPT = "account-flows-kept";

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
        setNotBefore(user);
        List<String> ended = endThose(user, any -> true);
        AuthenticationManager.expireIdentityCookie(session);
        return ended;
    }

    /**
     * The same for all but this browser's own session, where it is signed in as that user. Its cookie is a new one, so
     * whoever has copied the old one is out as well; its apps' tokens are refused too, and they ask for others here.
     *
     * @return the ids of what it ended
     */
    public List<String> endOthers(UserModel user) {
        Optional<UserSessionModel> own =
                SignedIn.in(session).filter(signedIn -> signedIn.is(user)).map(SignedIn::userSession);
        int now = setNotBefore(user);
        List<String> ended = endThose(user, one -> one.isOffline() || !isSame(own, one));
        own.ifPresent(kept -> keep(kept, now));
        return ended;
    }

    private static boolean isSame(Optional<UserSessionModel> own, UserSessionModel one) {
        return own.filter(mine -> mine.getId().equals(one.getId())).isPresent();
    }

    private int setNotBefore(UserModel user) {
        int now = (int) Time.currentTimeSeconds();
        session.users().setNotBeforeForUser(realm, user, now);
        return now;
    }

    private void keep(UserSessionModel own, int notBefore) {
        own.setNote(KEPT, Integer.toString(notBefore));
        AuthenticationManager.createLoginCookie(
                session,
                realm,
                own.getUser(),
                own,
                session.getContext().getUri(),
                session.getContext().getConnection());
    }

    /** Whether it was to stay when all others ended; it is older than what was seen then. */
    static boolean isKept(UserSessionModel one, int notBefore) {
        return Integer.toString(notBefore).equals(one.getNote(KEPT));
    }

    /** The same for this browser's own. */
    public boolean isKeptHere(UserModel user, int notBefore) {
        return SignedIn.in(session)
                .filter(signedIn -> signedIn.is(user) && isKept(signedIn.userSession(), notBefore))
                .isPresent();
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
