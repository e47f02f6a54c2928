package io.github.accountflows.verification;

import io.github.accountflows.outbox.Outbox;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.SystemClientUtil;

/** The app in which something was asked. */
final class AskingApp {
    private AskingApp() {}

    /** Keycloak's own where the app is gone or switched off; its home is the account console. */
    static ClientModel of(KeycloakSession session, String askId) {
        RealmModel realm = session.getContext().getRealm();
        return Outbox.of(session)
                .find(askId)
                .map(ask -> session.clients().getClientById(realm, ask.clientId()))
                .filter(ClientModel::isEnabled)
                .orElseGet(() -> SystemClientUtil.getSystemClient(realm));
    }
}
