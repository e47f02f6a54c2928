package io.github.accountflows.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.walls.Bytecode.Method;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * ENU-1, ENU-3: classes that serve a person who has proved nothing cannot reach the user store or a mail, also not
 * through other classes of ours. So their answers cannot depend on who exists.
 */
class AskingSideTest {
    private static final Path MAIN = Path.of("target/classes");
    private static final Path TEST = Path.of("target/test-classes");
    private static final String OURS = "io/github/accountflows/";

    /** This browser's own identity cookie may be read: only that user's browser can tell it. */
    private static final Set<String> EXCEPT = Set.of(OURS + "keycloak/SignedIn");

    private static final Set<String> FORBIDDEN_METHODS = Set.of(
            "org/keycloak/models/KeycloakSession.users",
            "org/keycloak/models/utils/KeycloakModelUtils.findUserByNameOrEmail",
            "org/keycloak/authentication/AuthenticationFlowContext.setUser",
            "org/keycloak/authentication/AuthenticationFlowContext.failureChallenge",
            "org/keycloak/authentication/AuthenticationFlowContext.failure",
            "org/keycloak/authentication/AuthenticationFlowContext.getEvent",
            "org/keycloak/authentication/AuthenticationFlowContext.newEvent",
            "org/keycloak/authentication/FormContext.setUser",
            "org/keycloak/authentication/FormContext.getEvent",
            "org/keycloak/authentication/FormContext.newEvent",
            "org/keycloak/authentication/RequiredActionContext.getEvent",
            "org/keycloak/authentication/RequiredActionContext.failure",
            "org/keycloak/authentication/ValidationContext.setUser",
            "org/keycloak/authentication/ValidationContext.getEvent",
            "org/keycloak/authentication/ValidationContext.newEvent");

    private static final List<String> FORBIDDEN_OWNERS = List.of(
            "org/keycloak/models/UserProvider",
            "org/keycloak/models/UserManager",
            "org/keycloak/services/managers/BruteForceProtector",
            "org/keycloak/storage/user/",
            "org/keycloak/email/",
            "org/keycloak/events/EventBuilder",
            "jakarta/mail/");

    @Test
    void theAskingSideCannotReachTheUserStoreOrAMail() {
        Bytecode bytecode = Bytecode.under(MAIN);
        assertEquals(Set.of(), violations(bytecode, name -> name.matches(OURS + "[a-z]+/ask/.*")));
    }

    @Test
    void everyCapabilityThatAnswersAStrangerHasAnAskingSide() {
        Set<String> names = Bytecode.under(MAIN).names();
        assertTrue(names.contains(OURS + "recovery/ask/RecoveryAsk"));
        assertTrue(names.contains(OURS + "registration/ask/SignUpForm"));
        assertTrue(names.contains(OURS + "verification/ask/VerificationAsk"));
    }

    @Test
    void aPlantedLookUpBehindTwoClassesIsFound() {
        Bytecode bytecode = Bytecode.under(MAIN, TEST);
        Set<String> found = violations(bytecode, name -> name.startsWith(OURS + "walls/planted/ask/"));
        assertTrue(
                found.stream()
                        .anyMatch(line -> line.contains("LeakyAsk.look") && line.contains("KeycloakSession.users")),
                found.toString());
    }

    @Test
    void aPlantedLookUpBehindALambdaAndAnInterfaceIsFound() {
        Bytecode bytecode = Bytecode.under(MAIN, TEST);
        Set<String> found = violations(bytecode, name -> name.startsWith(OURS + "walls/planted/ask/"));
        assertTrue(
                found.stream()
                        .anyMatch(line ->
                                line.contains("BackDoor.open") && line.contains("AuthenticationFlowContext.setUser")),
                found.toString());
    }

    @Test
    void theWorkersSideWouldBeFoundIfItWereAsking() {
        Bytecode bytecode = Bytecode.under(MAIN);
        assertFalse(violations(bytecode, name -> name.equals(OURS + "recovery/LinkMail"))
                .isEmpty());
    }

    private static Set<String> violations(Bytecode bytecode, Predicate<String> isAsking) {
        Deque<Method> open = new ArrayDeque<>();
        Map<Method, Method> cause = new HashMap<>();
        bytecode.names().stream().filter(isAsking).forEach(name -> bytecode.methodsOf(name)
                .forEach(method -> {
                    cause.put(method, method);
                    open.add(method);
                }));
        Set<String> found = new TreeSet<>();
        while (!open.isEmpty()) {
            Method method = open.poll();
            for (Method call : bytecode.callsOf(method)) {
                if (isForbidden(call)) {
                    found.add(trail(method, cause) + " -> " + call.readable());
                } else if (call.owner().startsWith(OURS) && !EXCEPT.contains(call.owner())) {
                    for (Method target : bytecode.targets(call)) {
                        if (cause.putIfAbsent(target, method) == null) {
                            open.add(target);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static boolean isForbidden(Method call) {
        return FORBIDDEN_METHODS.contains(call.owner() + "." + call.name())
                || FORBIDDEN_OWNERS.stream().anyMatch(call.owner()::startsWith);
    }

    private static String trail(Method method, Map<Method, Method> cause) {
        Method before = cause.get(method);
        return before.equals(method) ? method.readable() : trail(before, cause) + " -> " + method.readable();
    }
}
