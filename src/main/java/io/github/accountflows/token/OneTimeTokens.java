package io.github.accountflows.token;

import io.github.accountflows.address.AddressKey;
import io.github.accountflows.keycloak.Database;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.models.KeycloakSession;

/**
 * The one-time tokens of a session's database: the place to mint, find, consume and void them. A token dies by use, by
 * its time, by a newer one of the same ask once that was accepted, and by any change of what it was bound to.
 */
public final class OneTimeTokens {
    private final KeycloakSession session;
    private final EntityManager entities;
    private final Clock clock;

    public OneTimeTokens(KeycloakSession session, Clock clock) {
        this.session = session;
        this.entities = Database.of(session);
        this.clock = clock;
    }

    public Minted mint(Binding binding, Duration lifetime) {
        String secret = Secret.random();
        Instant now = clock.instant();
        Instant expiry = now.plus(lifetime);
        String id = UUID.randomUUID().toString();
        entities.persist(TokenRow.issued(id, Secret.hash(secret), binding, now, expiry));
        return new Minted(id, secret, null, expiry, null);
    }

    /** One token with two forms: a link, and a code that works in the session of the binding's ask, for a shorter time. */
    public Minted mintWithCode(Binding binding, Duration lifetime, Duration codeLifetime) {
        String secret = Secret.random();
        String code = Code.random();
        Instant now = clock.instant();
        Instant expiry = now.plus(lifetime);
        Instant codeExpiry = now.plus(codeLifetime);
        String id = UUID.randomUUID().toString();
        entities.persist(TokenRow.issued(id, Secret.hash(secret), binding, now, expiry)
                .withCode(codeHashes(binding.askId(), code).get(0), codeExpiry));
        return new Minted(id, secret, code, expiry, codeExpiry);
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

    /**
     * Finds a live token of an ask by its typed code and changes nothing; empty for a wrong, old or missing one. The same
     * is done whatever was typed: one look-up, and a comparison that takes as long wherever the two differ.
     *
     * @param askId what the asking session itself noted, never what a request said; empty where it has noted none
     * @param typed as sent; null for nothing
     */
    public Optional<OneTimeToken> byCode(String askId, String typed) {
        String realmId = session.getContext().getRealm().getId();
        List<String> wanted = codeHashes(askId, Code.meantBy(typed));
        String found = null;
        for (Object[] row : entities.createQuery(
                        "select id, codeHash from TokenRow where askId = :ask and realmId = :realm"
                                + " and codeHash is not null and codeExpiresAt > :now"
                                + " and usedAt is null and voidedAt is null and expiresAt > :now",
                        Object[].class)
                .setParameter("ask", askId)
                .setParameter("realm", realmId)
                .setParameter("now", clock.millis())
                .getResultList()) {
            if (isOneOf(wanted, (String) row[1])) {
                found = (String) row[0];
            }
        }
        return Optional.ofNullable(found).flatMap(id -> byId(realmId, id));
    }

    // Keyed, because so short a code could be found from a plain hash; bound to its ask, so that it opens no other.
    private List<String> codeHashes(String askId, String code) {
        return new AddressKey(session).all("code " + askId, code);
    }

    private static boolean isOneOf(List<String> wanted, String stored) {
        byte[] bytes = stored.getBytes(StandardCharsets.US_ASCII);
        boolean equal = false;
        for (String one : wanted) {
            equal |= MessageDigest.isEqual(one.getBytes(StandardCharsets.US_ASCII), bytes);
        }
        return equal;
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
     * The same for a proof that was shown before a newer mail of its ask was accepted: that voided it, and took nothing
     * from what was proved. Empty when the token was used, and when no newer one of its ask is live either.
     */
    public Optional<OneTimeToken> byIdOrSuccessor(String realmId, String id) {
        Optional<OneTimeToken> itself = byId(realmId, id);
        return itself.isPresent()
                ? itself
                : Optional.ofNullable(entities.find(TokenRow.class, id))
                        .filter(row -> row.realmId.equals(realmId) && row.usedAt == null)
                        .flatMap(this::successor);
    }

    private Optional<OneTimeToken> successor(TokenRow voided) {
        return entities.createQuery(
                        "from TokenRow where realmId = :realm and askId = :ask and purpose = :purpose"
                                + " and issuedAt >= :then and usedAt is null and voidedAt is null"
                                + " and expiresAt > :now order by issuedAt desc",
                        TokenRow.class)
                .setParameter("realm", voided.realmId)
                .setParameter("ask", voided.askId)
                .setParameter("purpose", voided.purpose)
                .setParameter("then", voided.issuedAt)
                .setParameter("now", clock.millis())
                .setMaxResults(1)
                .getResultStream()
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

    /** What it was used for has made this user, who takes it along when deleted (PRV-5). */
    public void belongsTo(OneTimeToken used, String userId) {
        entities.createQuery("update TokenRow set userId = :user where id = :id")
                .setParameter("user", userId)
                .setParameter("id", used.id())
                .executeUpdate();
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

    /** The newer mail of an ask was accepted: the older links and codes of its ask and purpose die. */
    public void voidOlder(String newestId) {
        entities.createQuery("update TokenRow set voidedAt = :now where id <> :newest"
                        + " and usedAt is null and voidedAt is null"
                        + " and askId = (select t.askId from TokenRow t where t.id = :newest)"
                        + " and purpose = (select t.purpose from TokenRow t where t.id = :newest)"
                        + " and issuedAt <= (select t.issuedAt from TokenRow t where t.id = :newest)")
                .setParameter("now", clock.millis())
                .setParameter("newest", newestId)
                .executeUpdate();
    }

    /** Whoever asked has taken the ask back. */
    public void voidAllOfAsk(String askId) {
        entities.createQuery("update TokenRow set voidedAt = :now where askId = :ask"
                        + " and usedAt is null and voidedAt is null")
                .setParameter("now", clock.millis())
                .setParameter("ask", askId)
                .executeUpdate();
    }

    /**
     * All of a purpose for what has no user yet, whoever asked.
     *
     * @param stamps the subject under each of the realm's keys
     */
    public void voidAllFor(String purpose, List<String> stamps) {
        entities.createQuery("update TokenRow set voidedAt = :now where realmId = :realm and purpose = :purpose"
                        + " and stamp in (:stamps) and usedAt is null and voidedAt is null")
                .setParameter("now", clock.millis())
                .setParameter("realm", session.getContext().getRealm().getId())
                .setParameter("purpose", purpose)
                .setParameter("stamps", stamps)
                .executeUpdate();
    }

    /**
     * Before one of them is consumed and all others are voided: takes their rows until the transaction ends, the oldest
     * first. Rivals with two tokens for one subject would else each hold what the other waits for.
     */
    public void lockAllFor(String purpose, List<String> stamps) {
        entities.createQuery(
                        "from TokenRow where realmId = :realm and purpose = :purpose and stamp in (:stamps)"
                                + " and usedAt is null and voidedAt is null order by issuedAt, id",
                        TokenRow.class)
                .setParameter("realm", session.getContext().getRealm().getId())
                .setParameter("purpose", purpose)
                .setParameter("stamps", stamps)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /** The same for all that one user has, of whatever purpose: one may end another. */
    public void lockAllOf(String userId) {
        entities.createQuery(
                        "from TokenRow where realmId = :realm and userId = :user"
                                + " and usedAt is null and voidedAt is null order by issuedAt, id",
                        TokenRow.class)
                .setParameter("realm", session.getContext().getRealm().getId())
                .setParameter("user", userId)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /** All of one purpose of that user: what was asked for before is meant no longer. */
    public void voidAllOf(String realmId, String userId, String purpose) {
        entities.createQuery("update TokenRow set voidedAt = :now where realmId = :realm and userId = :user"
                        + " and purpose = :purpose and usedAt is null and voidedAt is null")
                .setParameter("now", clock.millis())
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("purpose", purpose)
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
