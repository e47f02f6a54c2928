package io.github.accountflows.keycloak;

import java.net.URI;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.RestartLoginCookie;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.util.ResolveRelative;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;

/** The tabs of this browser's authentication session, known by its cookie alone, and never by an address. */
public final class Tabs {
    private final KeycloakSession session;
    private final RealmModel realm;
    private final AuthenticationSessionManager manager;

    public Tabs(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.manager = new AuthenticationSessionManager(session);
    }

    /** Empty when that tab is not this browser's, or its session has ended. */
    public Optional<AuthenticationSessionModel> find(ClientModel client, String tabId) {
        return Optional.ofNullable(manager.getCurrentAuthenticationSession(realm, client, tabId));
    }

    /** Whether somebody has signed in in the session of that tab meanwhile: Keycloak lets nobody else in there. */
    public boolean isTaken(AuthenticationSessionModel tab) {
        return manager.getUserSession(tab) != null;
    }

    /** A second tab with all that the app gave to the first, which stays as it is. */
    public AuthenticationSessionModel beside(AuthenticationSessionModel first) {
        AuthenticationSessionModel tab = AuthenticationProcessor.clone(session, first);
        tab.setAction(AuthenticationSessionModel.Action.AUTHENTICATE.name());
        RestartLoginCookie.setRestartCookie(session, tab);
        return tab;
    }

    /** A tab with all that the app gave to an earlier one, in a session of its own whose id nobody has seen (SES-1). */
    AuthenticationSessionModel anew(AuthenticationSessionModel earlier) {
        ClientModel client =
                session.clients().getClientById(realm, earlier.getClient().getId());
        AuthenticationSessionModel tab = session.authenticationSessions()
                .createRootAuthenticationSession(realm)
                .createAuthenticationSession(client);
        tab.setAction(AuthenticationSessionModel.Action.AUTHENTICATE.name());
        tab.setProtocol(earlier.getProtocol());
        tab.setRedirectUri(earlier.getRedirectUri());
        earlier.getClientNotes().forEach(tab::setClientNote);
        return tab;
    }

    /** From the answer to this request on, the browser wears the session of that tab. */
    static void wear(KeycloakSession session, AuthenticationSessionModel tab) {
        AuthenticationSessionManager manager = new AuthenticationSessionManager(session);
        manager.setAuthSessionCookie(tab.getParentSession().getId());
        manager.setAuthSessionIdHashCookie(tab.getParentSession().getId());
        RestartLoginCookie.setRestartCookie(session, tab);
    }

    /** A tab that no app has opened; if somebody signs in from there all the same, it ends at the app's own address. */
    public AuthenticationSessionModel fresh(ClientModel client) {
        AuthenticationSessionModel tab = unannounced(client);
        RestartLoginCookie.setRestartCookie(session, tab);
        return tab;
    }

    /** The same for somebody who has to show here and now who he is: an earlier sign-in does not do. */
    public AuthenticationSessionModel freshForSignIn(ClientModel client) {
        AuthenticationSessionModel tab = unannounced(client);
        tab.setClientNote(OIDCLoginProtocol.PROMPT_PARAM, OIDCLoginProtocol.PROMPT_VALUE_LOGIN);
        RestartLoginCookie.setRestartCookie(session, tab);
        return tab;
    }

    /** A tab which the browser does not come back to when its session has ended. */
    AuthenticationSessionModel unannounced(ClientModel client) {
        RootAuthenticationSessionModel root = manager.getCurrentRootAuthenticationSession(realm);
        if (root == null) {
            root = manager.createAuthenticationSession(realm, true);
        }
        AuthenticationSessionModel tab = root.createAuthenticationSession(client);
        tab.setAction(AuthenticationSessionModel.Action.AUTHENTICATE.name());
        tab.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        leadHome(tab);
        tab.setClientNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM, OAuth2Constants.CODE);
        tab.setClientNote(
                OIDCLoginProtocol.ISSUER,
                Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        return tab;
    }

    /**
     * Signing in from a tab that names no address to return to ends at the app's own. Keycloak opens such tabs for links
     * with a client id alone, and once their notes are reset it meets that gap with a 500.
     */
    public void leadHome(AuthenticationSessionModel tab) {
        if (tab.getRedirectUri() == null) {
            String home = home(tab.getClient()).toString();
            tab.setRedirectUri(home);
            tab.setClientNote(OIDCLoginProtocol.REDIRECT_URI_PARAM, home);
            tab.removeAuthNote(AuthenticationManager.END_AFTER_REQUIRED_ACTIONS);
        }
    }

    /** The app's own address, else the account console; also where what was entered for the app is no address. */
    public URI home(ClientModel client) {
        String base = client.getBaseUrl();
        if (base == null || base.isBlank()) {
            return RealmPages.account(session);
        }
        try {
            URI home = URI.create(ResolveRelative.resolveRelativeUri(session, client.getRootUrl(), base));
            return home.isAbsolute() ? home : RealmPages.account(session);
        } catch (IllegalArgumentException noAddress) {
            return RealmPages.account(session);
        }
    }

    /** The app's own address where an admin has entered a whole one; for mails, which stand beside no request. */
    public static Optional<URI> addressOf(ClientModel client) {
        try {
            return Optional.ofNullable(client.getBaseUrl()).map(URI::create).filter(Tabs::isOfWeb);
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static boolean isOfWeb(URI address) {
        return address.getHost() != null && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()));
    }

    /** What people call the app; empty where only programs have a name for it. */
    public static Optional<String> nameOf(ClientModel client) {
        return Optional.ofNullable(client.getName()).filter(name -> !name.isBlank() && !name.startsWith("${"));
    }
}
