package io.github.accountflows.registration.ask;

import io.github.accountflows.keycloak.Step;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.registration.RegistrationSettings;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.AuthenticatorConfigModel;

/** The step behind the form: nobody passes it, for what goes on from here is a proof (REG-12). */
final class SentStep implements Step {
    @Override
    public void authenticate(AuthenticationFlowContext context) {
        asking(context).enter();
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        asking(context).answer();
    }

    private static SignUpAsk asking(AuthenticationFlowContext context) {
        new Tabs(context.getSession()).leadHome(context.getAuthenticationSession());
        AuthenticatorConfigModel config = context.getAuthenticatorConfig();
        return new SignUpAsk(context, RegistrationSettings.of(config == null ? null : config.getConfig()));
    }
}
