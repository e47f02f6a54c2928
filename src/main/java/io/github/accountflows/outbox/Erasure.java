package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Database;
import io.github.accountflows.throttle.Throttle;
import io.github.accountflows.token.OneTimeTokens;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        // What was asked before anybody signed in is known by its token alone; an ask that no mail has answered, by
        // itself.
        Set<String> asks = new HashSet<>();
        asks.addAll(ids(entities, "askId", "TokenRow", realmId, userId));
        asks.addAll(ids(entities, "id", "AskRow", realmId, userId));
        // Tokens first: a proof takes them before asks, a settling mail before jobs.
        new OneTimeTokens(session, clock).eraseUser(realmId, userId);
        entities.createQuery("delete from AskRow where realmId = :realm and id in (:asks)")
                .setParameter("realm", realmId)
                .setParameter("asks", asks)
                .executeUpdate();
        // Also those of a sign-up, which was nobody's yet, and those that are not decided.
        entities.createQuery("delete from JobRow where realmId = :realm and (userId = :user or askId in (:asks))")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("asks", asks)
                .executeUpdate();
    }

    private static List<String> ids(EntityManager entities, String column, String rows, String realmId, String userId) {
        return entities.createQuery(
                        "select " + column + " from " + rows + " where realmId = :realm and userId = :user and "
                                + column + " is not null",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .getResultList();
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
