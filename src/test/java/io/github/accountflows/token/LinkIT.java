package io.github.accountflows.token;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static io.github.accountflows.testing.Recovering.secret;
import static io.github.accountflows.testing.Recovering.typed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a link is made of, where its secret stays, and what it is bound to. */
class LinkIT {
    private static final String NEW_PASSWORD = "a new password of mine";

    private static final Mailbox MAILBOX = Mailbox.open();
    private static Realm realm;
    private static Recovering recovering;

    @BeforeAll
    static void open() {
        realm = Realm.open(KeycloakServer.h2(), MAILBOX);
        recovering = new Recovering(realm, MAILBOX);
    }

    @AfterAll
    static void close() {
        realm.close();
        MAILBOX.close();
    }

    /** TOK-1 */
    @Test
    void aLinkIsShortAndTellsNothing() {
        User user = realm.user("short@example.org").create();
        URI link = recovering.link(user);

        String path = link.toString().substring(realm.url("").toString().length());
        assertTrue(path.matches("/account-link/[A-Za-z0-9_-]{43}"), path);
        assertTrue(path.length() <= 60, path);
        assertEquals(32, Base64.getUrlDecoder().decode(secret(link)).length);
        assertFalse(path.contains(user.id()));
    }

    /** TOK-2: not in our tables, nor anywhere else. */
    @Test
    void theDatabaseKnowsOnlyAHash() {
        User user = realm.user("hashed@example.org").create();
        URI link = recovering.link(user);

        assertEquals(sha256(secret(link)), row(user).path("hash").textValue());
        assertFalse(dump().contains(secret(link)));
        Page page = land(link);
        assertFalse(dump().contains(secret(link)));
        choose(page, NEW_PASSWORD).is("recovery-done");
        assertFalse(dump().contains(secret(link)));
        assertTrue(dump().contains(sha256(secret(link))), "the dump has what is stored");
    }

    /** TOK-5 */
    @Test
    void aLinkOpensNothingInAnotherRealm() {
        try (Realm other = Realm.open(KeycloakServer.h2(), MAILBOX)) {
            other.user("twin@example.org").create();
            URI link = recovering.link(realm.user("twin@example.org").create());

            new Visitor().open(other.url("/account-link/" + secret(link))).is("link-invalid");
            land(link);
        }
    }

    /** TOK-5 */
    @Test
    void aLinkOfAnotherPurposeSetsNoPassword() {
        User user = realm.user("purpose@example.org").create();
        URI link = recovering.link(user);
        Page landed = land(link);

        rewrite(user, "PURPOSE", "verification");

        choose(landed, NEW_PASSWORD).is("link-invalid");
        new Visitor().open(link).is("link-invalid");
        assertTrue(user.signsInWith(User.PASSWORD));
    }

    /** TOK-5 */
    @Test
    void aLinkOpensNobodyElsesAccount() {
        User user = realm.user("owner@example.org").create();
        User other = realm.user("other@example.org").create();
        URI link = recovering.link(user);
        Page landed = land(link);

        rewrite(user, "USER_ID", other.id());

        choose(landed, NEW_PASSWORD).is("link-invalid");
        new Visitor().open(link).is("link-invalid");
        assertTrue(user.signsInWith(User.PASSWORD));
        assertTrue(other.signsInWith(User.PASSWORD));
    }

    /** TOK-5, REC-13: whose password it is comes from the link, never from the form. */
    @Test
    void theFormCannotNameAnotherAccount() {
        User user = realm.user("named@example.org").create();
        User other = realm.user("victim@example.org").create();

        typed(land(recovering.link(user)), NEW_PASSWORD)
                .add("username", other.username())
                .add("userId", other.id())
                .submit()
                .is("recovery-done");

        assertTrue(user.signsInWith(NEW_PASSWORD));
        assertTrue(other.signsInWith(User.PASSWORD));
    }

    /** TOK-6 */
    @Test
    void aLinkLivesItsTimeAndNotLonger() {
        User user = realm.user("timed@example.org").create();
        URI link = recovering.link(user);
        JsonNode row = row(user);
        assertEquals(
                60 * 60 * 1000,
                row.path("expires_at").longValue() - row.path("issued_at").longValue());
        Page landed = land(link);

        rewrite(user, "EXPIRES_AT", System.currentTimeMillis() + 20_000);
        land(link);
        rewrite(user, "EXPIRES_AT", System.currentTimeMillis() - 1);

        new Visitor().open(link).is("link-invalid");
        choose(landed, NEW_PASSWORD).is("link-invalid");
        assertTrue(user.signsInWith(User.PASSWORD));
    }

    private static JsonNode row(User user) {
        List<JsonNode> rows = realm.server().probe().query("select * from AF_TOKEN where USER_ID = ?", user.id());
        assertEquals(1, rows.size());
        return rows.get(0);
    }

    private static void rewrite(User user, String column, Object value) {
        assertEquals(
                1,
                realm.server()
                        .probe()
                        .update("update AF_TOKEN set " + column + " = ? where USER_ID = ?", value, user.id()));
    }

    /** Every row of every table. */
    private static String dump() {
        return realm.server().probe().query("script").toString();
    }

    private static String sha256(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
