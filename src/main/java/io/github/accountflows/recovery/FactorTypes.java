package io.github.accountflows.recovery;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.CredentialValidator;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialTypeMetadata.Category;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/** What counts as a second factor on this server, other extensions' too: what its credential provider says it is. */
final class FactorTypes {
    private FactorTypes() {}

    /** Those that this user has set up. */
    static Set<String> of(KeycloakSession session, UserModel user) {
        CredentialTypeMetadataContext context =
                CredentialTypeMetadataContext.builder().user(user).build(session);
        return session.getKeycloakSessionFactory()
                .getProviderFactoriesStream(CredentialProvider.class)
                .<CredentialProvider<?>>map(factory -> session.getProvider(CredentialProvider.class, factory.getId()))
                .filter(Objects::nonNull)
                .filter(provider -> user.credentialManager().isConfiguredFor(provider.getType()))
                .filter(provider -> provider.getCredentialTypeMetadata(context).getCategory() == Category.TWO_FACTOR)
                .map(CredentialProvider::getType)
                .collect(Collectors.toSet());
    }

    /** Whether a step for it has succeeded in the flow of this tab; each flow begins with none. */
    static boolean isPassedIn(AuthenticationFlowContext context, String type) {
        return context.getAuthenticationSession().getExecutionStatus().entrySet().stream()
                .filter(step -> step.getValue() == ExecutionStatus.SUCCESS)
                .map(step -> context.getRealm().getAuthenticationExecutionById(step.getKey()))
                .anyMatch(step -> asksFor(context.getSession(), step, type));
    }

    private static boolean asksFor(KeycloakSession session, AuthenticationExecutionModel step, String type) {
        return step != null
                && step.getAuthenticator() != null
                && session.getProvider(Authenticator.class, step.getAuthenticator())
                        instanceof CredentialValidator<?> validator
                && type.equals(validator.getType(session));
    }
}
