package io.github.accountflows.keycloak;

import java.util.function.Supplier;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * Takes back all that a request has done, and gives it another answer. Keycloak only logs what an event listener throws;
 * what is thrown where the transaction would be committed is answered, and nothing is kept.
 */
final class TakenBack {
    private TakenBack() {}

    static void before(KeycloakSession session, Supplier<? extends RuntimeException> answer) {
        session.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                throw answer.get();
            }

            @Override
            protected void rollbackImpl() {}
        });
    }
}
