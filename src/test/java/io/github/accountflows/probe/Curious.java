package io.github.accountflows.probe;

import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserProvider;
import org.keycloak.provider.ConfiguredProvider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.validate.AbstractStringValidator;
import org.keycloak.validate.ValidationContext;
import org.keycloak.validate.ValidationError;
import org.keycloak.validate.ValidatorConfig;

/** A customer's own validator, which looks for somebody with that address in every way it can, and knows one bad word. */
public final class Curious extends AbstractStringValidator implements ConfiguredProvider {
    static final String ID = "probe-curious";

    @Override
    public String getId() {
        return ID;
    }

    @Override
    protected void doValidate(String value, String attribute, ValidationContext context, ValidatorConfig config) {
        KeycloakSession session = context.getSession();
        var realm = session.getContext().getRealm();
        boolean known = session.users().getUserByEmail(realm, value) != null
                || session.getProvider(UserProvider.class).getUserByUsername(realm, value) != null
                || session.users()
                        .searchForUserByUserAttributeStream(realm, attribute, value)
                        .findAny()
                        .isPresent();
        if (known) {
            context.addError(new ValidationError(ID, attribute, "Somebody has it"));
        }
        if (value.equals("grue")) {
            context.addError(new ValidationError(ID, attribute, "No grues"));
        }
    }

    @Override
    public String getHelpText() {
        return ID;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }
}
