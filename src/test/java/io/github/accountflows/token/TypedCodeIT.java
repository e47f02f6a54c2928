package io.github.accountflows.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which code finds which token, and what ends it (TOK-2, TOK-7, TOK-10). */
class TypedCodeIT {
    @RegisterExtension
    static final OwnRealm H2 = OwnRealm.onH2();

    @RegisterExtension
    static final OwnRealm POSTGRES = OwnRealm.onPostgres();

    static Stream<Named<OwnRealm>> databases() {
        return Stream.of(Named.of("H2", H2), Named.of("PostgreSQL", POSTGRES));
    }

    private static final String NONE = "none";

    private record Issued(Realm realm, String ask, String address, String id, String secret, String code) {
        static Issued in(OwnRealm own) {
            String ask = UUID.randomUUID().toString();
            return in(own, ask, ask + "@example.org");
        }

        static Issued in(OwnRealm own, String ask, String address) {
            JsonNode minted = call(own.realm(), "mint", ask, address);
            return new Issued(
                    own.realm(),
                    ask,
                    address,
                    minted.path("id").textValue(),
                    minted.path("secret").textValue(),
                    minted.path("code").textValue());
        }

        /** The newer mail of the same ask. */
        Issued again(OwnRealm own) {
            return in(own, ask, address);
        }

        String byCode(String typed) {
            return call(realm, "byCode", ask, typed).textValue();
        }

        String byCode() {
            return byCode(code);
        }

        String bySecret() {
            return call(realm, "bySecret", secret).textValue();
        }

        void set(String column, long time) {
            assertEquals(
                    1, realm.server().probe().update("update AF_TOKEN set " + column + " = ? where ID = ?", time, id));
        }

        JsonNode row() {
            return realm.server()
                    .probe()
                    .query("select * from AF_TOKEN where ID = ?", id)
                    .get(0);
        }
    }

    private static JsonNode call(Realm realm, String name, String... args) {
        return realm.server().probe().data(realm, name, args);
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aCodeFindsTheTokenOfItsLinkHoweverItIsSpelled(OwnRealm own) {
        Issued issued = Issued.in(own);

        assertEquals(issued.id(), issued.bySecret());
        assertEquals(issued.id(), issued.byCode());
        assertEquals(
                issued.id(), issued.byCode(" " + Code.grouped(issued.code()).toLowerCase() + "\n"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aWrongCodeFindsNothing(OwnRealm own) {
        Issued issued = Issued.in(own);
        char last = issued.code().charAt(7);

        for (String wrong : List.of("", "ABCDEFG", issued.code().substring(0, 7) + (last == 'A' ? 'B' : 'A'))) {
            assertEquals(NONE, issued.byCode(wrong));
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aCodeOpensNoOtherAskNorRealm(OwnRealm own) {
        Issued mine = Issued.in(own);
        Issued other = Issued.in(own);

        assertEquals(NONE, other.byCode(mine.code()));
        OwnRealm elsewhere = own == H2 ? POSTGRES : H2;
        assertEquals(
                NONE, call(elsewhere.realm(), "byCode", mine.ask(), mine.code()).textValue());
    }

    /** A row that somebody moves to another ask is worth nothing there: the hash knows its ask. */
    @ParameterizedTest
    @MethodSource("databases")
    void aHashIsBoundToItsAsk(OwnRealm own) {
        Issued mine = Issued.in(own);
        String other = UUID.randomUUID().toString();

        own.realm().server().probe().update("update AF_TOKEN set ASK_ID = ? where ID = ?", other, mine.id());

        assertEquals(NONE, call(own.realm(), "byCode", other, mine.code()).textValue());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theRowHoldsNeitherCodeNorSecretNorPlainHashesOfTheCode(OwnRealm own) {
        Issued issued = Issued.in(own);

        String row = issued.row().toString();

        for (String clear : List.of(issued.code(), Code.grouped(issued.code()), issued.secret())) {
            assertFalse(row.contains(clear));
            assertFalse(row.contains(Secret.hash(clear)) && !clear.equals(issued.secret()));
        }
        assertEquals(43, issued.row().path("code_hash").textValue().length());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aCodeEndsBeforeItsLink(OwnRealm own) {
        Issued issued = Issued.in(own);
        long minutes = (issued.row().path("code_expires_at").longValue()
                        - issued.row().path("issued_at").longValue())
                / 60_000;
        assertEquals(10, minutes);

        issued.set("CODE_EXPIRES_AT", Instant.now().minusSeconds(1).toEpochMilli());

        assertEquals(NONE, issued.byCode());
        assertEquals(issued.id(), issued.bySecret());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aCodeEndsWithItsToken(OwnRealm own) {
        for (String column : List.of("USED_AT", "VOIDED_AT", "EXPIRES_AT")) {
            Issued issued = Issued.in(own);
            issued.set(column, Instant.now().minus(Duration.ofSeconds(1)).toEpochMilli());
            assertEquals(NONE, issued.byCode(), column);
            assertEquals(NONE, issued.bySecret(), column);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theNewerMailOfAnAskEndsItsOlderLinksAndCodesAlone(OwnRealm own) {
        Issued older = Issued.in(own);
        Issued newer = older.again(own);
        Issued others = Issued.in(own, UUID.randomUUID().toString(), older.address());

        assertEquals(older.id(), older.byCode());
        assertEquals(newer.id(), newer.byCode());
        call(own.realm(), "voidOlder", newer.id());

        assertEquals(NONE, older.byCode());
        assertEquals(NONE, older.bySecret());
        assertEquals(newer.id(), newer.byCode());
        assertEquals(others.id(), others.byCode());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void anAskTakenBackEndsAllOfItsTokensAndNoOthers(OwnRealm own) {
        Issued older = Issued.in(own);
        Issued newer = older.again(own);
        Issued others = Issued.in(own, UUID.randomUUID().toString(), older.address());

        call(own.realm(), "voidAllOfAsk", older.ask());

        assertEquals(NONE, older.byCode());
        assertEquals(NONE, newer.bySecret());
        assertEquals(others.id(), others.byCode());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void allOfAnAddressEndTogetherAndNoOthers(OwnRealm own) {
        Issued mine = Issued.in(own);
        Issued others = Issued.in(own, UUID.randomUUID().toString(), mine.address());
        Issued neighbours = Issued.in(own);

        call(own.realm(), "voidAllFor", mine.address());

        assertEquals(NONE, mine.byCode());
        assertEquals(NONE, others.bySecret());
        assertEquals(neighbours.id(), neighbours.byCode());
    }

    /** ENU-2: whether a token is there at all must not show in what is asked of the database. */
    @ParameterizedTest
    @MethodSource("databases")
    void whateverIsTypedCostsTheSameStatements(OwnRealm own) {
        Issued issued = Issued.in(own);
        String unknown = UUID.randomUUID().toString();
        KeycloakServer server = own.realm().server();
        call(own.realm(), "byCode", unknown, "");

        List<Integer> counts = Stream.of(
                        new String[] {issued.ask(), "ABCDEFGH"},
                        new String[] {issued.ask(), ""},
                        new String[] {issued.ask(), "x".repeat(1000)},
                        new String[] {unknown, "ABCDEFGH"},
                        new String[] {unknown, issued.code()},
                        new String[] {"", ""})
                .map(args -> server.probe().statementsDuring(() -> call(own.realm(), "byCode", args)))
                .map(all -> all.ofRequests().mentioning("AF_TOKEN").count())
                .toList();

        assertEquals(List.of(1, 1, 1, 1, 1, 1), counts);
    }

    /** Rivals with different tokens for one address would else each hold what the other waits for. */
    @ParameterizedTest
    @MethodSource("databases")
    void ofManyTokensForOneAddressOneIsUsedAndNoRivalFails(OwnRealm own) {
        String address = UUID.randomUUID() + "@example.org";
        List<Issued> rivals = new ArrayList<>(IntStream.range(0, 12)
                .mapToObj(i -> Issued.in(own, UUID.randomUUID().toString(), address))
                .toList());

        List<Boolean> won = Together.all(rivals.stream()
                .<Supplier<Boolean>>map(one -> () ->
                        call(own.realm(), "consumeAlone", one.id(), address).booleanValue())
                .toList());

        assertEquals(1, won.stream().filter(one -> one).count());
        rivals.forEach(one -> assertEquals(NONE, one.bySecret()));
        assertEquals(
                11,
                rivals.stream().filter(one -> one.row().hasNonNull("voided_at")).count());
    }
}
