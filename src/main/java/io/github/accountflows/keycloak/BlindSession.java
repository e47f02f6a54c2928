package io.github.accountflows.keycloak;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserProvider;
import org.keycloak.storage.DatastoreProvider;

/**
 * This very session, but with nobody in its user store: whatever code is handed it, a customer's own too, cannot tell by
 * it who has an account (ENU-2), and asks no database for anybody.
 */
final class BlindSession {
    private static final UserProvider NOBODY = proxy(UserProvider.class, BlindSession::nothing);

    private BlindSession() {}

    static KeycloakSession of(KeycloakSession session) {
        return proxy(KeycloakSession.class, (self, method, arguments) -> {
            if (method.getName().equals("users")) {
                return NOBODY;
            }
            Object asked = arguments == null || arguments.length == 0 ? null : arguments[0];
            if (asked == UserProvider.class && !method.getName().equals("listProviderIds")) {
                return method.getReturnType() == Set.class ? Set.of(NOBODY) : NOBODY;
            }
            Object answer = call(session, method, arguments);
            return answer instanceof DatastoreProvider store ? blind(store) : answer;
        });
    }

    private static DatastoreProvider blind(DatastoreProvider store) {
        return proxy(
                DatastoreProvider.class,
                (self, method, arguments) ->
                        method.getName().equals("users") ? NOBODY : call(store, method, arguments));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static Object nothing(Object self, Method method, Object[] arguments) {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> self == arguments[0];
                case "hashCode" -> System.identityHashCode(self);
                default -> "Nobody";
            };
        }
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == Stream.class) {
            return Stream.empty();
        }
        if (type == Optional.class) {
            return Optional.empty();
        }
        if (type == Map.class) {
            return Map.of();
        }
        if (type == Set.class) {
            return Set.of();
        }
        return type.isAssignableFrom(List.class) && type != Object.class ? List.of() : null;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
