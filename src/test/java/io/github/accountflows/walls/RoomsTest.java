package io.github.accountflows.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which room may know which, and that only one room knows the moving parts of Keycloak. */
class RoomsTest {
    private static final String OURS = "io/github/accountflows/";

    /** A room that is not here yet is refused until it is. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.of(
            "keycloak", Set.of(),
            "address", Set.of(),
            "throttle", Set.of("keycloak"),
            "token", Set.of("keycloak", "address"),
            "password", Set.of("keycloak"),
            "outbox", Set.of("keycloak", "address", "throttle", "token"),
            "landing", Set.of("keycloak", "throttle", "token"));

    /** They never know each other: one causes another's mail only by its kind. */
    private static final Set<String> CAPABILITIES = Set.of("recovery", "registration", "verification", "notice");

    private static final Set<String> SHARED =
            Set.of("keycloak", "address", "throttle", "token", "password", "outbox", "landing");

    private static final List<String> MOVING = List.of(
            "org/keycloak/services/",
            "org/keycloak/models/utils/KeycloakModelUtils",
            "org/keycloak/authentication/AuthenticationProcessor",
            "org/keycloak/authentication/authenticators/",
            "org/keycloak/connections/",
            "org/keycloak/protocol/",
            "org/keycloak/truststore/",
            "org/keycloak/theme/");

    /** The SPI that a realm resource implements; unchanged since Keycloak 24. */
    private static final String STABLE = "org/keycloak/services/resource/RealmResourceProvider";

    private final Bytecode bytecode = Bytecode.under(Path.of("target/classes"));

    @Test
    void noRoomKnowsARoomItMayNotKnow() {
        Set<String> found = new TreeSet<>();
        for (String name : bytecode.names()) {
            for (String other : bytecode.namedBy(name)) {
                if (other.startsWith(OURS) && !mayKnow(room(name), room(other))) {
                    found.add(name + " -> " + other);
                }
            }
        }
        assertEquals(Set.of(), found);
    }

    @Test
    void onlyOneRoomKnowsTheMovingPartsOfKeycloak() {
        Set<String> found = new TreeSet<>();
        for (String name : bytecode.names()) {
            for (String other : bytecode.namedBy(name)) {
                if (!room(name).equals("keycloak") && isMoving(other)) {
                    found.add(name + " -> " + other);
                }
            }
        }
        assertEquals(Set.of(), found);
    }

    @Test
    void capabilitiesDoNotKnowEachOther() {
        assertFalse(mayKnow("recovery", "notice") || mayKnow("notice", "recovery"));
    }

    @Test
    void theRoomOfMovingPartsIsWhereTheyAre() {
        Set<String> named = bytecode.namedBy(OURS + "keycloak/SignedIn");
        assertEquals(true, named.stream().anyMatch(RoomsTest::isMoving), "the wall would find nothing at all");
    }

    private static boolean mayKnow(String room, String other) {
        return room.equals(other)
                || MAY_KNOW.getOrDefault(room, Set.of()).contains(other)
                || (CAPABILITIES.contains(room) && SHARED.contains(other));
    }

    private static boolean isMoving(String name) {
        return !name.startsWith(STABLE) && MOVING.stream().anyMatch(name::startsWith);
    }

    private static String room(String name) {
        String rest = name.substring(OURS.length());
        return rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : "";
    }
}
