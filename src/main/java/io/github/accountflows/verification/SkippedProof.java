package io.github.accountflows.verification;

import io.github.accountflows.keycloak.GlobalListenerFactory;
import io.github.accountflows.keycloak.OngoingSignIn;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Lets nobody in around a proof that is due. Keycloak looks at no required action when a consent is posted, and takes that
 * in the place of any required action's answer; but it tells an event before anything is kept.
 */
final class SkippedProof implements EventListenerProvider {
    private static final String MESSAGE = "verification.error.notProved";

    private final KeycloakSession session;

    private SkippedProof(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        AuthenticationSessionModel tab = session.getContext().getAuthenticationSession();
        if (event.getType() == EventType.LOGIN && tab != null && isDue(tab, event.getUserId())) {
            new OngoingSignIn(session, tab).refuse(MESSAGE);
        }
    }

    private static boolean isDue(AuthenticationSessionModel tab, String userId) {
        UserModel user = tab.getAuthenticatedUser();
        return user != null && user.getId().equals(userId) && VerifyEmail.isDue(tab, user);
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {}

    @Override
    public void close() {}

    public static final class Factory implements GlobalListenerFactory {
        @Override
        public EventListenerProvider create(KeycloakSession session) {
            return new SkippedProof(session);
        }

        @Override
        public String getId() {
            return "account-flows-skipped-proof";
        }
    }
}
