package io.github.accountflows.keycloak;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.SystemClientUtil;
import org.keycloak.services.managers.ClientSessionCode;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.resources.RealmsResource;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A tab of this browser for a page that stands outside any flow. None of Keycloak's own pages opens it: some of them
 * would sign the person out, or on, by being looked at.
 */
public final class Aside {
    private static final String ACTION = "ACCOUNT_FLOWS_ASIDE";

    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;
    private final String path;

    private Aside(KeycloakSession session, AuthenticationSessionModel tab, String path) {
        this.session = session;
        this.tab = tab;
        this.path = path;
    }

    /** @param path the page's own, below the realm's */
    public static Aside open(KeycloakSession session, String path) {
        ClientModel client =
                SystemClientUtil.getSystemClient(session.getContext().getRealm());
        AuthenticationSessionModel tab = new Tabs(session).unannounced(client);
        tab.setAction(ACTION);
        return new Aside(session, tab, path);
    }

    /** Empty when that tab is not this browser's, is not aside, or its session has ended. */
    public static Optional<Aside> find(KeycloakSession session, String path, String clientId, String tabId) {
        ClientModel client =
                clientId == null ? null : session.getContext().getRealm().getClientByClientId(clientId);
        return new Tabs(session)
                .find(client, tabId)
                .filter(tab -> ACTION.equals(tab.getAction()))
                .map(tab -> new Aside(session, tab, path));
    }

    /** @param value null for none any more */
    public void note(String name, String value) {
        tab.setAuthNote(name, value);
    }

    public String note(String name) {
        return tab.getAuthNote(name);
    }

    public URI uri() {
        return address().build(tab.getRealm().getName());
    }

    private UriBuilder address() {
        return RealmsResource.realmBaseUrl(session.getContext().getUri())
                .path(path)
                .queryParam(Constants.CLIENT_ID, tab.getClient().getClientId())
                .queryParam(Constants.TAB_ID, tab.getTabId());
    }

    /** The page; its form posts a code that stands nowhere else, so that no other site can post it (SES-3). */
    public Response show(String template, String name, Map<String, ?> model) {
        String code = new ClientSessionCode<>(session, tab.getRealm(), tab).getOrGenerateCode();
        URI action = address()
                .queryParam(LoginActionsService.SESSION_CODE, code)
                .build(tab.getRealm().getName());
        session.getProvider(LoginFormsProvider.class)
                .setAuthenticationSession(tab)
                .setActionUri(action);
        return RealmPages.show(session, Response.Status.OK, template, name, model);
    }

    /** Whether this is the code of the page as it was shown last; each is taken once. */
    public boolean takes(String code) {
        return ClientSessionCode.parseResult(code, tab.getTabId(), session, tab.getRealm(), tab.getClient(), null, tab)
                        .getCode()
                != null;
    }
}
