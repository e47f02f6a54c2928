package io.github.accountflows.keycloak;

import java.util.Set;
import org.keycloak.common.util.Environment;
import org.keycloak.connections.infinispan.InfinispanConnectionProvider;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;
import org.keycloak.services.resources.ShutdownDelayInitiatedEvent;

/** When the database is ready for work, and when the server begins to stop. */
public final class ServerLife {
    private ServerLife() {}

    /** What a factory must be closed before, so that work in flight can still be finished: database and caches. */
    public static Set<Class<? extends Provider>> foundations() {
        return Set.of(JpaConnectionProvider.class, InfinispanConnectionProvider.class);
    }

    public static void follow(KeycloakSessionFactory factory, Runnable ready, Runnable stopping) {
        factory.register(event -> {
            // Export, import and the other commands start everything a server has, and end a moment later.
            if (event instanceof PostMigrationEvent && !Environment.isNonServerMode()) {
                ready.run();
            } else if (event instanceof ShutdownDelayInitiatedEvent) {
                stopping.run();
            }
        });
    }
}
