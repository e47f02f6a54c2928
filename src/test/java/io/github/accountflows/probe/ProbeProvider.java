package io.github.accountflows.probe;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;

final class ProbeProvider implements RealmResourceProvider {
    private final KeycloakSession session;

    ProbeProvider(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public Object getResource() {
        return new ProbeResource(session);
    }

    @Override
    public void close() {}
}
