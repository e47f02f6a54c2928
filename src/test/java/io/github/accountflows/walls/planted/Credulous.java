package io.github.accountflows.walls.planted;

import java.util.function.Consumer;
import org.keycloak.models.UserModel;

/** Takes an address for proved because somebody says so, behind a lambda. */
public final class Credulous {
    public Consumer<UserModel> believing() {
        return user -> user.setEmailVerified(true);
    }
}
