package io.github.accountflows.keycloak;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * A flow's context in which nobody is locked out. Stock's second factor steps refuse whoever failed to sign in too
 * often; a person who holds a mailed link has to get past that (REC-10), and whoever uses it counts wrong answers itself.
 *
 * <p>A proxy, because a context grows methods from release to release.
 */
public final class Unlocked {
    private static final BruteForceProtector NOBODY = (BruteForceProtector) Proxy.newProxyInstance(
            BruteForceProtector.class.getClassLoader(),
            new Class<?>[] {BruteForceProtector.class},
            (proxy, method, arguments) -> method.getReturnType() == boolean.class ? false : null);

    private Unlocked() {}

    public static AuthenticationFlowContext of(AuthenticationFlowContext context) {
        return (AuthenticationFlowContext) Proxy.newProxyInstance(
                AuthenticationFlowContext.class.getClassLoader(),
                new Class<?>[] {AuthenticationFlowContext.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getProtector") ? NOBODY : call(method, context, arguments));
    }

    private static Object call(Method method, AuthenticationFlowContext context, Object[] arguments) throws Throwable {
        try {
            return method.invoke(context, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
