package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Database;
import io.github.accountflows.throttle.Throttle;
import io.github.accountflows.token.OneTimeTokens;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel.RealmRemovedEvent;
import org.keycloak.models.UserModel.UserRemovedEvent;
import org.keycloak.provider.ProviderEvent;

/** A deleted user or realm takes our rows about it along, in the deleting transaction (PRV-5). */
final class Erasure {
    private final Clock clock;

    Erasure(Clock clock) {
        this.clock = clock;
    }

    void on(ProviderEvent event) {
        if (event instanceof UserRemovedEvent removed) {
            user(
                    removed.getKeycloakSession(),
                    removed.getRealm().getId(),
                    removed.getUser().getId());
        } else if (event instanceof RealmRemovedEvent removed) {
            realm(removed.getKeycloakSession(), removed.getRealm().getId());
        }
    }

    /** A job that was written while its realm was being deleted: nobody is left who could owe it. */
    static boolean orphan(KeycloakSession session, String jobId) {
        EntityManager entities = Database.of(session);
        JobRow row = entities.find(JobRow.class, jobId);
        if (row != null) {
            entities.remove(row);
        }
        return row != null;
    }

    private void user(KeycloakSession session, String realmId, String userId) {
        EntityManager entities = Database.of(session);
        entities.createQuery("delete from AskRow a where a.realmId = :realm and a.id in"
                        + " (select t.askId from TokenRow t where t.realmId = :realm and t.userId = :user)")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate();
        // Tokens before jobs, as a settling mail takes them.
        new OneTimeTokens(session, clock).eraseUser(realmId, userId);
        entities.createQuery("delete from JobRow where realmId = :realm and userId = :user")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate();
    }

    private void realm(KeycloakSession session, String realmId) {
        EntityManager entities = Database.of(session);
        for (String rows : new String[] {"AskRow", "JobRow"}) {
            entities.createQuery("delete from " + rows + " where realmId = :realm")
                    .setParameter("realm", realmId)
                    .executeUpdate();
        }
        new OneTimeTokens(session, clock).eraseRealm(realmId);
        new Throttle(session, clock).eraseRealm(realmId);
    }
}
