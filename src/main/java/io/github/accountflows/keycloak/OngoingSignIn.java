package io.github.accountflows.keycloak;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/** A sign-in under way in one tab: what it has passed already, and how it begins again. */
public final class OngoingSignIn {
    private static final String OURS = "account-flows-";
    private static final String REFUSED = OngoingSignIn.class.getName();

    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;

    public OngoingSignIn(KeycloakSession session, AuthenticationSessionModel tab) {
        this.session = session;
        this.tab = tab;
    }

    /** A recovery knows a user too, but is no sign-in, and ends in none. */
    public boolean isRecovery() {
        return Page.RECOVERY_PATH.equals(tab.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH));
    }

    /** It goes by the browser's session and asked for nothing. */
    public boolean isSingleSignOn() {
        return "true".equals(tab.getAuthNote(AuthenticationManager.SSO_AUTH));
    }

    /**
     * In seconds, when the first of its steps was passed, as Keycloak notes it. Our own steps do not count: they are about
     * a mailbox or a second factor, and whoever walks from there to the sign-in page has yet to show a password.
     */
    public Optional<Integer> firstStepAt() {
        return passedSteps()
                .filter(step -> !step.isOurs())
                .map(PassedStep::second)
                .min(Integer::compare);
    }

    Stream<PassedStep> passedSteps() {
        String completed = tab.getUserSessionNotes().get(Constants.AUTHENTICATORS_COMPLETED);
        return AuthenticatorUtils.parseCompletedExecutions(completed).entrySet().stream()
                .map(step -> new PassedStep(authenticator(step.getKey()), step.getValue()));
    }

    private String authenticator(String executionId) {
        AuthenticationExecutionModel step = tab.getRealm().getAuthenticationExecutionById(executionId);
        return step == null || step.getAuthenticator() == null ? "" : step.getAuthenticator();
    }

    /**
     * @param authenticator its id; empty where the realm has the step no more
     * @param second when it was passed, in seconds
     */
    record PassedStep(String authenticator, int second) {
        boolean isOurs() {
            return authenticator.startsWith(OURS);
        }
    }

    /** Its user has another name now: what it was called at the sign-in page would come up again in cookie and events. */
    public void isCalled(String username) {
        if (tab.getAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME) != null) {
            tab.setAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME, username);
        }
    }

    /**
     * Forgets all that this tab has passed; its sign-in page, at the address that is returned, says why. If it was this
     * browser's own session that it has passed, that ends, or it would be passed for ever.
     */
    public URI beginAgain(String messageKey) {
        URI signIn = beginAgain();
        tab.setAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE, messageKey);
        return signIn;
    }

    /** The same without a word: the person has asked for it. */
    public URI beginAgain() {
        SignedIn.in(session)
                .filter(signedIn -> signedIn.is(tab.getAuthenticatedUser()))
                .ifPresent(signedIn -> signedIn.end(session));
        return forget();
    }

    /** All that this tab has passed, and nothing that its app gave it. Returns the address of the sign-in page. */
    URI forget() {
        new Tabs(session).leadHome(tab);
        AuthenticationProcessor.resetFlow(tab, Page.SIGN_IN_PATH);
        return Page.tab(session, tab, Page.SIGN_IN_PATH);
    }

    /**
     * Takes back what this request has done, and lets the sign-in begin again in a new tab. Of the tab it was in, some of
     * what is taken back may be left, for Keycloak's caches are not all of the transaction.
     */
    public void refuse(String messageKey) {
        if (session.getAttribute(REFUSED) == null) {
            session.setAttribute(REFUSED, true);
            TakenBack.before(session, () -> new WebApplicationException(seeOther(signInAnew(messageKey))));
        }
    }

    /** Where the user is gone the sign-in begins again in a new tab, at once: Keycloak would go on, and fail. */
    public void requireUser(String messageKey) {
        if (tab.getAuthenticatedUser() == null) {
            throw new WebApplicationException(seeOther(signInAnew(messageKey)));
        }
    }

    private URI signInAnew(String messageKey) {
        return new Transactions(session.getKeycloakSessionFactory())
                .inRealm(tab.getRealm().getId(), own -> {
                    AuthenticationSessionModel fresh = new Tabs(own).anew(tab);
                    fresh.setAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE, messageKey);
                    Tabs.wear(session, fresh);
                    AuthenticationManager.expireIdentityCookie(session);
                    return Page.tab(session, fresh, Page.SIGN_IN_PATH);
                })
                .orElseThrow();
    }

    // With an entity, or Keycloak would draw its error page instead.
    private static Response seeOther(URI target) {
        return Response.seeOther(target)
                .type(MediaType.TEXT_HTML_TYPE)
                .entity("")
                .build();
    }
}
