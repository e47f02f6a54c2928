package io.github.accountflows.token;

import io.github.accountflows.keycloak.GlobalListenerFactory;
import io.github.accountflows.keycloak.Transactions;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Voids a user's tokens when the password or the address is changed, or the user is disabled, by user or admin (TOK-4).
 * Whatever reaches the database without an event is caught all the same: a token's stamp is compared when it is used.
 */
final class UserChanges implements EventListenerProvider {
    private static final Set<EventType> VOIDING = Set.of(EventType.UPDATE_CREDENTIAL, EventType.UPDATE_EMAIL);
    private static final String USERS = "users/";

    private final KeycloakSession session;

    private UserChanges(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        boolean addressChanged = event.getType() == EventType.UPDATE_PROFILE
                && event.getDetails() != null
                && event.getDetails().containsKey(Details.UPDATED_EMAIL);
        if (event.getUserId() != null && (addressChanged || VOIDING.contains(event.getType()))) {
            voidAll(event.getRealmId(), event.getUserId());
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getResourceType() == ResourceType.USER
                && event.getResourcePath().startsWith(USERS)) {
            String[] path = event.getResourcePath().substring(USERS.length()).split("/");
            if (isVoiding(event, path)) {
                voidAll(event.getRealmId(), path[0]);
            }
        }
    }

    private boolean isVoiding(AdminEvent event, String[] path) {
        if (path.length == 1) {
            return event.getOperationType() == OperationType.UPDATE && isVoiding(event.getRealmId(), path[0]);
        }
        return path[1].equals("reset-password")
                || path[1].equals("disable-credential-types")
                || (path[1].equals("credentials") && event.getOperationType() == OperationType.DELETE);
    }

    private boolean isVoiding(String realmId, String userId) {
        RealmModel realm = session.realms().getRealm(realmId);
        return new OneTimeTokens(session, Clock.systemUTC()).anyLiveOf(realmId, userId)
                && Optional.ofNullable(session.users().getUserById(realm, userId))
                        .filter(user -> !user.isEnabled() || hasMoved(realmId, user))
                        .isPresent();
    }

    /**
     * Whether the address is another than the one that is committed. The event does not tell, and the stamp alone would
     * let a link live again when an address comes back.
     */
    private boolean hasMoved(String realmId, UserModel user) {
        Optional<String> before = new Transactions(session.getKeycloakSessionFactory())
                .inRealm(realmId, own -> own.users()
                        .getUserById(own.getContext().getRealm(), user.getId())
                        .getEmail());
        return !before.equals(Optional.ofNullable(user.getEmail()));
    }

    private void voidAll(String realmId, String userId) {
        new OneTimeTokens(session, Clock.systemUTC()).voidAllOf(realmId, userId);
    }

    @Override
    public void close() {}

    public static final class Factory implements GlobalListenerFactory {
        @Override
        public EventListenerProvider create(KeycloakSession session) {
            return new UserChanges(session);
        }

        @Override
        public String getId() {
            return "account-flows-user-changes";
        }
    }
}
