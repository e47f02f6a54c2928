package io.github.accountflows.landing;

import io.github.accountflows.keycloak.SignedIn;
import io.github.accountflows.token.OneTimeToken;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/**
 * A link for nobody's account yet, in a browser in which somebody is signed in: it waits, outside any flow, until that
 * person has signed out, and changes nothing before.
 */
final class WaitingLink {
    static final String NAME = "signed-in";

    private final KeycloakSession session;
    private final LinkPage page;

    private WaitingLink(KeycloakSession session, LinkPage page) {
        this.session = session;
        this.page = page;
    }

    static URI open(KeycloakSession session, OneTimeToken token) {
        return LinkPage.open(session, NAME, token).uri();
    }

    static Optional<WaitingLink> find(KeycloakSession session, String clientId, String tabId) {
        return LinkPage.find(session, NAME, clientId, tabId).map(page -> new WaitingLink(session, page));
    }

    String tokenId() {
        return page.tokenId();
    }

    URI uri() {
        return page.uri();
    }

    Response page(SignedIn signedIn, URI wayBack) {
        return page.show(
                "signed-in-elsewhere.ftl",
                "elsewhere",
                Map.of("signedInAs", signedIn.user().getUsername(), "backUrl", wayBack.toString()));
    }

    /** "Sign out and go on", pressed on the page that this browser was shown. */
    boolean isToGoOn(String code) {
        return session.getContext().getHttpRequest().getDecodedFormParameters().containsKey("sign-out")
                && page.takes(code);
    }
}
