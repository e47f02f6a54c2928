package io.github.accountflows.verification;

import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.SignedIn;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.landing.LinkPage;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A link in any other browser than the one that is signing in. It proves nothing, whatever is pressed: somebody may have
 * put the reader's address into an account of his own, and wait for a click. What it offers is to sign in to that account
 * here, which he who does not own it cannot, and to have no more of such mail.
 */
final class Elsewhere {
    private static final String MODEL = "verification";
    private static final String NAMED = "account-flows-verification-named";

    private final KeycloakSession session;
    private final Subject subject;
    private final LinkPage page;

    Elsewhere(KeycloakSession session, Subject subject, LinkPage page) {
        this.session = session;
        this.subject = subject;
        this.page = page;
    }

    Response show() {
        Map<String, Object> model = new HashMap<>();
        model.put("mode", "elsewhere");
        model.put("account", Masked.of(subject.user().getUsername()));
        model.put("address", subject.claim().target().typed());
        model.put("change", subject.isChange());
        model.put(
                "left",
                Lasting.model(Duration.between(Instant.now(), subject.token().expiresAt())));
        model.put("signedIn", isSignedIn());
        Optional<SignedIn> other = somebodyElse();
        other.ifPresent(named -> model.put("signedInAs", named.user().getUsername()));
        page.note(NAMED, other.map(named -> named.user().getId()).orElse(null));
        return page.show("verification-confirm.ftl", MODEL, model);
    }

    Optional<URI> answer(MultivaluedMap<String, String> form) {
        if (form.containsKey("not-me")) {
            decline();
            return Optional.empty();
        }
        return form.containsKey("sign-in") ? signIn() : Optional.empty();
    }

    private void decline() {
        Declined.by(session, subject);
        page.endAt(
                "verification-declined.ftl",
                MODEL,
                Map.of("address", subject.claim().target().typed(), "appUrl", appUrl()));
    }

    /** Empty when somebody has signed in here whom the page did not name: it is shown once more, and does. */
    private Optional<URI> signIn() {
        Optional<SignedIn> other = somebodyElse();
        if (other.filter(one -> !one.user().getId().equals(page.note(NAMED))).isPresent()) {
            return Optional.empty();
        }
        other.ifPresent(one -> one.end(session));
        AuthenticationSessionModel tab = new Tabs(session)
                .freshForSignIn(AskingApp.of(session, subject.ask().id()));
        LandedProof.note(tab, subject.token(), page.secret());
        return Optional.of(Page.tab(session, tab, Page.SIGN_IN_PATH));
    }

    /** Which proves nothing by itself: the session may have been tossed into this browser, or be an old one. */
    private boolean isSignedIn() {
        return SignedIn.in(session)
                .filter(signedIn -> signedIn.is(subject.user()))
                .isPresent();
    }

    private Optional<SignedIn> somebodyElse() {
        return SignedIn.in(session).filter(signedIn -> !signedIn.is(subject.user()));
    }

    private String appUrl() {
        return new Tabs(session).home(AskingApp.of(session, subject.ask().id())).toString();
    }
}
