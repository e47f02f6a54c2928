package io.github.accountflows.keycloak;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.function.Supplier;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.resources.RealmsResource;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * How a step of a login flow answers: a POST is always followed by a redirect to the same step, so that refresh and
 * Back never post again (POST-redirect-GET, FRM-6).
 */
public final class Page {
    public static final String RECOVERY_PATH = LoginActionsService.RESET_CREDENTIALS_PATH;
    public static final String SIGN_IN_PATH = LoginActionsService.AUTHENTICATE_PATH;
    public static final String REGISTRATION_PATH = LoginActionsService.REGISTRATION_PATH;

    private final AuthenticationFlowContext context;

    public Page(AuthenticationFlowContext context) {
        this.context = context;
    }

    /** Shows the page on a GET of its own address; else sends the browser there. */
    public void show(Supplier<Response> page) {
        if ("POST".equals(context.getHttpRequest().getHttpMethod()) || cameFromStock()) {
            again();
        } else {
            context.forceChallenge(page.get());
        }
    }

    /** Sends the browser to GET this step. */
    public void again() {
        leaveFor(self());
    }

    public void leaveFor(URI target) {
        context.forceChallenge(Response.seeOther(target).build());
    }

    /** Forgets all that this tab's flow knew and starts the flow of that path. */
    public void restart(String path) {
        resetFlow(path);
        leaveFor(tab(context.getSession(), context.getAuthenticationSession(), path));
    }

    /** Forgets all that this tab's flow knew, and stays in it. */
    public void reset() {
        resetFlow(context.getFlowPath());
        leaveFor(tab(context.getSession(), context.getAuthenticationSession(), context.getFlowPath()));
    }

    private void resetFlow(String path) {
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        Invitation.outlasting(tab, () -> AuthenticationProcessor.resetFlow(tab, path));
    }

    /** Stock's links carry client_data, which is not to stay in the address: see {@link #tab}. */
    public boolean cameFromStock() {
        return context.getUriInfo().getQueryParameters().containsKey(Constants.CLIENT_DATA);
    }

    /** Followed "Forgot Password?"; the "continue" of stock's "page has expired" names the step it leads back to. */
    public boolean cameFromSignInPage() {
        return cameFromStock() && !context.getUriInfo().getQueryParameters().containsKey(Constants.EXECUTION);
    }

    // Without "execution" Keycloak puts an inline script into the page that rewrites the history.
    private URI self() {
        return UriBuilder.fromUri(tab(context.getSession(), context.getAuthenticationSession(), context.getFlowPath()))
                .queryParam("execution", context.getExecution().getId())
                .build();
    }

    /**
     * The address of a tab's flow. It carries no {@code client_data}: with it a browser that lost its cookies would
     * meet a 400 instead of a fresh page.
     */
    public static URI tab(KeycloakSession session, AuthenticationSessionModel tab, String path) {
        UriBuilder address = RealmsResource.realmBaseUrl(session.getContext().getUri())
                .path("login-actions")
                .path(path)
                .queryParam("client_id", tab.getClient().getClientId())
                .queryParam("tab_id", tab.getTabId());
        if (path.equals(REGISTRATION_PATH)) {
            Invitation.carriedBy(tab).ifPresent(token -> address.queryParam(Constants.TOKEN, token));
        }
        return address.build(tab.getRealm().getName());
    }
}
