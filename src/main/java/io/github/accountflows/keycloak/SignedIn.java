package io.github.accountflows.keycloak;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Who this browser is signed in as, by its own identity cookie: the one thing the asking side may know about a user,
 * because only that user's browser can tell it.
 */
public record SignedIn(UserModel user, UserSessionModel userSession) {

    /** Empty when nobody is signed in here. */
    public static Optional<SignedIn> in(KeycloakSession session) {
        var identity = AuthenticationManager.authenticateIdentityCookie(
                session, session.getContext().getRealm(), true);
        return Optional.ofNullable(identity).map(found -> new SignedIn(found.user(), found.session()));
    }

    public boolean is(UserModel other) {
        return user.getId().equals(other.getId());
    }

    /** Ends this sign-in; the page that is open in this browser stays. */
    public void end(KeycloakSession session) {
        new Sessions(session).end(userSession);
        AuthenticationManager.expireIdentityCookie(session);
    }
}
