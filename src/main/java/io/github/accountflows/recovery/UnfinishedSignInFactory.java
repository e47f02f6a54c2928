package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.QuietFactory;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;

/** Offers the end of unfinished sign-ins among a realm's required actions. */
public final class UnfinishedSignInFactory implements RequiredActionFactory, QuietFactory<RequiredActionProvider> {
    static final String NAME = "Account flows: Unfinished sign-ins";
    private static final UnfinishedSignIn ACTION = new UnfinishedSignIn();

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return ACTION;
    }

    @Override
    public String getId() {
        return UnfinishedSignIn.ID;
    }

    @Override
    public String getDisplayText() {
        return NAME;
    }
}
