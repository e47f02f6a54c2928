package io.github.accountflows.keycloak;

import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

public final class AddressField {
    private final KeycloakSession session;
    private final UserModel user;

    private AddressField(KeycloakSession session, UserModel user) {
        this.session = session;
        this.user = user;
    }

    public static AddressField of(KeycloakSession session, UserModel user) {
        return new AddressField(session, user);
    }

    public boolean isWritable() {
        return true;
    }

    public List<FormMessage> faultsOfInput(String typed) {
        return List.of();
    }

    public List<FormMessage> faults(String typed) {
        return List.of();
    }

    public void write(String typed) {
        user.setEmail(typed.toLowerCase());
        if (session.getContext().getRealm().isRegistrationEmailAsUsername()) {
            user.setUsername(typed.toLowerCase());
        }
    }
}
