package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.ServerLife;
import io.github.accountflows.keycloak.Transactions;
import java.time.Clock;
import java.util.Set;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

/** Gives sessions their outbox, and this node its worker. */
public final class OutboxFactory implements ProviderFactory<Outbox> {
    private final Backlog backlog = new Backlog();
    private final Clock clock = Clock.systemUTC();
    private Worker worker;

    @Override
    public Outbox create(KeycloakSession session) {
        return new Outbox(session, backlog, clock);
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        ServerLife.follow(factory, () -> start(factory), this::stopClaiming);
        factory.register(new Erasure(clock)::on);
    }

    private synchronized void start(KeycloakSessionFactory factory) {
        if (worker == null) {
            worker = new Worker(new Transactions(factory), backlog, clock);
            worker.start();
        }
    }

    private synchronized void stopClaiming() {
        if (worker != null) {
            worker.stopClaiming();
        }
    }

    @Override
    public synchronized void close() {
        if (worker != null) {
            worker.stop();
        }
    }

    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return ServerLife.foundations();
    }

    @Override
    public String getId() {
        return "database";
    }
}
