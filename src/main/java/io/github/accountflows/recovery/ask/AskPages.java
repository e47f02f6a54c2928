package io.github.accountflows.recovery.ask;

import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.RealmPages;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.UserModel;

/** The pages of the asking side, drawn from this tab's notes alone. */
final class AskPages {
    private final AuthenticationFlowContext context;
    private final AskNotes notes;
    private final Duration linkLifetime;
    private final Clock clock;

    AskPages(AuthenticationFlowContext context, AskNotes notes, Duration linkLifetime, Clock clock) {
        this.context = context;
        this.notes = notes;
        this.linkLifetime = linkLifetime;
        this.clock = clock;
    }

    Response request() {
        Map<String, Object> model = model();
        model.put("username", notes.typed());
        model.put("usernames", !context.getRealm().isRegistrationEmailAsUsername());
        notes.takeFault().ifPresent(key -> model.put("error", Map.of("key", key, "params", List.of())));
        return form("recovery-request.ftl", model);
    }

    Response sent() {
        Map<String, Object> model = model();
        model.put("address", notes.typed());
        model.put("lifetime", Lasting.model(linkLifetime));
        notes.pauseLeft(RecoveryAsk.RESEND_PAUSE, clock.instant())
                .ifPresent(pause -> model.put("pause", Lasting.model(pause)));
        model.put("resent", notes.takeResent());
        model.put("tooSoon", notes.takeTooSoon());
        return form("recovery-sent.ftl", model);
    }

    Response signedIn(UserModel user) {
        Map<String, Object> model = model();
        model.put("account", user.getUsername());
        if (user.getEmail() != null) {
            model.put("address", user.getEmail());
        }
        return form("recovery-signed-in.ftl", model);
    }

    Response tooMany() {
        Duration wait = Duration.between(clock.instant(), notes.limitedUntil());
        context.form().setStatus(Response.Status.TOO_MANY_REQUESTS);
        return retryLater(wait, limit(wait));
    }

    /** Answered at once, without a redirect: there is nothing to come back to. */
    void busy() {
        Duration wait = Duration.ofMinutes(1);
        context.form().setStatus(Response.Status.SERVICE_UNAVAILABLE);
        context.forceChallenge(retryLater(wait, limit(wait)));
    }

    private Map<String, Object> limit(Duration wait) {
        return Map.of("retryAfter", Lasting.model(wait), "backUrl", signInUrl());
    }

    private Response retryLater(Duration wait, Map<String, Object> limit) {
        Response page = context.form().setAttribute("limit", limit).createForm("too-many-requests.ftl");
        return RealmPages.retryAfter(page, wait);
    }

    private Map<String, Object> model() {
        Map<String, Object> model = new HashMap<>();
        model.put("signInUrl", signInUrl());
        return model;
    }

    private String signInUrl() {
        return Page.tab(context.getSession(), context.getAuthenticationSession(), Page.SIGN_IN_PATH)
                .toString();
    }

    private Response form(String template, Map<String, Object> model) {
        return context.form().setAttribute("recovery", model).createForm(template);
    }
}
