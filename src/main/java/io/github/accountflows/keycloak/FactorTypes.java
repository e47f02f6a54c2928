package io.github.accountflows.keycloak;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.CredentialValidator;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialTypeMetadata.Category;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/** What counts as a second factor on this server, other extensions' too: what its credential provider says it is. */
public final class FactorTypes {
    private FactorTypes() {}

    /** Those that this user has set up. */
    public static Set<String> of(KeycloakSession session, UserModel user) {
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

    /** Of which credentials, first factors too, a step has succeeded in the flow of this tab; each flow begins with none. */
    public static Set<String> passedIn(KeycloakSession session, AuthenticationSessionModel tab) {
        return tab.getExecutionStatus().entrySet().stream()
                .filter(step -> step.getValue() == ExecutionStatus.SUCCESS)
                .map(step -> tab.getRealm().getAuthenticationExecutionById(step.getKey()))
                .filter(step -> step != null && step.getAuthenticator() != null)
                .map(step -> session.getProvider(Authenticator.class, step.getAuthenticator()))
                .filter(CredentialValidator.class::isInstance)
                .map(step -> ((CredentialValidator<?>) step).getType(session))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
