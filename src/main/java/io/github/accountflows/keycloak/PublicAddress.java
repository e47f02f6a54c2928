package io.github.accountflows.keycloak;

import java.net.URI;
import org.keycloak.Config;
import org.keycloak.common.enums.SslRequired;
import org.keycloak.common.util.Environment;
import org.keycloak.common.util.UriUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.urls.UrlType;

/**
 * Where people reach this server: the base of every link in a mail. A forged {@code Host} header must never choose it
 * (MAI-1), so it counts as fixed only where the server's hostname or the realm's frontend URL says it.
 *
 * @param base with a trailing slash
 * @param fixed false: this address was taken from the request; in production no link may be mailed with it
 */
public record PublicAddress(String base, boolean fixed) {

    public static PublicAddress of(KeycloakSession session) {
        URI uri = session.getContext().getUri(UrlType.FRONTEND).getBaseUri();
        String hostname = Config.scope("hostname", "v2").get("hostname");
        if (hasFrontendUrl(session.getContext().getRealm()) || isUrl(hostname)) {
            return new PublicAddress(closed(uri.toString()), true);
        }
        return hostname == null
                ? new PublicAddress(closed(uri.toString()), Environment.isDevMode())
                : new PublicAddress(closed(ofThisServer(uri)), true);
    }

    /** The same question that Keycloak asks: a malformed one is passed over, and the request would decide. */
    private static boolean hasFrontendUrl(RealmModel realm) {
        String url = realm.getAttribute("frontendUrl");
        if (url == null || url.isBlank()) {
            return false;
        }
        try {
            UriUtils.checkUrl(SslRequired.NONE, url, "frontendUrl");
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean isUrl(String hostname) {
        return hostname != null && (hostname.startsWith("http://") || hostname.startsWith("https://"));
    }

    /**
     * A bare host name leaves the rest to headers that anybody can write: the scheme is one of two, and port and path
     * are the server's own.
     */
    private static String ofThisServer(URI uri) {
        Config.Scope server = Config.scope().root();
        String scheme = "http".equals(uri.getScheme()) ? "http" : "https";
        boolean ownPort = uri.getPort() == server.getInt(scheme + "-port", -1);
        String port = ownPort && uri.getPort() >= 0 ? ":" + uri.getPort() : "";
        return scheme + "://" + uri.getHost() + port + server.get("http-relative-path", "/");
    }

    private static String closed(String base) {
        return base.endsWith("/") ? base : base + "/";
    }
}
