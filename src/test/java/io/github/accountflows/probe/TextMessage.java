package io.github.accountflows.probe;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.authentication.CredentialValidator;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialInputValidator;
import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderConfigProperty;

/** A second factor as another extension brings it: a credential and the step that asks for it. */
public final class TextMessage implements CredentialProvider<CredentialModel>, CredentialInputValidator {
    static final String TYPE = "probe-text-message";

    private final KeycloakSession session;

    private TextMessage(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public String getType() {
        return TYPE;
    }

    @Override
    public CredentialModel createCredential(RealmModel realm, UserModel user, CredentialModel model) {
        return user.credentialManager().createStoredCredential(model);
    }

    @Override
    public boolean deleteCredential(RealmModel realm, UserModel user, String id) {
        return user.credentialManager().removeStoredCredentialById(id);
    }

    @Override
    public CredentialModel getCredentialFromModel(CredentialModel model) {
        return model;
    }

    @Override
    public CredentialTypeMetadata getCredentialTypeMetadata(CredentialTypeMetadataContext context) {
        return CredentialTypeMetadata.builder()
                .type(TYPE)
                .category(CredentialTypeMetadata.Category.TWO_FACTOR)
                .displayName(TYPE)
                .helpText(TYPE)
                .removeable(true)
                .build(session);
    }

    @Override
    public boolean supportsCredentialType(String type) {
        return TYPE.equals(type);
    }

    @Override
    public boolean isConfiguredFor(RealmModel realm, UserModel user, String type) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(TYPE)
                .findAny()
                .isPresent();
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        return false;
    }

    /** Makes it. */
    public static final class Factory implements CredentialProviderFactory<TextMessage> {
        @Override
        public TextMessage create(KeycloakSession session) {
            return new TextMessage(session);
        }

        @Override
        public String getId() {
            return TYPE;
        }
    }

    /** Takes the one answer "right". */
    static final class Step implements Authenticator, CredentialValidator<TextMessage> {
        @Override
        public void authenticate(AuthenticationFlowContext context) {
            String action = context.getActionUrl(context.generateAccessCode())
                    .toString()
                    .replace("&", "&amp;");
            String page = "<form method='post' action='" + action + "'><input name='message'></form>";
            context.challenge(Response.ok(page, MediaType.TEXT_HTML_TYPE).build());
        }

        @Override
        public void action(AuthenticationFlowContext context) {
            if ("right"
                    .equals(context.getHttpRequest().getDecodedFormParameters().getFirst("message"))) {
                context.success(TYPE);
            } else {
                authenticate(context);
            }
        }

        @Override
        public boolean requiresUser() {
            return true;
        }

        @Override
        public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
            return user.credentialManager().isConfiguredFor(TYPE);
        }

        @Override
        public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {}

        @Override
        public TextMessage getCredentialProvider(KeycloakSession session) {
            return (TextMessage) session.getProvider(CredentialProvider.class, TYPE);
        }

        @Override
        public void close() {}
    }

    /** Offers the step. */
    public static final class StepFactory implements AuthenticatorFactory {
        @Override
        public Authenticator create(KeycloakSession session) {
            return new Step();
        }

        @Override
        public String getId() {
            return TYPE;
        }

        @Override
        public String getDisplayType() {
            return TYPE;
        }

        @Override
        public String getReferenceCategory() {
            return TYPE;
        }

        @Override
        public boolean isConfigurable() {
            return false;
        }

        @Override
        public Requirement[] getRequirementChoices() {
            return new Requirement[] {Requirement.REQUIRED, Requirement.ALTERNATIVE, Requirement.DISABLED};
        }

        @Override
        public boolean isUserSetupAllowed() {
            return false;
        }

        @Override
        public String getHelpText() {
            return TYPE;
        }

        @Override
        public List<ProviderConfigProperty> getConfigProperties() {
            return List.of();
        }

        @Override
        public void init(Config.Scope config) {}

        @Override
        public void postInit(KeycloakSessionFactory factory) {}

        @Override
        public void close() {}
    }
}
