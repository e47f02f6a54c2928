package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Statements.Statement;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.User;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an ask keeps of a sign-up that nobody has proven, and how its tries are counted. */
class PendingIT {
    private static final String BROWSER = "b".repeat(43);
    private static final String PROFILE = "{\"profile\":{\"firstName\":[\"Zoë 王\"]}}";
    private static final String NONE = "none";

    @RegisterExtension
    static final OwnRealm H2 = OwnRealm.onH2();

    @RegisterExtension
    static final OwnRealm POSTGRES = OwnRealm.onPostgres();

    static Stream<Named<OwnRealm>> databases() {
        return Stream.of(Named.of("H2", H2), Named.of("PostgreSQL", POSTGRES));
    }

    private static JsonNode call(OwnRealm own, String name, String... args) {
        return own.realm().server().probe().data(own.realm(), name, args);
    }

    private static String text(OwnRealm own, String name, String... args) {
        return call(own, name, args).textValue();
    }

    private static String address() {
        return UUID.randomUUID() + "@example.org";
    }

    @ParameterizedTest
    @MethodSource("databases")
    void anAskKeepsWhatWasTyped(OwnRealm own) {
        String ask = text(own, "askPending", address(), BROWSER, PROFILE);

        assertEquals(BROWSER + " " + PROFILE, text(own, "find", ask));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theLongestProfileFitsInEveryScript(OwnRealm own) {
        for (String letter : List.of("a", "я", "王")) {
            String longest = letter.repeat(Pending.LONGEST);
            String ask = text(own, "askPending", address(), BROWSER, longest);
            assertEquals(BROWSER + " " + longest, text(own, "find", ask));
        }
    }

    /** Large objects of PostgreSQL are rows elsewhere that nobody deletes. */
    @Test
    void noColumnIsALargeObject() {
        List<String> types = POSTGRES
                .realm()
                .server()
                .probe()
                .query("select table_name, column_name, data_type from information_schema.columns"
                        + " where table_name in ('af_ask', 'af_token', 'af_job', 'af_limit')")
                .stream()
                .map(row -> row.path("data_type").textValue())
                .distinct()
                .sorted()
                .toList();
        assertEquals(List.of("bigint", "boolean", "character varying", "integer"), types);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theNewestOfAnAddressIsFound(OwnRealm own) {
        String address = address();
        assertEquals(NONE, text(own, "pending", address));
        String older = text(own, "askPending", address, BROWSER, PROFILE);
        String newer = text(own, "askPending", address, BROWSER, PROFILE);
        text(own, "ask", address); // keeps nothing
        text(own, "askPending", address(), BROWSER, PROFILE);

        assertEquals(newer, text(own, "pending", address));
        text(own, "withdraw", newer);
        assertEquals(older, text(own, "pending", address));
        expire(own, older);
        assertEquals(NONE, text(own, "pending", address));
    }

    private static void expire(OwnRealm own, String ask) {
        own.realm()
                .server()
                .probe()
                .update(
                        "update AF_ASK set EXPIRES_AT = ? where ID = ?",
                        Instant.now().minus(Duration.ofSeconds(1)).toEpochMilli(),
                        ask);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void whatIsWithdrawnLeavesItsRow(OwnRealm own) {
        String ask = text(own, "askPending", address(), BROWSER, PROFILE);
        String others = text(own, "askPending", address(), BROWSER, PROFILE);

        text(own, "withdraw", ask);

        assertEquals(NONE, text(own, "find", ask));
        JsonNode row = own.realm().rows("AF_ASK").stream()
                .filter(one -> one.path("id").textValue().equals(ask))
                .findFirst()
                .orElseThrow();
        assertFalse(row.hasNonNull("browser") || row.hasNonNull("profile"));
        assertEquals(BROWSER + " " + PROFILE, text(own, "find", others));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void allOfAnAddressAreWithdrawnTogetherAndNoOthers(OwnRealm own) {
        String address = address();
        String one = text(own, "askPending", address, BROWSER, PROFILE);
        String other = text(own, "askPending", address, BROWSER, PROFILE);
        String neighbours = text(own, "askPending", address(), BROWSER, PROFILE);

        text(own, "withdrawAll", address);

        assertEquals(NONE, text(own, "find", one));
        assertEquals(NONE, text(own, "find", other));
        assertEquals(BROWSER + " " + PROFILE, text(own, "find", neighbours));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void allOfAUserAreWithdrawnTogetherWhateverTheAddressAndNoOthers(OwnRealm own) {
        String user = UUID.randomUUID().toString();
        String address = address();
        String one = text(own, "askPendingAs", user, address);
        String other = text(own, "askPendingAs", user, address());
        String neighbours = text(own, "askPendingAs", UUID.randomUUID().toString(), address);
        String strangers = text(own, "askPending", address, BROWSER, PROFILE);

        text(own, "withdrawAllOf", user);

        assertEquals(NONE, text(own, "find", one));
        assertEquals(NONE, text(own, "find", other));
        assertEquals("browser {}", text(own, "find", neighbours));
        assertEquals(BROWSER + " " + PROFILE, text(own, "find", strangers));
    }

    /** As a notice does that tells an owner what happened to the address. */
    @ParameterizedTest
    @MethodSource("databases")
    void aMailGoesToTheAddressThatItIsOwedToAndNotToTheStoredOne(OwnRealm own) {
        String old = address();
        User user = own.realm().user(address()).create();

        text(own, "oweTo", user.id(), old);

        assertEquals(List.of(old), own.mailbox().awaitMail(old).to());
        Await.equal("SENT", () -> job(own, user).path("state").textValue());
        assertFalse(job(own, user).hasNonNull("address") || job(own, user).hasNonNull("facts"));
        assertEquals(0, own.mailbox().count(user.email()));
    }

    private static JsonNode job(OwnRealm own, User user) {
        return own.realm().rows("AF_JOB").stream()
                .filter(job -> user.id().equals(job.path("user_id").textValue()))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void parallelTriesShareOneCount(OwnRealm own) {
        String ask = text(own, "askPending", address(), BROWSER, PROFILE);

        List<Integer> heard = Together.all(Collections.nCopies(
                20, (Supplier<Integer>) () -> call(own, "countTry", ask).intValue()));

        assertEquals(
                IntStream.rangeClosed(1, 20).boxed().toList(),
                heard.stream().sorted().toList());
        text(own, "forgetTries", ask);
        assertEquals(1, call(own, "countTry", ask).intValue());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void anAskThatIsOverHasNoTriesLeft(OwnRealm own) {
        String ask = text(own, "askPending", address(), BROWSER, PROFILE);
        expire(own, ask);

        assertEquals(Integer.MAX_VALUE, call(own, "countTry", ask).intValue());
        assertEquals(Integer.MAX_VALUE, call(own, "countTry", "").intValue());
        assertEquals(
                Integer.MAX_VALUE,
                call(own == H2 ? POSTGRES : H2, "countTry", ask).intValue());
    }

    /** ENU-2. */
    @ParameterizedTest
    @MethodSource("databases")
    void aTryCostsTheSameForAnAskThatIsOver(OwnRealm own) {
        String alive = text(own, "askPending", address(), BROWSER, PROFILE);
        String over = text(own, "askPending", address(), BROWSER, PROFILE);
        expire(own, over);

        assertEquals(statements(own, "countTry", alive), statements(own, "countTry", over));
        assertEquals(2, statements(own, "countTry", alive).size());
        assertEquals(1, statements(own, "withdraw", alive).size());
        assertEquals(statements(own, "withdraw", alive), statements(own, "withdraw", over));
    }

    private static List<String> statements(OwnRealm own, String... call) {
        return own
                .realm()
                .server()
                .probe()
                .statementsDuring(() -> call(own, call[0], call[1]))
                .ofRequests()
                .mentioning("AF_ASK")
                .all()
                .stream()
                .map(Statement::sql)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aLookAtALimitTakesNothing(OwnRealm own) {
        String address = address();

        assertTrue(call(own, "isFree", address).booleanValue());
        assertTrue(call(own, "isFree", address).booleanValue());
        assertTrue(call(own, "reserve", address).booleanValue());
        assertFalse(call(own, "isFree", address).booleanValue());
        assertFalse(call(own, "reserve", address).booleanValue());
        assertTrue(call(own, "isFree", address()).booleanValue());
    }

    /** A row keeps its name when the realm's key is changed: it is looked for under the retired key too. */
    @ParameterizedTest
    @MethodSource("databases")
    void aRotatedKeyLosesNothing(OwnRealm own) {
        String address = address();
        String ask = text(own, "askPending", address, BROWSER, PROFILE);
        JsonNode minted = call(own, "mint", ask, address);
        call(own, "reserve", address);

        own.realm()
                .admin()
                .post(
                        own.realm().path("/components"),
                        Map.of(
                                "name", "newer",
                                "providerId", "hmac-generated",
                                "providerType", "org.keycloak.keys.KeyProvider",
                                "parentId", own.realm().id(),
                                "config",
                                        Map.of(
                                                "priority", List.of("1000"),
                                                "algorithm", List.of("HS512"))));

        assertEquals(ask, text(own, "pending", address));
        assertEquals(
                minted.path("id").textValue(),
                text(own, "byCode", ask, minted.path("code").textValue()));
        assertFalse(call(own, "isFree", address).booleanValue());
        text(own, "voidAllFor", address);
        text(own, "withdrawAll", address);
        assertEquals(NONE, text(own, "pending", address));
        assertEquals(NONE, text(own, "byCode", ask, minted.path("code").textValue()));
    }
}
