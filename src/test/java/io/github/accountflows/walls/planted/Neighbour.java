package io.github.accountflows.walls.planted;

import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.KeycloakSession;

/** An innocent class that knows the user store. */
public final class Neighbour {
    /** Behind an interface nobody sees who opens. */
    public interface Door {
        void open(AuthenticationFlowContext context);
    }

    static final class BackDoor implements Door {
        @Override
        public void open(AuthenticationFlowContext context) {
            context.setUser(null);
        }
    }

    public void help(KeycloakSession session) {
        deeper(session);
    }

    private static void deeper(KeycloakSession session) {
        session.users();
    }
}
