package io.github.accountflows.keycloak;

import java.util.Optional;
import java.util.function.Function;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Work in a transaction of its own, committed when the call returns, beside whatever the request is doing. */
public final class Transactions {
    private final KeycloakSessionFactory factory;

    public Transactions(KeycloakSessionFactory factory) {
        this.factory = factory;
    }

    public <T> T run(Function<KeycloakSession, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(factory, work::apply);
    }

    /** Empty when the realm is gone. */
    public <T> Optional<T> inRealm(String realmId, Function<KeycloakSession, T> work) {
        return run(session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm == null) {
                return Optional.empty();
            }
            session.getContext().setRealm(realm);
            return Optional.ofNullable(work.apply(session));
        });
    }

    /** Does it on this thread once the session's transaction is committed; not at all if it is not. */
    public static void afterCommit(KeycloakSession session, Runnable work) {
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                work.run();
            }

            @Override
            protected void rollbackImpl() {}
        });
    }
}
