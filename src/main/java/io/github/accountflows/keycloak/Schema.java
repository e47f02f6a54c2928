package io.github.accountflows.keycloak;

import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;

/**
 * Brings our tables into Keycloak's database with its own migration at start-up.
 * Keycloak names its changelog table by the first ten letters of this factory's id, so they must be unique in the world.
 */
public final class Schema implements JpaEntityProvider {
    private static final String ID = "accountflows-jpa";

    /** The entities are found in the jar's index when the server is built; this list has no effect since Keycloak 24. */
    @Override
    public List<Class<?>> getEntities() {
        return List.of();
    }

    @Override
    public String getChangelogLocation() {
        return "META-INF/account-flows/changelog.xml";
    }

    @Override
    public String getFactoryId() {
        return ID;
    }

    @Override
    public void close() {}

    public static final class Factory implements JpaEntityProviderFactory, QuietFactory<JpaEntityProvider> {
        @Override
        public JpaEntityProvider create(KeycloakSession session) {
            return new Schema();
        }

        @Override
        public String getId() {
            return ID;
        }
    }
}
