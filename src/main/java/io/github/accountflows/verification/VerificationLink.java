package io.github.accountflows.verification;

import io.github.accountflows.keycloak.ActionFactory;
import io.github.accountflows.keycloak.ActionPage;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.landing.LinkPage;
import io.github.accountflows.landing.LinkTarget;
import io.github.accountflows.landing.LinkTargetFactory;
import io.github.accountflows.token.BrowserSecret;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.verification.ask.VerificationAsk;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Leads a link into the tab that asked for it, which goes on to a page to confirm; or, in any other browser, to a page on
 * which nothing can be proved. A click alone is nobody's proof: the account may be a stranger's, with somebody else's
 * address in it.
 */
final class VerificationLink implements LinkTarget {
    private final KeycloakSession session;
    private final RealmModel realm;

    private VerificationLink(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    @Override
    public Optional<URI> open(OneTimeToken token) {
        Optional<Subject> subject = Subject.of(session, token);
        if (subject.isEmpty()) {
            return Optional.of(AccountLink.invalid(session));
        }
        return subject.filter(this::isSwitchedOn).map(this::open);
    }

    private boolean isSwitchedOn(Subject subject) {
        return ActionFactory.isEnabledIn(realm, subject.claim().action());
    }

    private URI open(Subject subject) {
        return asking(subject).map(tab -> goOn(subject, tab)).orElseGet(() -> LinkPage.open(session, subject.token())
                .uri());
    }

    private URI goOn(Subject subject, AuthenticationSessionModel tab) {
        LandedProof.note(tab, subject.token(), subject.ask().pending().browser());
        return ActionPage.of(session, tab, subject.claim().action());
    }

    /**
     * The tab that asked, where that is this browser's and still waits, signed in as that user. By our own cookie too, for
     * a stranger's session can be tossed into this browser from a neighbouring domain (SES-2).
     */
    private Optional<AuthenticationSessionModel> asking(Subject subject) {
        if (!BrowserSecret.isIn(session, subject.ask().pending().browser())) {
            return Optional.empty();
        }
        ClientModel client =
                session.clients().getClientById(realm, subject.ask().clientId());
        return new Tabs(session)
                .find(client, subject.ask().tabId())
                .filter(tab -> VerificationAsk.waitsIn(
                        tab, subject.claim(), subject.ask().id()))
                .filter(tab -> isOf(subject.user(), tab));
    }

    private static boolean isOf(UserModel user, AuthenticationSessionModel tab) {
        return tab.getAuthenticatedUser() != null
                && tab.getAuthenticatedUser().getId().equals(user.getId());
    }

    @Override
    public Optional<Response> page(OneTimeToken token, LinkPage page) {
        return Subject.of(session, token).map(subject -> new Elsewhere(session, subject, page).show());
    }

    @Override
    public Optional<URI> answer(OneTimeToken token, MultivaluedMap<String, String> form, LinkPage page) {
        return Subject.of(session, token).flatMap(subject -> new Elsewhere(session, subject, page).answer(form));
    }

    @Override
    public Map<String, Object> advice() {
        return Map.of(
                "verification", ActionFactory.isEnabledIn(realm, VerifyEmail.ID),
                "change", ActionFactory.isEnabledIn(realm, ChangeEmail.ID));
    }

    public static final class Factory implements LinkTargetFactory {
        @Override
        public LinkTarget create(KeycloakSession session) {
            return new VerificationLink(session);
        }

        @Override
        public String getId() {
            return VerificationMail.PURPOSE;
        }
    }
}
