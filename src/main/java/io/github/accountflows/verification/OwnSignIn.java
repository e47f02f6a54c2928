package io.github.accountflows.verification;

import io.github.accountflows.keycloak.FreshSignIn;
import io.github.accountflows.keycloak.SignedIn;
import io.github.accountflows.token.BrowserSecret;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Whether it was this very browser that has signed in as the user for whom it is to prove an address. Keycloak's cookies,
 * those of a sign-in under way and those of one that is done, can be tossed into it from a neighbouring domain, and another
 * site can have it send a password: its owner would then prove his address for somebody else's account (SES-2).
 */
final class OwnSignIn {
    private static final String BROWSER = "account-flows-browser";

    /** Kept, for Keycloak evaluates the triggers again with each page of an action, which this browser asks for itself. */
    private static final String NONE = "none";

    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;
    private final UserModel user;
    private final FreshSignIn signIn;

    OwnSignIn(RequiredActionContext context) {
        this.session = context.getSession();
        this.tab = context.getAuthenticationSession();
        this.user = context.getUser();
        this.signIn = new FreshSignIn(context);
    }

    /** To be called when triggers are evaluated, which is in the request that signs in. */
    void note() {
        signIn.note();
        if (!signIn.leansOnSession() && tab.getUserSessionNotes().get(BROWSER) == null) {
            tab.setUserSessionNote(BROWSER, signIn.mayBeAnothersDoing() ? NONE : BrowserSecret.ensure(session));
        }
    }

    /** The secret that this browser had then is kept by what it asks from now on. */
    boolean isOfThisBrowser() {
        Optional<String> known = noted().filter(hash -> BrowserSecret.isIn(session, hash));
        known.ifPresent(hash -> BrowserSecret.note(tab, hash));
        return known.isPresent();
    }

    private Optional<String> noted() {
        // Whoever is signed in here may be another than the one whose tab was tossed in.
        return signIn.leansOnSession()
                ? SignedIn.in(session)
                        .filter(signedIn -> signedIn.is(user))
                        .map(SignedIn::userSession)
                        .map(one -> one.getNote(BROWSER))
                : Optional.ofNullable(tab.getUserSessionNotes().get(BROWSER));
    }
}
