package io.github.accountflows.registration;

import io.github.accountflows.keycloak.BoundFlow;
import io.github.accountflows.outbox.Ask;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Whether a sign-up may still be completed: an admin may have switched it off meanwhile, or removed the app (REG-11). */
final class SignUpSwitch {
    private SignUpSwitch() {}

    static boolean isOn(KeycloakSession session, Ask ask) {
        RealmModel realm = session.getContext().getRealm();
        ClientModel client = session.clients().getClientById(realm, ask.clientId());
        return (realm.isRegistrationAllowed() || isInvited(ask))
                && client != null
                && client.isEnabled()
                && BoundFlow.ofRegistration(realm).opensWith(ConfirmStep.ID);
    }

    /** An organization's invitation opens what is closed to others; Keycloak asks for it on each page. */
    private static boolean isInvited(Ask ask) {
        return SignUp.parse(ask.pending().profile()).invitation() != null;
    }
}
