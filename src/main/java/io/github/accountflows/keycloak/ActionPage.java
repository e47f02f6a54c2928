package io.github.accountflows.keycloak;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/** How a required action answers: as {@link Page} does for a step of a flow. */
public final class ActionPage {
    private static final String PATH = LoginActionsService.REQUIRED_ACTION;

    private final RequiredActionContext context;
    private final AuthenticationSessionModel tab;
    private final String actionId;

    public ActionPage(RequiredActionContext context, String actionId) {
        this.context = context;
        this.tab = context.getAuthenticationSession();
        this.actionId = actionId;
    }

    /** Sends the browser to GET this action. */
    public void again() {
        leaveFor(uri());
    }

    /** Its own address. */
    public URI uri() {
        return of(context.getSession(), tab, actionId);
    }

    public void leaveFor(URI target) {
        context.challenge(Response.seeOther(target).build());
    }

    /** What the app asked the person to do, this action or another. */
    public Optional<String> appAction() {
        return Optional.ofNullable(tab.getClientNote(Constants.KC_ACTION));
    }

    /** The app has asked for it and nobody else, so the person may as well leave it. */
    public boolean isAppInitiated() {
        return appAction().filter(actionId::equals).isPresent()
                && !Boolean.parseBoolean(tab.getClientNote(Constants.KC_ACTION_ENFORCED));
    }

    /** Whether this is a GET of its own address. Keycloak asks for an action in answer to whatever came before it, too. */
    public boolean isAtItsAddress() {
        MultivaluedMap<String, String> query = context.getUriInfo().getQueryParameters();
        return "GET".equals(context.getHttpRequest().getHttpMethod())
                && context.getUriInfo().getPath().endsWith("/" + PATH)
                && actionId.equals(query.getFirst(Constants.EXECUTION))
                && !query.containsKey(Constants.CLIENT_DATA);
    }

    /** The address of that action in that tab; why it carries no {@code client_data} says {@link Page#tab}. */
    public static URI of(KeycloakSession session, AuthenticationSessionModel tab, String actionId) {
        return UriBuilder.fromUri(Page.tab(session, tab, PATH))
                .queryParam(Constants.EXECUTION, actionId)
                .build();
    }
}
