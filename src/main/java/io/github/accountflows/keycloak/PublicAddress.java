package io.github.accountflows.keycloak;

import java.net.URI;
import java.util.Set;
import org.keycloak.Config;
import org.keycloak.common.util.Environment;
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
    private static final Set<Integer> USUAL_PORTS = Set.of(-1, 80, 443);

    public static PublicAddress of(KeycloakSession session) {
        URI uri = session.getContext().getUri(UrlType.FRONTEND).getBaseUri();
        String text = withTrustedPort(uri, session.getContext().getRealm()).toString();
        return new PublicAddress(
                text.endsWith("/") ? text : text + "/",
                isFixed(session.getContext().getRealm()));
    }

    private static boolean isFixed(RealmModel realm) {
        return Environment.isDevMode() || hostname() != null || isUrl(realm.getAttribute("frontendUrl"));
    }

    /** A bare host name leaves the port to the request, where anybody can write any. */
    private static URI withTrustedPort(URI uri, RealmModel realm) {
        if (isUrl(realm.getAttribute("frontendUrl")) || isUrl(hostname()) || trusted(uri.getPort())) {
            return uri;
        }
        return URI.create(uri.getScheme() + "://" + uri.getHost() + uri.getRawPath());
    }

    private static boolean trusted(int port) {
        Config.Scope http = Config.scope("http");
        return USUAL_PORTS.contains(port)
                || Integer.valueOf(port).equals(http.getInt("port"))
                || Integer.valueOf(port).equals(Config.scope("https").getInt("port"));
    }

    private static String hostname() {
        return Config.scope("hostname", "v2").get("hostname");
    }

    private static boolean isUrl(String text) {
        return text != null && (text.startsWith("http://") || text.startsWith("https://"));
    }
}
