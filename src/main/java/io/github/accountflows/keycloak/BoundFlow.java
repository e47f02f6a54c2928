package io.github.accountflows.keycloak;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.RealmModel;

/** The steps of a flow that a realm has bound, those of its sub-flows among them; what is switched off is not there. */
public final class BoundFlow {
    private final RealmModel realm;
    private final AuthenticationFlowModel flow;

    private BoundFlow(RealmModel realm, AuthenticationFlowModel flow) {
        this.realm = realm;
        this.flow = flow;
    }

    public static BoundFlow ofRecovery(RealmModel realm) {
        return new BoundFlow(realm, realm.getResetCredentialsFlow());
    }

    public static BoundFlow ofRegistration(RealmModel realm) {
        return new BoundFlow(realm, realm.getRegistrationFlow());
    }

    /** The settings of the first step of that id; null for none, which means the defaults. */
    public Map<String, String> settingsOf(String id) {
        return steps().filter(step -> id.equals(step.getAuthenticator()))
                .flatMap(step -> Stream.ofNullable(step.getAuthenticatorConfig()))
                .flatMap(config -> Stream.ofNullable(realm.getAuthenticatorConfigById(config)))
                .findFirst()
                .map(AuthenticatorConfigModel::getConfig)
                .orElse(null);
    }

    public boolean has(String id) {
        return steps().anyMatch(step -> id.equals(step.getAuthenticator()));
    }

    /** Whether it begins with that step, and with nothing beside it that Keycloak would let rule an alternative out. */
    public boolean opensWith(String id) {
        return flow != null
                && top().findFirst()
                        .filter(step -> id.equals(step.getAuthenticator()))
                        .isPresent()
                && top().allMatch(AuthenticationExecutionModel::isAlternative);
    }

    private Stream<AuthenticationExecutionModel> top() {
        return realm.getAuthenticationExecutionsStream(flow.getId()).filter(AuthenticationExecutionModel::isEnabled);
    }

    public boolean requires(String id) {
        return steps().anyMatch(step -> id.equals(step.getAuthenticator()) && step.isRequired());
    }

    private Stream<AuthenticationExecutionModel> steps() {
        return Optional.ofNullable(flow).stream().flatMap(this::steps);
    }

    private Stream<AuthenticationExecutionModel> steps(AuthenticationFlowModel part) {
        return realm.getAuthenticationExecutionsStream(part.getId())
                .filter(AuthenticationExecutionModel::isEnabled)
                .flatMap(step -> step.getFlowId() == null
                        ? Stream.of(step)
                        : Stream.concat(Stream.of(step), steps(realm.getAuthenticationFlowById(step.getFlowId()))));
    }
}
