package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.GlobalListenerFactory;
import io.github.accountflows.keycloak.OngoingSignIn;
import io.github.accountflows.keycloak.Transactions;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Takes back what a sign-in still does after its account was recovered. Keycloak looks at required actions only after it
 * has carried out the one that was posted, and not at all when a consent is: whoever waited at "update password" with the
 * old one could set the next, and whoever waited at a consent would be signed in. But each tells an event.
 */
final class LateSteps implements EventListenerProvider {
    private final KeycloakSession session;

    private LateSteps(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        AuthenticationSessionModel tab = session.getContext().getAuthenticationSession();
        if (tab == null
                || event.getError() != null
                || event.getUserId() == null
                || !UnfinishedSignIn.isEnabledIn(tab.getRealm())) {
            return;
        }
        OngoingSignIn signIn = new OngoingSignIn(session, tab);
        if (!signIn.isRecovery() && isLate(event, tab)) {
            signIn.refuse(UnfinishedSignIn.MESSAGE);
        }
    }

    private boolean isLate(Event event, AuthenticationSessionModel tab) {
        UserModel user = tab.getAuthenticatedUser();
        if (user == null) {
            return event.getType() == EventType.DELETE_ACCOUNT && wasLateBeforeItDeleted(event.getUserId(), tab);
        }
        return user.getId().equals(event.getUserId()) && new Outlived(session, tab, user).isTrue();
    }

    /** Deleting the account is an action too; only this transaction sees it gone yet. */
    private boolean wasLateBeforeItDeleted(String userId, AuthenticationSessionModel tab) {
        return new Transactions(session.getKeycloakSessionFactory())
                .inRealm(tab.getRealm().getId(), own -> {
                    UserModel user = own.users().getUserById(own.getContext().getRealm(), userId);
                    return user != null && new Outlived(own, tab, user).isTrue();
                })
                .orElse(false);
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {}

    @Override
    public void close() {}

    public static final class Factory implements GlobalListenerFactory {
        @Override
        public EventListenerProvider create(KeycloakSession session) {
            return new LateSteps(session);
        }

        @Override
        public String getId() {
            return "account-flows-late-steps";
        }
    }
}
