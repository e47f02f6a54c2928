package io.github.accountflows.keycloak;

import java.util.UUID;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

/** Somebody who has no account, where Keycloak's own code wants a user to read from. Stored nowhere. */
public final class Stranger {
    private Stranger() {}

    public static UserModel called(String username, String email, KeycloakSession session) {
        UserModel stranger = new InMemoryUserAdapter(
                session, session.getContext().getRealm(), UUID.randomUUID().toString());
        stranger.setUsername(username);
        stranger.setEmail(email);
        return stranger;
    }
}
