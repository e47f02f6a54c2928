package io.github.accountflows.registration;

import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.SignUpFields;
import io.github.accountflows.password.PasswordRules;
import io.github.accountflows.registration.LandedSignUp.Browser;
import io.github.accountflows.registration.LandedSignUp.Open;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.FormMessage;

/** How the page is drawn on which a proved mailbox becomes an account. */
final class ConfirmPage {
    private static final Set<Object> ABOUT_EARLIER_PASSWORDS =
            Set.of("password.rule.passwordHistory", "password.rule.passwordAge");

    private final AuthenticationFlowContext context;
    private final KeycloakSession session;
    private final Open open;
    private final Browser browser;
    private final ConfirmNotes notes;

    ConfirmPage(AuthenticationFlowContext context, Open open, Browser browser) {
        this.context = context;
        this.session = context.getSession();
        this.open = open;
        this.browser = browser;
        this.notes = new ConfirmNotes(context.getAuthenticationSession());
    }

    Response draw() {
        LoginFormsProvider form = context.form();
        List<FormMessage> faults = notes.takeFaults();
        if (!faults.isEmpty()) {
            form.setErrors(faults);
        }
        if (new Agreement(session, open.signUp(), browser).isMissing()) {
            form.setAttribute("termsAcceptanceRequired", true);
        }
        return form.setAttribute("registration", model())
                .setAttribute("profile", SignUpFields.of(session, typed()))
                .createForm("registration-confirm.ftl");
    }

    private Map<String, Object> model() {
        PasswordRules rules = new PasswordRules(session);
        String broken = notes.takePasswordFailures();
        Duration left = Duration.between(Instant.now(), open.token().expiresAt());
        Map<String, Object> model = new HashMap<>();
        model.put("address", open.address().typed());
        model.put("mode", browser.word());
        model.put("rules", forNewcomers(rules.shown(broken)));
        model.put("errors", rules.errors(broken));
        model.put("left", Lasting.model(left));
        model.put(
                "signInUrl",
                Page.tab(session, context.getAuthenticationSession(), Page.SIGN_IN_PATH)
                        .toString());
        open.invitation(session).ifPresent(invitation -> model.put("organization", invitation.organization()));
        return model;
    }

    /** Without the rules about earlier passwords: there is none. */
    private static List<Map<String, Object>> forNewcomers(List<Map<String, Object>> rules) {
        return rules.stream()
                .filter(rule -> !ABOUT_EARLIER_PASSWORDS.contains(rule.get("key")))
                .toList();
    }

    /** Nothing that was typed in another browser (REG-2). */
    private Map<String, List<String>> typed() {
        return notes.typed()
                .orElseGet(() ->
                        browser == Browser.FOREIGN ? Map.of() : open.signUp().profile());
    }
}
