package io.github.accountflows.landing;

import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.RealmPages;
import io.github.accountflows.keycloak.SignedIn;
import io.github.accountflows.throttle.Network;
import io.github.accountflows.throttle.NodeLimit;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * A link arrives. Mail scanners and link previews come here before the person does, so nothing is consumed (TOK-8); the
 * token leaves the address bar with the first answer (TOK-9); and whatever is no live token of this realm meets one page
 * (TOK-10).
 */
public final class Landing {
    private static final String CLOSED = "closed";
    private static final String AGAIN = "again";

    private final KeycloakSession session;
    private final NodeLimit misses;

    Landing(KeycloakSession session, NodeLimit misses) {
        this.session = session;
        this.misses = misses;
    }

    // Without these Keycloak answers a scanner's HEAD with 404, and some mail gateways then take the link away.
    @HEAD
    @Path("{token:.*}")
    public Response head() {
        return nothing();
    }

    @HEAD
    @Path(WaitingLink.NAME)
    public Response headOfSignedIn() {
        return nothing();
    }

    @HEAD
    @Path(LinkPage.NAME)
    public Response headOfPage() {
        return nothing();
    }

    @HEAD
    @Path(CLOSED)
    public Response headOfClosed() {
        return nothing();
    }

    @HEAD
    @Path(AGAIN)
    public Response headOfAgain() {
        return nothing();
    }

    private static Response nothing() {
        return RealmPages.uncached(Response.ok()).build();
    }

    @GET
    @Path("{token:.+}")
    public Response arrive(@PathParam("token") String secret) {
        RealmPages.requireOpen(session);
        return tokens().bySecret(realm().getId(), secret)
                .flatMap(this::arrive)
                .map(Landing::redirect)
                .orElseGet(this::miss);
    }

    /** Empty for a purpose that nobody here serves, such as one of a newer version that was taken back. */
    private Optional<URI> arrive(OneTimeToken token) {
        return target(token).map(target -> arrive(token, target));
    }

    private URI arrive(OneTimeToken token, LinkTarget target) {
        // First, so that nobody signs out for a link that cannot be opened.
        Optional<URI> next = target.open(token);
        if (next.isEmpty()) {
            return below(CLOSED);
        }
        boolean waits = target.needsNobodySignedIn() && SignedIn.in(session).isPresent();
        return waits ? WaitingLink.open(session, token) : next.get();
    }

    private Optional<LinkTarget> target(OneTimeToken token) {
        return Optional.ofNullable(
                session.getProvider(LinkTarget.class, token.binding().purpose()));
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
                        "backUrl", RealmPages.account(session).toString(),
                        "busy", false));
        return RealmPages.retryAfter(page, wait);
    }

    private static Response redirect(URI next) {
        return RealmPages.uncached(Response.seeOther(next)).build();
    }

    /** Goes on by itself once nobody is signed in: a link in its tab leads on as it would from the mail. */
    @GET
    @Path(WaitingLink.NAME)
    public Response signedIn(
            @QueryParam(Constants.CLIENT_ID) String clientId, @QueryParam(Constants.TAB_ID) String tabId) {
        RealmPages.requireOpen(session);
        Optional<WaitingLink> waiting = WaitingLink.find(session, clientId, tabId);
        if (waiting.isEmpty()) {
            return redirect(below(AGAIN));
        }
        Optional<OneTimeToken> token = live(waiting.get().tokenId());
        Optional<SignedIn> signedIn = SignedIn.in(session);
        if (token.isPresent() && signedIn.isPresent()) {
            return waiting.get().page(signedIn.get(), wayBack(token.get()));
        }
        return redirect(token.flatMap(this::arrive).orElseGet(() -> invalid(session)));
    }

    /** Signs out, if the page itself was asked to; then shows what comes after. */
    @POST
    @Path(WaitingLink.NAME)
    public Response signOut(
            @QueryParam(Constants.CLIENT_ID) String clientId,
            @QueryParam(Constants.TAB_ID) String tabId,
            @QueryParam(LinkPage.CODE) String code) {
        RealmPages.requireOpen(session);
        Optional<WaitingLink> waiting = WaitingLink.find(session, clientId, tabId);
        waiting.filter(link -> link.isToGoOn(code) && live(link.tokenId()).isPresent())
                .flatMap(link -> SignedIn.in(session))
                .ifPresent(signedIn -> signedIn.end(session));
        return redirect(waiting.map(WaitingLink::uri).orElseGet(() -> below(AGAIN)));
    }

    /** A page of the target's own. Whatever has ended the link meanwhile, there is one page for all. */
    @GET
    @Path(LinkPage.NAME)
    public Response page(@QueryParam(Constants.CLIENT_ID) String clientId, @QueryParam(Constants.TAB_ID) String tabId) {
        RealmPages.requireOpen(session);
        return LinkPage.find(session, LinkPage.NAME, clientId, tabId)
                .map(page -> page.ending().or(() -> draw(page)).orElseGet(() -> redirect(invalid(session))))
                .orElseGet(() -> redirect(below(AGAIN)));
    }

    private Optional<Response> draw(LinkPage page) {
        return live(page.tokenId()).flatMap(token -> target(token).flatMap(target -> target.page(token, page)));
    }

    @POST
    @Path(LinkPage.NAME)
    public Response answer(
            @QueryParam(Constants.CLIENT_ID) String clientId,
            @QueryParam(Constants.TAB_ID) String tabId,
            @QueryParam(LinkPage.CODE) String code) {
        RealmPages.requireOpen(session);
        return redirect(LinkPage.find(session, LinkPage.NAME, clientId, tabId)
                .map(page -> answer(page, code))
                .orElseGet(() -> below(AGAIN)));
    }

    private URI answer(LinkPage page, String code) {
        return Optional.of(page)
                .filter(shown -> shown.takes(code))
                .flatMap(shown -> live(shown.tokenId()))
                .flatMap(token -> target(token).flatMap(target -> target.answer(token, form(), page)))
                .orElseGet(page::uri);
    }

    private MultivaluedMap<String, String> form() {
        return session.getContext().getHttpRequest().getDecodedFormParameters();
    }

    private Optional<OneTimeToken> live(String tokenId) {
        return tokens().byId(realm().getId(), tokenId);
    }

    private URI wayBack(OneTimeToken token) {
        return target(token).flatMap(target -> target.wayBack(token)).orElseGet(() -> RealmPages.account(session));
    }

    @GET
    public Response invalidPage() {
        RealmPages.requireOpen(session);
        return RealmPages.show(session, Response.Status.BAD_REQUEST, "link-invalid.ftl", "link", invalidModel());
    }

    /** The same whatever the link was (TOK-10): the ways on from every kind that the realm has. */
    private Map<String, Object> invalidModel() {
        Map<String, Object> model = new HashMap<>();
        if (realm().isResetPasswordAllowed()) {
            model.put("askUrl", RealmPages.recovery(session).toString());
        }
        model.put("signUp", realm().isRegistrationAllowed());
        session.getAllProviders(LinkTarget.class).forEach(target -> model.putAll(target.advice()));
        model.put("signInUrl", RealmPages.account(session).toString());
        return model;
    }

    @GET
    @Path(CLOSED)
    public Response closedPage() {
        RealmPages.requireOpen(session);
        return RealmPages.show(
                session,
                Response.Status.BAD_REQUEST,
                "link-closed.ftl",
                "link",
                Map.of("backUrl", RealmPages.account(session).toString()));
    }

    /**
     * Where the page of a link has left this browser, by time or because Keycloak has made room for a sign-in beside it. It
     * tells only that: of the link, which may be as good as ever or used up by that page, nobody asks here.
     */
    @GET
    @Path(AGAIN)
    public Response againPage() {
        RealmPages.requireOpen(session);
        return RealmPages.show(
                session,
                Response.Status.BAD_REQUEST,
                "link-again.ftl",
                "link",
                Map.of("signInUrl", RealmPages.account(session).toString()));
    }

    private OneTimeTokens tokens() {
        return new OneTimeTokens(session, Clock.systemUTC());
    }

    private RealmModel realm() {
        return session.getContext().getRealm();
    }

    static URI invalid(KeycloakSession session) {
        String base = session.getContext().getUri().getBaseUri().toString();
        return URI.create(path(base, session.getContext().getRealm()));
    }

    private URI below(String name) {
        return UriBuilder.fromUri(invalid(session)).path(name).build();
    }

    static String path(String base, RealmModel realm) {
        return UriBuilder.fromUri(base)
                .path("realms/{realm}")
                .path(AccountLink.PATH)
                .build(realm.getName())
                .toString();
    }
}
