package io.github.accountflows.verification.ask;

import io.github.accountflows.keycloak.ActionPage;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.outbox.ask.AskNotes;
import io.github.accountflows.outbox.ask.AskPages;
import io.github.accountflows.outbox.ask.TypedCode;
import io.github.accountflows.verification.VerificationSettings;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** The pages of a proof that is asked for: "check your email", and the form for another address. */
public final class VerificationPages {
    /** Under which templates find their model. */
    private static final String MODEL = "verification";

    private final RequiredActionContext context;
    private final KeycloakSession session;
    private final UserModel user;
    private final VerificationSettings settings;
    private final VerificationNotes notes;
    private final AskNotes asking;
    private final ActionPage page;
    private final AskPages pages;

    public VerificationPages(RequiredActionContext context, String action) {
        this.context = context;
        this.session = context.getSession();
        this.user = context.getUser();
        this.settings = VerificationSettings.of(context.getRealm(), action);
        this.notes = new VerificationNotes(context.getAuthenticationSession(), action);
        this.asking = notes.asking();
        this.page = new ActionPage(context, action);
        this.pages = new AskPages(page.uri(), context::form, asking, Clock.systemUTC());
    }

    /** "Check your email." Also where a proof was good, and the address could not be stored. */
    public Response sent(boolean mayChange, boolean notSaved) {
        Map<String, Object> model = pages.sent(notes.address(), settings.linkLifetime());
        model.put("change", notes.asksForAnotherThan(user.getEmail()));
        model.put("codeLifetime", Lasting.model(TypedCode.LIFETIME));
        model.put("wrongCode", asking.takeWrongCode());
        model.put("notSaved", notSaved);
        model.put("mayChange", mayChange);
        waysOut(model);
        return limited("verification-sent.ftl", model);
    }

    /** The form for another address. */
    public Response change(String mode, boolean back) {
        Map<String, Object> model = another(mode, back);
        model.put("typed", notes.typed());
        model.put(
                "errors",
                notes.takeFaulty()
                        .map(sent -> Typed.in(sent, session, user).errors())
                        .orElse(List.of()));
        return limited("verification-change.ftl", model);
    }

    /** The same without a form, and with the reason in a word. */
    public Response refused(String mode, boolean back, String reason) {
        Map<String, Object> model = another(mode, back);
        model.put("refused", reason);
        settings.help().into(model);
        return show("verification-change.ftl", model);
    }

    private Map<String, Object> another(String mode, boolean back) {
        Map<String, Object> model = new HashMap<>();
        model.put("mode", mode);
        model.put("back", back);
        waysOut(model);
        return model;
    }

    /** An app that asked for this may have its person back; everybody else may sign out. */
    public void waysOut(Map<String, Object> model) {
        model.put("cancel", page.isAppInitiated());
        model.put("signOut", !page.isAppInitiated());
    }

    /** With the address that the account has now: whoever has none has nothing to keep, or to be replaced. */
    public Response show(String template, Map<String, Object> model) {
        Optional.ofNullable(user.getEmail()).ifPresent(current -> model.put("current", current));
        return context.form().setAttribute(MODEL, model).createForm(template);
    }

    private Response limited(String template, Map<String, Object> model) {
        return pages.limited(model, () -> show(template, model));
    }

    Response tooMany() {
        return pages.tooMany(waysOutOfNothing());
    }

    Response busy() {
        return pages.busy(waysOutOfNothing());
    }

    /** Before anything was asked for or typed, the way back leads to this very page. */
    private Map<String, Object> waysOutOfNothing() {
        Map<String, Object> model = new HashMap<>();
        if (!asking.isSent() && notes.typed().isEmpty()) {
            waysOut(model);
        }
        return model;
    }
}
