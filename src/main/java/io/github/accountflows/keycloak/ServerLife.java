package io.github.accountflows.keycloak;

import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.services.resources.ShutdownDelayInitiatedEvent;

/** When the database is ready for work, and when the server begins to stop. */
public final class ServerLife {
    private ServerLife() {}

    public static void follow(KeycloakSessionFactory factory, Runnable ready, Runnable stopping) {
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                ready.run();
            } else if (event instanceof ShutdownDelayInitiatedEvent) {
                stopping.run();
            }
        });
    }
}
