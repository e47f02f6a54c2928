package io.github.accountflows.probe;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Puts the probe at {@code /realms/{realm}/probe}, open to anybody who can reach this test server. */
public final class ProbeFactory implements RealmResourceProviderFactory {
    /** The id of the process that the server must not outlive. */
    public static final String PARENT = "account-flows.parent";

    @Override
    public String getId() {
        return "probe";
    }

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new ProbeProvider(session);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // A killed test run can't stop its servers: they stop themselves.
        ProcessHandle.of(Long.getLong(PARENT, -1)).ifPresent(parent -> parent.onExit()
                .thenRun(() -> Runtime.getRuntime().halt(1)));
    }

    @Override
    public void close() {}
}
