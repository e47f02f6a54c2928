package io.github.accountflows.landing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountflows.keycloak.Aside;
import io.github.accountflows.token.BrowserSecret;
import io.github.accountflows.token.OneTimeToken;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/**
 * A page of a link that stands outside any flow, in a tab of this browser that knows the link by its token's id. Once an
 * answer has used the link up, the tab remembers how it ended: refresh and Back stay harmless.
 */
public final class LinkPage {
    static final String NAME = "page";

    /** As on Keycloak's own pages. */
    static final String CODE = "session_code";

    private static final String TOKEN = "account-flows-link";
    private static final String SECRET = "account-flows-link-by";
    private static final String ENDING = "account-flows-link-ending";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Aside tab;

    private LinkPage(Aside tab) {
        this.tab = tab;
    }

    /** Opens one for a target's own {@link LinkTarget#page}. */
    public static LinkPage open(KeycloakSession session, OneTimeToken token) {
        return open(session, NAME, token);
    }

    static LinkPage open(KeycloakSession session, String name, OneTimeToken token) {
        Aside tab = Aside.open(session, path(name));
        tab.note(TOKEN, token.id());
        tab.note(SECRET, BrowserSecret.ensure(session));
        return new LinkPage(tab);
    }

    /**
     * Empty in any other browser than the one that opened it, whoever's cookies were tossed into that one from a
     * neighbouring domain (SES-2).
     */
    static Optional<LinkPage> find(KeycloakSession session, String name, String clientId, String tabId) {
        return Aside.find(session, path(name), clientId, tabId)
                .filter(tab -> tab.note(TOKEN) != null && BrowserSecret.isIn(session, tab.note(SECRET)))
                .map(LinkPage::new);
    }

    private static String path(String name) {
        return AccountLink.PATH + "/" + name;
    }

    public URI uri() {
        return tab.uri();
    }

    public void note(String name, String value) {
        tab.note(name, value);
    }

    /** Null where nothing was noted. */
    public String note(String name) {
        return tab.note(name);
    }

    /** The hash of this browser's own secret. */
    public String secret() {
        return tab.note(SECRET);
    }

    /** The page; its form posts back to the same address. */
    public Response show(String template, String name, Map<String, ?> model) {
        return tab.show(template, name, model);
    }

    /** The link is used up: from now on this tab shows how it ended, and nothing else. */
    public void endAt(String template, String name, Map<String, String> model) {
        tab.note(ENDING, new Ending(template, name, model).format());
    }

    String tokenId() {
        return tab.note(TOKEN);
    }

    Optional<Response> ending() {
        return Optional.ofNullable(tab.note(ENDING))
                .map(Ending::parse)
                .map(ending -> show(ending.template(), ending.name(), ending.model()));
    }

    /** Whether this is the code of the page as it was shown last; each is taken once (SES-3). */
    boolean takes(String code) {
        return tab.takes(code);
    }

    private record Ending(String template, String name, Map<String, String> model) {
        static Ending parse(String text) {
            try {
                return JSON.readValue(text, Ending.class);
            } catch (JsonProcessingException broken) {
                throw new IllegalStateException("The ending of a link's page is not readable");
            }
        }

        String format() {
            try {
                return JSON.writeValueAsString(this);
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible); // texts always have a JSON form
            }
        }
    }
}
