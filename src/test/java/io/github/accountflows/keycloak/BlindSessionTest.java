package io.github.accountflows.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserProvider;
import org.keycloak.storage.DatastoreProvider;

class BlindSessionTest {
    private final Object answer = new Object();
    private final KeycloakSession blind = BlindSession.of(answering(KeycloakSession.class));

    @Test
    void nobodyIsFoundByWhateverWay() {
        assertNull(blind.users().getUserByEmail(null, "mara@example.org"));
        assertEquals(0, blind.users().searchForUserStream(null, Map.of()).count());
        assertEquals(0, blind.users().getUsersCount(null));
        assertFalse(blind.users().removeUser(null, null));
        assertNull(blind.getProvider(UserProvider.class).getUserByUsername(null, "mara"));
        assertNull(blind.getProvider(UserProvider.class, "jpa").getUserById(null, "1"));
        assertNull(blind.getAllProviders(UserProvider.class).iterator().next().getUserById(null, "1"));
        assertNull(blind.getProvider(DatastoreProvider.class).users().getUserByUsername(null, "mara"));
    }

    @Test
    void everythingElseIsTheSessionsOwn() {
        assertSame(answer, blind.getAttribute("anything"));
    }

    @Test
    void whatTheSessionThrowsIsThrown() {
        assertThrows(UnsupportedOperationException.class, blind::realms);
    }

    private <T> T answering(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "getAttribute" -> answer;
                    case "getProvider" -> answering((Class<?>) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }
}
