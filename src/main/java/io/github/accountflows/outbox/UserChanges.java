package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.GlobalListenerFactory;
import io.github.accountflows.keycloak.Transactions;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Ends what is out for a user when the password or the address is changed, or the user is disabled, by user or admin: its
 * tokens (TOK-4), and what was asked as that user, together, so that no link that ends something else dies before it.
 * Whatever reaches the database without an event is caught all the same: a token's stamp is compared when it is used.
 */
final class UserChanges implements EventListenerProvider {
    private static final String USERS = "users/";

    private final KeycloakSession session;

    private UserChanges(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getUserId() != null && isVoiding(event)) {
            voidAll(event.getRealmId(), event.getUserId());
        }
    }

    private static boolean isVoiding(Event event) {
        Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
        return switch (event.getType()) {
            case UPDATE_EMAIL -> true;
            case UPDATE_PROFILE -> details.containsKey(Details.UPDATED_EMAIL);
            // Not a second factor: who adds one has not taken the account over by it.
            case UPDATE_CREDENTIAL ->
                PasswordCredentialModel.TYPE.equals(
                        details.getOrDefault(Details.CREDENTIAL_TYPE, PasswordCredentialModel.TYPE));
            default -> false;
        };
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
        Database.of(session)
                .createQuery("update AskRow set profile = null, browser = null"
                        + " where realmId = :realm and userId = :user and profile is not null")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate();
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
