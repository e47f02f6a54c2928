package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.SignedIn;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.keycloak.WayIn;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The end of recovery: nobody is signed in by it (REC-3); the way on is to sign in, back to the app the person came from.
 */
final class Done {
    private static final String NOTE = "account-flows-recovered";
    private static final String ACCOUNT = "account-flows-recovered-account";
    private static final String USER = "account-flows-recovered-user";
    private static final String SHOWN_UNTIL = "account-flows-recovered-shown-until";

    /** Long enough to read it, too short for whoever sits down here next. */
    private static final Duration SHOWN = Duration.ofMinutes(5);

    private Done() {}

    static boolean isIn(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getAuthNote(NOTE) != null;
    }

    /**
     * Leaves nothing of the flow in the tab but that it is done, and for whom: a link may have come from somebody else.
     * Refresh and Back stay harmless.
     */
    static void leaveAt(AuthenticationFlowContext context, UserModel user, boolean sameBrowser) {
        new Page(context).reset();
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        tab.setAuthNote(NOTE, Boolean.toString(sameBrowser));
        tab.setAuthNote(ACCOUNT, user.getUsername());
        tab.setAuthNote(USER, user.getId());
        tab.setAuthNote(SHOWN_UNTIL, Instant.now().plus(SHOWN).toString());
    }

    /** Whoever comes from the sign-in page once more wants to ask again. */
    static void forget(AuthenticationFlowContext context) {
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        Stream.of(NOTE, ACCOUNT, USER, SHOWN_UNTIL).forEach(tab::removeAuthNote);
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
        model.put("ways", ways(context));
        Tabs.nameOf(client).ifPresent(name -> model.put("appName", name));
        return context.form().setAttribute("recovery", model).createForm("recovery-done.ftl");
    }

    /** So that the owner sees what somebody else may have planted (REG-4). */
    private static List<Map<String, Object>> ways(AuthenticationFlowContext context) {
        KeycloakSession session = context.getSession();
        Locale locale = session.getContext().resolveLocale(context.getUser());
        return recovered(context).stream()
                .flatMap(user -> WayIn.allOf(session, user).stream())
                .map(way -> way.model(locale))
                .toList();
    }

    /** Whoever has just shown the link; soon, or once somebody else is signed in here, the page knows nobody. */
    private static Optional<UserModel> recovered(AuthenticationFlowContext context) {
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        String until = tab.getAuthNote(SHOWN_UNTIL);
        if (until == null || Instant.now().isAfter(Instant.parse(until))) {
            tab.removeAuthNote(USER);
            return Optional.empty();
        }
        return Optional.ofNullable(context.getSession().users().getUserById(context.getRealm(), tab.getAuthNote(USER)))
                .filter(user -> SignedIn.in(context.getSession())
                        .filter(signedIn -> !signedIn.is(user))
                        .isEmpty());
    }
}
