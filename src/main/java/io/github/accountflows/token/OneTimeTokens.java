package io.github.accountflows.token;

import io.github.accountflows.keycloak.Database;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.models.KeycloakSession;

/**
 * The one-time tokens of a session's database: the place to mint, find, consume and void them. A token dies by use, by
 * its time, by a newer one of the same ask once that was accepted, and by any change of what it was bound to.
 */
public final class OneTimeTokens {
    private final EntityManager entities;
    private final Clock clock;

    public OneTimeTokens(KeycloakSession session, Clock clock) {
        this.entities = Database.of(session);
        this.clock = clock;
    }

    public Minted mint(Binding binding, Duration lifetime) {
        String secret = Secret.random();
        Instant now = clock.instant();
        Instant expiry = now.plus(lifetime);
        String id = UUID.randomUUID().toString();
        entities.persist(TokenRow.issued(id, Secret.hash(secret), binding, now, expiry));
        return new Minted(id, secret, expiry);
    }

    /** Finds a live token by its secret and changes nothing (TOK-8); empty for whatever else was sent (TOK-10). */
    public Optional<OneTimeToken> bySecret(String realmId, String secret) {
        if (!Secret.hasForm(secret)) {
            return Optional.empty();
        }
        // The look-up goes by a digest of what was sent, so its time says nothing about a stored one.
        return entities.createQuery("from TokenRow where hash = :hash and realmId = :realm", TokenRow.class)
                .setParameter("hash", Secret.hash(secret))
                .setParameter("realm", realmId)
                .getResultStream()
                .filter(row -> row.liveAt(clock.instant()))
                .findFirst()
                .map(TokenRow::toToken);
    }

    /** Empty when the token is used, voided, expired or another realm's. */
    public Optional<OneTimeToken> byId(String realmId, String id) {
        return entities.createQuery("from TokenRow where id = :id and realmId = :realm", TokenRow.class)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .getResultStream()
                .filter(row -> row.liveAt(clock.instant()))
                .findFirst()
                .map(TokenRow::toToken);
    }

    /**
     * Uses the token up, before any effect of it (TOK-3): of any number of rivals exactly one hears true, and the
     * database's row lock makes the others wait until that one has committed or failed.
     */
    public boolean consume(OneTimeToken token) {
        return entities.createQuery("update TokenRow set usedAt = :now where id = :id"
                                + " and usedAt is null and voidedAt is null and expiresAt > :now")
                        .setParameter("now", clock.millis())
                        .setParameter("id", token.id())
                        .executeUpdate()
                == 1;
    }

    /**
     * Takes one of the tries that an answer asked for beside the link may have, before it is looked at. False when they
     * are used up or the token is dead. The row stays locked until the transaction ends, so rivals wait.
     */
    public boolean takeTry(OneTimeToken token, int most) {
        return entities.createQuery("update TokenRow set tries = tries + 1 where id = :id and tries < :most"
                                + " and usedAt is null and voidedAt is null and expiresAt > :now")
                        .setParameter("now", clock.millis())
                        .setParameter("id", token.id())
                        .setParameter("most", most)
                        .executeUpdate()
                == 1;
    }

    /** The answer was right. */
    public void giveBackTry(OneTimeToken token) {
        entities.createQuery("update TokenRow set tries = tries - 1 where id = :id")
                .setParameter("id", token.id())
                .executeUpdate();
    }

    public int triesTaken(OneTimeToken token) {
        return entities.createQuery("select tries from TokenRow where id = :id", Integer.class)
                .setParameter("id", token.id())
                .getSingleResult();
    }

    public void voidOne(OneTimeToken token) {
        entities.createQuery(
                        "update TokenRow set voidedAt = :now where id = :id and usedAt is null and voidedAt is null")
                .setParameter("now", clock.millis())
                .setParameter("id", token.id())
                .executeUpdate();
    }

    /** The newer mail of an ask was accepted: its older links die. */
    public void voidOlder(String askId, String newestId) {
        entities.createQuery("update TokenRow set voidedAt = :now where askId = :ask and id <> :newest"
                        + " and usedAt is null and voidedAt is null"
                        + " and issuedAt <= (select t.issuedAt from TokenRow t where t.id = :newest)")
                .setParameter("now", clock.millis())
                .setParameter("ask", askId)
                .setParameter("newest", newestId)
                .executeUpdate();
    }

    /** Every purpose of that user: after a change of password or address by whatever hand, disabling or deleting. */
    public void voidAllOf(String realmId, String userId) {
        entities.createQuery("update TokenRow set voidedAt = :now where realmId = :realm and userId = :user"
                        + " and usedAt is null and voidedAt is null")
                .setParameter("now", clock.millis())
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate();
    }

    /** Whether anything of that user's could still be opened. */
    public boolean anyLiveOf(String realmId, String userId) {
        return entities.createQuery("from TokenRow where realmId = :realm and userId = :user", TokenRow.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .getResultStream()
                .anyMatch(row -> row.liveAt(clock.instant()));
    }

    public void eraseUser(String realmId, String userId) {
        entities.createQuery("delete from TokenRow where realmId = :realm and userId = :user")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate();
    }

    public void eraseRealm(String realmId) {
        entities.createQuery("delete from TokenRow where realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    public void purgeExpiredBefore(Instant time) {
        entities.createQuery("delete from TokenRow where expiresAt < :time")
                .setParameter("time", time.toEpochMilli())
                .executeUpdate();
    }
}
