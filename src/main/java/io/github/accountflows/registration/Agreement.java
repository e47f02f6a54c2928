package io.github.accountflows.registration;

import io.github.accountflows.keycloak.BoundFlow;
import io.github.accountflows.keycloak.Terms;
import io.github.accountflows.registration.LandedSignUp.Browser;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.FormMessage;

/** Whether the realm's terms are agreed to: in the form of this browser, as long as they read the same, or here (REG-15). */
final class Agreement {
    private final KeycloakSession session;
    private final Consent given;

    /** What was agreed to in another browser counts for nothing in this one. */
    Agreement(KeycloakSession session, SignUp signUp, Browser browser) {
        this.session = session;
        this.given = browser == Browser.FOREIGN ? null : signUp.consent();
    }

    boolean isMissing() {
        return BoundFlow.ofRegistration(session.getContext().getRealm()).has(Terms.STEP) && !isGiven();
    }

    /** Empty where the realm asks for none, and when it is still missing. */
    Optional<Consent> in(MultivaluedMap<String, String> form) {
        Locale language = session.getContext().resolveLocale(null);
        Optional<Terms> terms = Terms.of(session, language);
        if (terms.isPresent() && isGiven()) {
            return Optional.of(given);
        }
        return terms.filter(any -> form.containsKey(Terms.FIELD))
                .map(agreed -> new Consent(agreed.version(), Instant.now(), language.toLanguageTag()));
    }

    FormMessage fault() {
        return new FormMessage(
                Terms.FIELD, given == null ? "termsAcceptanceRequired" : "registration.error.termsChanged");
    }

    private boolean isGiven() {
        return given != null
                && Terms.of(session, Locale.forLanguageTag(given.language()))
                        .filter(terms -> terms.version().equals(given.version()))
                        .isPresent();
    }
}
