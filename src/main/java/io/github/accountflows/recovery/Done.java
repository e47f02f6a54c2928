package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.Tabs;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.ClientModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The end of recovery: nobody is signed in by it (REC-3); the way on is to sign in, back to the app the person came from.
 */
final class Done {
    private static final String NOTE = "account-flows-recovered";
    private static final String ACCOUNT = "account-flows-recovered-account";

    private Done() {}

    static boolean isIn(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getAuthNote(NOTE) != null;
    }

    /** Leaves nothing of the flow in the tab but that it is done, and for whom: a link may have come from somebody else; refresh and Back stay harmless. */
    static void leaveAt(AuthenticationFlowContext context, boolean sameBrowser) {
        String account = context.getUser().getUsername();
        new Page(context).reset();
        context.getAuthenticationSession().setAuthNote(NOTE, Boolean.toString(sameBrowser));
        context.getAuthenticationSession().setAuthNote(ACCOUNT, account);
    }

    /** Whoever comes from the sign-in page once more wants to ask again. */
    static void forget(AuthenticationFlowContext context) {
        context.getAuthenticationSession().removeAuthNote(NOTE);
        context.getAuthenticationSession().removeAuthNote(ACCOUNT);
    }

    static Response page(AuthenticationFlowContext context) {
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        ClientModel client = tab.getClient();
        boolean sameBrowser = Boolean.parseBoolean(tab.getAuthNote(NOTE));
        URI signIn = sameBrowser
                ? Page.tab(context.getSession(), tab, Page.SIGN_IN_PATH)
                : new Tabs(context.getSession()).home(client);
        Map<String, Object> model = new HashMap<>();
        model.put("signInUrl", signIn.toString());
        model.put("sameBrowser", sameBrowser);
        model.put("account", tab.getAuthNote(ACCOUNT));
        if (client.getName() != null
                && !client.getName().isBlank()
                && !client.getName().startsWith("${")) {
            model.put("appName", client.getName());
        }
        return context.form().setAttribute("recovery", model).createForm("recovery-done.ftl");
    }
}
