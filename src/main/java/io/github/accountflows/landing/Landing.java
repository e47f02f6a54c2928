package io.github.accountflows.landing;

import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.RealmPages;
import io.github.accountflows.throttle.Network;
import io.github.accountflows.throttle.NodeLimit;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * A link arrives. Mail scanners and link previews come here before the person does, so nothing is consumed (TOK-8); the
 * token leaves the address bar with the first answer (TOK-9); and whatever is no live token of this realm meets one page
 * (TOK-10).
 */
public final class Landing {
    private final KeycloakSession session;
    private final NodeLimit misses;

    Landing(KeycloakSession session, NodeLimit misses) {
        this.session = session;
        this.misses = misses;
    }

    // Without this Keycloak answers a scanner's HEAD with 404, and some mail gateways then take the link away.
    @HEAD
    @Path("{token:.*}")
    public Response head() {
        return RealmPages.uncached(Response.ok()).build();
    }

    @GET
    @Path("{token:.+}")
    public Response arrive(@PathParam("token") String secret) {
        RealmPages.requireOpen(session);
        RealmModel realm = session.getContext().getRealm();
        return new OneTimeTokens(session, Clock.systemUTC())
                .bySecret(realm.getId(), secret)
                .flatMap(this::open)
                .map(Landing::redirect)
                .orElseGet(this::miss);
    }

    /** Only misses are counted, so that nobody who shares an address with a guesser is kept from a live link. */
    private Response miss() {
        return Network.asker(session.getContext().getConnection().getRemoteHost())
                .flatMap(misses::takeOrWait)
                .map(this::tooMany)
                .orElseGet(() -> redirect(invalid(session)));
    }

    private Response tooMany(Duration wait) {
        Response page = RealmPages.show(
                session,
                Response.Status.TOO_MANY_REQUESTS,
                "too-many-requests.ftl",
                "limit",
                Map.of(
                        "retryAfter", Lasting.model(wait),
                        "backUrl", RealmPages.account(session).toString()));
        return RealmPages.retryAfter(page, wait);
    }

    private static Response redirect(URI next) {
        return RealmPages.uncached(Response.seeOther(next)).build();
    }

    /** Empty for a purpose that nobody here serves, such as one of a newer version that was taken back. */
    private Optional<URI> open(OneTimeToken token) {
        return Optional.ofNullable(
                        session.getProvider(LinkTarget.class, token.binding().purpose()))
                .map(target -> target.open(token));
    }

    @GET
    public Response invalidPage() {
        RealmPages.requireOpen(session);
        return RealmPages.show(
                session,
                Response.Status.BAD_REQUEST,
                "link-invalid.ftl",
                "link",
                Map.of(
                        "askUrl", RealmPages.recovery(session).toString(),
                        "signInUrl", RealmPages.account(session).toString()));
    }

    static URI invalid(KeycloakSession session) {
        String base = session.getContext().getUri().getBaseUri().toString();
        return URI.create(path(base, session.getContext().getRealm()));
    }

    static String path(String base, RealmModel realm) {
        return UriBuilder.fromUri(base)
                .path("realms/{realm}")
                .path(AccountLink.PATH)
                .build(realm.getName())
                .toString();
    }
}
