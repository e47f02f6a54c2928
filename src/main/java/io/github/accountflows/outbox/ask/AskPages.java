package io.github.accountflows.outbox.ask;

import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.RealmPages;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.keycloak.forms.login.LoginFormsProvider;

/** What the pages of all asking sides have in common, drawn from one tab's notes alone. */
public final class AskPages {
    private final URI back;
    private final Supplier<LoginFormsProvider> form;
    private final AskNotes notes;
    private final Clock clock;

    /**
     * @param back where the pages lead that have nothing else to offer
     * @param form of the step or required action that asks
     */
    public AskPages(URI back, Supplier<LoginFormsProvider> form, AskNotes notes, Clock clock) {
        this.back = back;
        this.form = form;
        this.notes = notes;
        this.clock = clock;
    }

    /** The model of every page: the way out. */
    public Map<String, Object> model() {
        Map<String, Object> model = new HashMap<>();
        model.put("signInUrl", back.toString());
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
        form.get().setStatus(Response.Status.TOO_MANY_REQUESTS);
        return RealmPages.retryAfter(page.get(), wait);
    }

    public Response tooMany() {
        return tooMany(Map.of());
    }

    /** @param waysOut what the page offers beside the way back */
    public Response tooMany(Map<String, Object> waysOut) {
        Duration wait = Duration.between(clock.instant(), notes.limitedUntil());
        return retryLater(form.get(), Response.Status.TOO_MANY_REQUESTS, wait, back, waysOut);
    }

    public Response busy() {
        return busy(Map.of());
    }

    /** @param waysOut what the page offers beside the way back */
    public Response busy(Map<String, Object> waysOut) {
        return busy(back, form.get(), waysOut);
    }

    /** Answered at once, without a redirect: there is nothing to come back to. */
    public static Response busy(URI back, LoginFormsProvider form) {
        return busy(back, form, Map.of());
    }

    private static Response busy(URI back, LoginFormsProvider form, Map<String, Object> waysOut) {
        return retryLater(form, Response.Status.SERVICE_UNAVAILABLE, Duration.ofMinutes(1), back, waysOut);
    }

    private static Response retryLater(
            LoginFormsProvider form, Response.Status status, Duration wait, URI back, Map<String, Object> waysOut) {
        Map<String, Object> model = new HashMap<>(waysOut);
        model.put("retryAfter", Lasting.model(wait));
        model.put("backUrl", back.toString());
        model.put("busy", status == Response.Status.SERVICE_UNAVAILABLE);
        Response page = form.setStatus(status).setAttribute("limit", model).createForm("too-many-requests.ftl");
        return RealmPages.retryAfter(page, wait);
    }
}
