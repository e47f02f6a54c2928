package io.github.accountflows.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Together;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one user has in several purposes: which of it ends together, and which does not (TOK-3, TOK-4). */
class UserTokensIT {
    private static final String PROOF = "proof";
    private static final String CANCEL = "cancel";
    private static final String NONE = "none";

    @RegisterExtension
    static final OwnRealm H2 = OwnRealm.onH2();

    @RegisterExtension
    static final OwnRealm POSTGRES = OwnRealm.onPostgres();

    static Stream<Named<OwnRealm>> databases() {
        return Stream.of(Named.of("H2", H2), Named.of("PostgreSQL", POSTGRES));
    }

    private record Issued(OwnRealm own, String id, String secret) {
        static Issued in(OwnRealm own, String ask, String user, String purpose) {
            JsonNode minted = call(own, "mintFor", ask, user, purpose);
            return new Issued(
                    own, minted.path("id").textValue(), minted.path("secret").textValue());
        }

        boolean lives() {
            return !call(own, "bySecret", secret).textValue().equals(NONE);
        }
    }

    private static JsonNode call(OwnRealm own, String name, String... args) {
        return own.realm().server().probe().data(own.realm(), name, args);
    }

    private static String some() {
        return UUID.randomUUID().toString();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void theNewerMailOfAnAskEndsOnlyWhatHasItsOwnPurpose(OwnRealm own) {
        String ask = some();
        String user = some();
        Issued cancel = Issued.in(own, ask, user, CANCEL);
        Issued older = Issued.in(own, ask, user, PROOF);
        Issued newer = Issued.in(own, ask, user, PROOF);

        call(own, "voidOlder", newer.id());

        assertEquals(
                List.of(true, false, true),
                Stream.of(cancel, older, newer).map(Issued::lives).toList());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aProofGoesOnWithANewerOneOfItsPurposeAlone(OwnRealm own) {
        String ask = some();
        String user = some();
        Issued older = Issued.in(own, ask, user, PROOF);
        Issued newer = Issued.in(own, ask, user, PROOF);
        Issued cancel = Issued.in(own, ask, user, CANCEL);
        call(own, "voidOlder", newer.id());

        assertEquals(newer.id(), call(own, "byIdOrSuccessor", older.id()).textValue());
        call(own, "voidAllOf", user, PROOF);
        assertTrue(cancel.lives());
        assertEquals(NONE, call(own, "byIdOrSuccessor", older.id()).textValue());
    }

    @ParameterizedTest
    @MethodSource("databases")
    void allOfAUserAndAPurposeEndTogetherAndNoOthers(OwnRealm own) {
        String user = some();
        Issued one = Issued.in(own, some(), user, PROOF);
        Issued other = Issued.in(own, some(), user, PROOF);
        Issued cancel = Issued.in(own, some(), user, CANCEL);
        Issued neighbours = Issued.in(own, some(), some(), PROOF);

        call(own, "voidAllOf", user, PROOF);

        assertEquals(
                List.of(false, false, true, true),
                Stream.of(one, other, cancel, neighbours).map(Issued::lives).toList());
    }

    /** A change that is confirmed and cancelled at once has one winner, and neither of the two fails. */
    @ParameterizedTest
    @MethodSource("databases")
    void ofAllThatOneUserHasOneIsUsedAndNoRivalFails(OwnRealm own) {
        String user = some();
        List<Issued> rivals = IntStream.range(0, 12)
                .mapToObj(i -> Issued.in(own, some(), user, i % 2 == 0 ? PROOF : CANCEL))
                .toList();

        List<Boolean> won = Together.all(rivals.stream()
                .<Supplier<Boolean>>map(
                        one -> () -> call(own, "consumeAloneOf", one.id(), user).booleanValue())
                .toList());

        assertEquals(1, won.stream().filter(one -> one).count());
        assertTrue(rivals.stream().noneMatch(Issued::lives));
    }
}
