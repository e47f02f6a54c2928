package io.github.accountflows.outbox.ask;

import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.RealmPages;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.keycloak.authentication.AuthenticationFlowContext;

/** What the pages of all asking sides have in common, drawn from one tab's notes alone. */
public final class AskPages {
    private final AuthenticationFlowContext context;
    private final AskNotes notes;
    private final Clock clock;

    public AskPages(AuthenticationFlowContext context, AskNotes notes, Clock clock) {
        this.context = context;
        this.notes = notes;
        this.clock = clock;
    }

    /** The model of every page: the way out. */
    public Map<String, Object> model() {
        Map<String, Object> model = new HashMap<>();
        model.put("signInUrl", signInUrl(context));
        return model;
    }

    /** The model of "instructions sent". */
    public Map<String, Object> sent(String address, Duration linkLifetime) {
        Map<String, Object> model = model();
        model.put("address", address);
        model.put("lifetime", Lasting.model(linkLifetime));
        notes.pauseLeft(clock.instant()).ifPresent(pause -> model.put("pause", Lasting.model(pause)));
        model.put("resent", notes.takeResent());
        model.put("tooSoon", notes.takeTooSoon());
        return model;
    }

    /** A page that offers more than to wait, and says so when this place has asked too often. */
    public Response limited(Map<String, Object> model, Supplier<Response> page) {
        Duration wait = Duration.between(clock.instant(), notes.limitedUntil());
        if (wait.isNegative()) {
            return page.get();
        }
        model.put("limited", Lasting.model(wait));
        context.form().setStatus(Response.Status.TOO_MANY_REQUESTS);
        return RealmPages.retryAfter(page.get(), wait);
    }

    public Response tooMany() {
        return retryLater(
                context, Response.Status.TOO_MANY_REQUESTS, Duration.between(clock.instant(), notes.limitedUntil()));
    }

    /** Answered at once, without a redirect: there is nothing to come back to. */
    public static void busy(AuthenticationFlowContext context) {
        context.forceChallenge(retryLater(context, Response.Status.SERVICE_UNAVAILABLE, Duration.ofMinutes(1)));
    }

    private static Response retryLater(AuthenticationFlowContext context, Response.Status status, Duration wait) {
        Response page = context.form()
                .setStatus(status)
                .setAttribute("limit", Map.of("retryAfter", Lasting.model(wait), "backUrl", signInUrl(context)))
                .createForm("too-many-requests.ftl");
        return RealmPages.retryAfter(page, wait);
    }

    private static String signInUrl(AuthenticationFlowContext context) {
        return Page.tab(context.getSession(), context.getAuthenticationSession(), Page.SIGN_IN_PATH)
                .toString();
    }
}
