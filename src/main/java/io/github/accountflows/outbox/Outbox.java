package io.github.accountflows.outbox;

import io.github.accountflows.address.AddressKey;
import io.github.accountflows.keycloak.Database;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * The only way to cause a mail: a row in the transaction of whoever wants it. Whether anybody exists, and what is owed,
 * is decided later by the worker; nothing here looks at users (ENU-1, ENU-3).
 */
public final class Outbox implements Provider {
    /** An ask outlives the last link that may answer it: 48 h until a mail is given up, 24 h of the longest link. */
    public static final Duration ASK_LIFE = Duration.ofHours(72);

    private static final String ADDRESS = "address";

    private final EntityManager entities;
    private final RealmModel realm;
    private final AddressKey keys;
    private final Backlog backlog;
    private final Clock clock;

    Outbox(KeycloakSession session, Backlog backlog, Clock clock) {
        this.entities = Database.of(session);
        this.realm = session.getContext().getRealm();
        this.keys = new AddressKey(session);
        this.backlog = backlog;
        this.clock = clock;
    }

    public static Outbox of(KeycloakSession session) {
        return session.getProvider(Outbox.class);
    }

    /** True while more asks of this realm wait for a decision than the worker could soon make: new ones are answered with a 503. */
    public boolean isFull() {
        return backlog.isFull(realm.getId());
    }

    /**
     * Writes what this browser asks for, and its job.
     *
     * @param address as typed; it leaves the job's row once that is settled
     * @return the ask's id, for resends
     */
    public String ask(String kind, String address, String canonical, String clientId, String tabId, Facts facts) {
        String key = keys.of(ADDRESS, canonical);
        return ask(AskRow.of(UUID.randomUUID().toString(), realm.getId(), kind, key, clientId, tabId), address, facts);
    }

    /** The same for an ask that keeps what was typed, until the mailbox is proven or its last link has ended. */
    public String askPending(
            String kind,
            String address,
            String canonical,
            String clientId,
            String tabId,
            Pending pending,
            Facts facts) {
        return askPending(kind, null, address, canonical, clientId, tabId, pending, facts);
    }

    /** The same for somebody who has signed in: deleting that user takes the ask along. */
    public String askPending(
            String kind,
            String userId,
            String address,
            String canonical,
            String clientId,
            String tabId,
            Pending pending,
            Facts facts) {
        String key = keys.of(ADDRESS, canonical);
        AskRow ask = AskRow.of(UUID.randomUUID().toString(), realm.getId(), kind, key, clientId, tabId);
        return ask(ask.by(userId).keeping(pending), address, facts);
    }

    private String ask(AskRow ask, String address, Facts facts) {
        Instant now = clock.instant();
        ask.during(now, now.plus(ASK_LIFE));
        entities.persist(ask);
        entities.persist(JobRow.asked(realm.getId(), ask.purpose, ask.id, address, ask.addressKey, facts, now));
        return ask.id;
    }

    /**
     * The same ask once more. Nothing here looks whether its row is still there, or writes it anew: an ask lives until it
     * expires, also when a link of it was used, or the time of a resend would tell a stranger that the owner has used one.
     */
    public void askAgain(String askId, String kind, String address, String canonical, Facts facts) {
        String key = keys.of(ADDRESS, canonical);
        entities.persist(JobRow.asked(realm.getId(), kind, askId, address, key, facts, clock.instant()));
    }

    /** A mail that is owed for certain, to the stored address of a user, in the transaction of what it tells of. */
    public void owe(String kind, String userId, String canonical, Facts facts) {
        String key = keys.of(ADDRESS, canonical);
        entities.persist(JobRow.owed(realm.getId(), kind, userId, key, facts, clock.instant()));
    }

    /** The same to an address that is the user's no longer, or not yet. */
    public void oweTo(String kind, String userId, String address, String canonical, Facts facts) {
        String key = keys.of(ADDRESS, canonical);
        entities.persist(JobRow.owed(realm.getId(), kind, userId, key, facts, clock.instant())
                .to(address));
    }

    /** Empty when it has expired. */
    public Optional<Ask> find(String askId) {
        return Optional.ofNullable(entities.find(AskRow.class, askId))
                .filter(row -> row.realmId.equals(realm.getId()) && row.expiresAt > clock.millis())
                .map(AskRow::toAsk);
    }

    /** The newest of that kind for that address that still keeps what was typed, in whatever browser. */
    public Optional<Ask> pending(String kind, String canonical) {
        return entities.createQuery(
                        "from AskRow where realmId = :realm and purpose = :kind and addressKey in (:keys)"
                                + " and profile is not null and expiresAt > :now order by createdAt desc, id desc",
                        AskRow.class)
                .setParameter("realm", realm.getId())
                .setParameter("kind", kind)
                .setParameter("keys", keys.all(ADDRESS, canonical))
                .setParameter("now", clock.millis())
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(AskRow::toAsk);
    }

    /** What was typed, and by which browser, is forgotten. The row stays until it expires: a resend must cost the same. */
    public void withdraw(String askId) {
        entities.createQuery("update AskRow set profile = null, browser = null where id = :ask and realmId = :realm")
                .setParameter("ask", askId)
                .setParameter("realm", realm.getId())
                .executeUpdate();
    }

    /** The same for all asks of that kind for that address. */
    public void withdrawAll(String kind, String canonical) {
        entities.createQuery("update AskRow set profile = null, browser = null"
                        + " where realmId = :realm and purpose = :kind and addressKey in (:keys)"
                        + " and profile is not null")
                .setParameter("realm", realm.getId())
                .setParameter("kind", kind)
                .setParameter("keys", keys.all(ADDRESS, canonical))
                .executeUpdate();
    }

    /** The same for all asks of that kind that this user's browsers have made, for whatever address. */
    public void withdrawAllOf(String kind, String userId) {
        entities.createQuery("update AskRow set profile = null, browser = null"
                        + " where realmId = :realm and purpose = :kind and userId = :user"
                        + " and profile is not null")
                .setParameter("realm", realm.getId())
                .setParameter("kind", kind)
                .setParameter("user", userId)
                .executeUpdate();
    }

    /**
     * Counts a try of a typed code before anything is looked at. The row stays locked until the transaction ends, so
     * rivals wait and no two hear the same number.
     *
     * @return how many there were, with this one; more than any limit where the ask has expired
     */
    public int countTry(String askId) {
        entities.createQuery("update AskRow set tries = tries + 1"
                        + " where id = :ask and realmId = :realm and expiresAt > :now")
                .setParameter("ask", askId)
                .setParameter("realm", realm.getId())
                .setParameter("now", clock.millis())
                .executeUpdate();
        return entities.createQuery(
                        "select tries from AskRow where id = :ask and realmId = :realm and expiresAt > :now",
                        Integer.class)
                .setParameter("ask", askId)
                .setParameter("realm", realm.getId())
                .setParameter("now", clock.millis())
                .getResultStream()
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    /** A newer mail brings a newer code, with tries of its own. */
    public void forgetTries(String askId) {
        entities.createQuery("update AskRow set tries = 0 where id = :ask and realmId = :realm")
                .setParameter("ask", askId)
                .setParameter("realm", realm.getId())
                .executeUpdate();
    }

    @Override
    public void close() {}
}
