package io.github.accountflows.recovery.ask;

import io.github.accountflows.outbox.ask.AskPages;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.UserModel;

/** The pages of recovery's asking side, drawn from this tab's notes alone. */
final class RecoveryPages {
    private final AuthenticationFlowContext context;
    private final RecoveryNotes notes;
    private final AskPages asking;
    private final Duration linkLifetime;

    RecoveryPages(AuthenticationFlowContext context, RecoveryNotes notes, AskPages asking, Duration linkLifetime) {
        this.context = context;
        this.notes = notes;
        this.asking = asking;
        this.linkLifetime = linkLifetime;
    }

    Response request() {
        Map<String, Object> model = asking.model();
        model.put("username", notes.typed());
        model.put("usernames", !context.getRealm().isRegistrationEmailAsUsername());
        notes.asking().takeFault().ifPresent(key -> model.put("error", Map.of("key", key, "params", List.of())));
        return form("recovery-request.ftl", model);
    }

    Response sent() {
        return form("recovery-sent.ftl", asking.sent(notes.typed(), linkLifetime));
    }

    Response signedIn(UserModel user) {
        Map<String, Object> model = asking.model();
        model.put("account", user.getUsername());
        if (user.getEmail() != null) {
            model.put("address", user.getEmail());
        }
        return form("recovery-signed-in.ftl", model);
    }

    private Response form(String template, Map<String, Object> model) {
        return context.form().setAttribute("recovery", model).createForm(template);
    }
}
