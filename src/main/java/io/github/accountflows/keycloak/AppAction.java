package io.github.accountflows.keycloak;

import org.keycloak.authentication.RequiredActionContext.KcActionStatus;
import org.keycloak.models.UserModel.RequiredAction;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What an app has asked a person to do at sign-in ({@code kc_action}). */
public final class AppAction {
    private AppAction() {}

    /** An app that wanted a new password has got it: signing in ends in the app, not on the same page again. */
    public static void passwordChanged(AuthenticationSessionModel tab) {
        AuthenticationManager.setKcActionStatus(RequiredAction.UPDATE_PASSWORD.name(), KcActionStatus.SUCCESS, tab);
    }
}
