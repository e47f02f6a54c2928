package io.github.accountflows.registration;

import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.Tabs;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.ClientModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** How a sign-up ended in a tab that does not go on to the app by itself, and the way from there. */
enum Ending {
    /** The account is there; nobody is signed in by it (REG-3). */
    DONE,
    /** "I didn't ask for this." */
    DECLINED,
    /** Somebody else, such as an admin, has made an account with this address meanwhile. */
    EXISTS;

    private static final String NOTE = "account-flows-sign-up-ended";
    private static final String ADDRESS = "account-flows-sign-up-ended-for";

    static boolean isIn(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getAuthNote(NOTE) != null;
    }

    /** Leaves nothing of the flow in the tab but how it ended, and for which address. */
    void leaveAt(AuthenticationFlowContext context, String address) {
        new Page(context).reset();
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        tab.setAuthNote(NOTE, name());
        tab.setAuthNote(ADDRESS, address);
    }

    /** Whoever comes from the sign-in page once more wants to sign up again. */
    static void forget(AuthenticationFlowContext context) {
        Stream.of(NOTE, ADDRESS).forEach(context.getAuthenticationSession()::removeAuthNote);
    }

    static Response page(AuthenticationFlowContext context) {
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        ClientModel client = tab.getClient();
        Map<String, Object> model = new HashMap<>();
        model.put("account", tab.getAuthNote(ADDRESS));
        model.put("appUrl", new Tabs(context.getSession()).home(client).toString());
        model.put(
                "signInUrl",
                Page.tab(context.getSession(), tab, Page.SIGN_IN_PATH).toString());
        if (context.getRealm().isResetPasswordAllowed()) {
            model.put(
                    "recoveryUrl",
                    Page.tab(context.getSession(), tab, Page.RECOVERY_PATH).toString());
        }
        Tabs.nameOf(client).ifPresent(name -> model.put("appName", name));
        String word = Ending.valueOf(tab.getAuthNote(NOTE)).name().toLowerCase(Locale.ROOT);
        return context.form().setAttribute("registration", model).createForm("registration-" + word + ".ftl");
    }
}
