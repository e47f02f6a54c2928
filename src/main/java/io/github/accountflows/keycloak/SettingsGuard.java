package io.github.accountflows.keycloak;

import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.authentication.Authenticator;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;

/**
 * Refuses a setting of our steps that makes no sense, where an admin saves it. Keycloak lets a required action check its
 * settings, but not an authenticator; so the event of the change is heard, and the change stopped before its commit,
 * for what a listener throws by itself is only logged.
 */
final class SettingsGuard implements EventListenerProvider {
    private static final Set<OperationType> SAVING = Set.of(OperationType.CREATE, OperationType.UPDATE);

    private final KeycloakSession session;

    private SettingsGuard(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getResourceType() == ResourceType.AUTHENTICATOR_CONFIG && SAVING.contains(event.getOperationType())) {
            RealmModel realm = session.realms().getRealm(event.getRealmId());
            refusal(realm, event.getResourcePath()).ifPresent(this::refuseBeforeCommit);
        }
    }

    @Override
    public void onEvent(Event event) {}

    private Optional<String> refusal(RealmModel realm, String path) {
        return realm.getAuthenticationFlowsStream()
                .flatMap(flow -> realm.getAuthenticationExecutionsStream(flow.getId()))
                .filter(step -> step.getAuthenticatorConfig() != null && isMeant(step, path))
                .flatMap(step -> refusals(step, realm.getAuthenticatorConfigById(step.getAuthenticatorConfig())))
                .findFirst();
    }

    /** A new configuration is told by its step's id, a changed one by its own. */
    private static boolean isMeant(AuthenticationExecutionModel step, String path) {
        return path.contains(step.getId()) || path.contains(step.getAuthenticatorConfig());
    }

    private Stream<String> refusals(AuthenticationExecutionModel step, AuthenticatorConfigModel stored) {
        Map<String, String> config = stored == null ? null : stored.getConfig();
        return session.getKeycloakSessionFactory().getProviderFactory(Authenticator.class, step.getAuthenticator())
                                instanceof StepFactory ours
                        && config != null
                ? ours.settings().stream()
                        .filter(setting -> !setting.fits(config.get(setting.key())))
                        .map(setting -> setting.label() + ": " + setting.help())
                : Stream.empty();
    }

    private void refuseBeforeCommit(String reason) {
        TakenBack.before(session, () -> ErrorResponse.error(reason, Response.Status.BAD_REQUEST));
    }

    @Override
    public void close() {}

    public static final class Factory implements GlobalListenerFactory {
        @Override
        public EventListenerProvider create(KeycloakSession session) {
            return new SettingsGuard(session);
        }

        @Override
        public String getId() {
            return "account-flows-settings-guard";
        }
    }
}
