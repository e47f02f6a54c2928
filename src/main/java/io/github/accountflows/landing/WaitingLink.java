package io.github.accountflows.landing;

import io.github.accountflows.keycloak.Aside;
import io.github.accountflows.keycloak.SignedIn;
import io.github.accountflows.token.OneTimeToken;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/**
 * A link for nobody's account yet, in a browser in which somebody is signed in: it waits, outside any flow, until that
 * person has signed out, and changes nothing before. The tab knows it by its token's id.
 */
final class WaitingLink {
    static final String NAME = "signed-in";

    /** As on Keycloak's own pages. */
    static final String CODE = "session_code";

    private static final String PATH = AccountLink.PATH + "/" + NAME;
    private static final String TOKEN = "account-flows-waiting";

    private final KeycloakSession session;
    private final Aside tab;

    private WaitingLink(KeycloakSession session, Aside tab) {
        this.session = session;
        this.tab = tab;
    }

    static URI open(KeycloakSession session, OneTimeToken token) {
        Aside tab = Aside.open(session, PATH);
        tab.note(TOKEN, token.id());
        return tab.uri();
    }

    static Optional<WaitingLink> find(KeycloakSession session, String clientId, String tabId) {
        return Aside.find(session, PATH, clientId, tabId)
                .filter(tab -> tab.note(TOKEN) != null)
                .map(tab -> new WaitingLink(session, tab));
    }

    String tokenId() {
        return tab.note(TOKEN);
    }

    URI uri() {
        return tab.uri();
    }

    Response page(SignedIn signedIn, URI wayBack) {
        return tab.show(
                "signed-in-elsewhere.ftl",
                "elsewhere",
                Map.of("signedInAs", signedIn.user().getUsername(), "backUrl", wayBack.toString()));
    }

    /** "Sign out and go on", pressed on the page that this browser was shown. */
    boolean isToGoOn(String code) {
        return session.getContext().getHttpRequest().getDecodedFormParameters().containsKey("sign-out")
                && tab.takes(code);
    }
}
