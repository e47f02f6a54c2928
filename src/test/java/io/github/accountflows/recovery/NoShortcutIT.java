package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is posted, nobody gets past the asking side without a link (REC-15, CVE-2026-18963). */
class NoShortcutIT {
    private static final Mailbox MAILBOX = Mailbox.open();
    private static final List<String> BUTTONS =
            List.of("resend", "other-address", "confirm", "sign-out", "sign-in", "cancel", "change-password", "not-me");

    private static Realm realm;
    private static User victim;
    private static List<JsonNode> password;
    private static List<String> steps;

    @BeforeAll
    static void open() {
        realm = Realm.open(KeycloakServer.h2(), MAILBOX);
        victim = realm.user("victim@example.org").create();
        password = victim.credentials();
        steps = new ArrayList<>();
        for (JsonNode step : realm.executions("account recovery")) {
            steps.add(step.path("id").textValue());
        }
        steps.add(realm.execution("browser", "auth-username-password-form")
                .path("id")
                .textValue());
        steps.add(realm.execution("reset credentials", "reset-password")
                .path("id")
                .textValue());
    }

    @AfterAll
    static void close() {
        realm.close();
        MAILBOX.close();
    }

    static Stream<Named<Function<Visitor, Page>>> pages() {
        return Stream.of(
                Named.of("request", visitor -> new Asking(realm).open(visitor)),
                Named.of("request with a fault", visitor -> Asking.ask(new Asking(realm).open(visitor), "?")),
                Named.of("sent", visitor -> Asking.ask(new Asking(realm).open(visitor), victim.username())
                        .is("recovery-sent")));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noExecutionCanBeChosen(Function<Visitor, Page> start) {
        for (String step : steps) {
            Visitor visitor = new Visitor();
            Page page = start.apply(visitor);
            for (Map<String, String> fields : selections(step)) {
                Page answer = visitor.post(action(page), fields).follow();
                assertAsking(visitor, answer, fields);
                page = answer.name().isEmpty() ? start.apply(visitor.startOver()) : answer;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noExecutionCanBeJumpedTo(Function<Visitor, Page> start) {
        for (String step : steps) {
            Visitor visitor = new Visitor();
            URI other = at(action(start.apply(visitor)), step);
            assertAsking(visitor, visitor.post(other, password()).follow(), Map.of("execution", step));
            assertAsking(visitor, visitor.open(other), Map.of("execution", step));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void buttonsOfOtherPagesLeadNowhere(Function<Visitor, Page> start) {
        for (String button : BUTTONS) {
            Visitor visitor = new Visitor();
            URI action = action(start.apply(visitor));
            assertAsking(visitor, visitor.post(action, Map.of(button, "")).follow(), Map.of(button, ""));
        }
    }

    @Test
    void whoeverIsSignedInFindsNoWayEither() {
        User mallory = realm.user("mallory@example.org").create();
        Visitor visitor = new Visitor();
        assertTrue(realm.app()
                .signIn()
                .with(visitor, mallory.username(), User.PASSWORD)
                .isApp());
        List<Map<String, String>> posts =
                new ArrayList<>(List.of(with(password(), "confirm", ""), with(password(), "resend", ""), password()));
        steps.forEach(step -> posts.add(Map.of("authenticationExecution", step)));
        for (Map<String, String> fields : posts) {
            Page page = visitor.open(realm.url("/login-actions/reset-credentials?client_id=demo-app"));
            Page answer = visitor.post(action(page), fields).follow();
            assertTrue(answer.status() < 500, () -> fields + " → " + answer);
            assertFalse(answer.has("[name^='password-']"), () -> fields + " → " + answer);
        }
        Page page = visitor.open(realm.url("/login-actions/reset-credentials?client_id=demo-app"));
        visitor.post(action(page), with(password(), "sign-out", "")).follow().is("recovery-request");
    }

    /** Steps, buttons and fields in any order; the seed is in the failure. */
    @Test
    void noWayThroughIsFoundByTrying() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            Visitor visitor = new Visitor();
            List<Object> way = new ArrayList<>(List.of("seed " + seed));
            Page page = new Asking(realm).open(visitor);
            for (int post = 0; post < 12; post++) {
                Map<String, String> fields = anything(random);
                URI action = page.has("form") ? action(page) : action(new Asking(realm).open(visitor));
                URI target = random.nextInt(3) == 0 ? at(action, any(steps, random)) : action;
                way.add(target.getQuery() + " " + fields);
                page = visitor.post(target, fields).follow();
                assertAsking(visitor, page, way);
            }
        }
    }

    @AfterEach
    void nothingHasComeToTheAccount() {
        assertEquals(List.of(), victim.sessions());
        assertEquals(password, victim.credentials());
    }

    private static List<Map<String, String>> selections(String step) {
        return List.of(
                Map.of("authenticationExecution", step),
                with(password(), "authenticationExecution", step),
                Map.of("tryAnotherWay", "on", "authenticationExecution", step),
                Map.of("execution", step, "tryAnotherWay", "on"));
    }

    private static Map<String, String> password() {
        return Map.of(
                "password-new", "a password of somebody else",
                "password-confirm", "a password of somebody else",
                "username", victim.username());
    }

    private static Map<String, String> anything(Random random) {
        Map<String, String> fields = new LinkedHashMap<>();
        List<Runnable> choices = List.of(
                () -> fields.put("username", victim.username()),
                () -> fields.put(any(BUTTONS, random), "on"),
                () -> fields.put("authenticationExecution", any(steps, random)),
                () -> fields.put("tryAnotherWay", "on"),
                () -> fields.putAll(password()),
                () -> fields.put("otp", "000000"),
                () -> fields.put("credentialId", any(steps, random)),
                () -> fields.put("password", "a password of somebody else"));
        for (int fill = random.nextInt(4); fill >= 0; fill--) {
            any(choices, random).run();
        }
        return fields;
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return more;
    }

    private static URI action(Page page) {
        return page.form("form").action();
    }

    private static URI at(URI action, String step) {
        return URI.create(action.toString().replaceFirst("execution=[^&]*", "execution=" + step));
    }

    private static void assertAsking(Visitor visitor, Page page, Object posted) {
        assertTrue(isBeforeTheProof(page), () -> posted + " → " + page);
        assertFalse(page.has("[name^='password-']"), () -> posted + " → " + page);
        assertEquals(List.of(), identities(visitor), () -> posted + " → " + page);
    }

    /** Our asking pages, or stock's sign-in, "page has expired", refusal, and choice with nothing but our ask in it. */
    private static boolean isBeforeTheProof(Page page) {
        return page.status() == 400
                || page.status() == 200
                        && (List.of("recovery-request", "recovery-sent").contains(page.name())
                                || page.has("form[action*='login-actions/authenticate'] [name='password']")
                                || page.has("#loginRestartLink")
                                || choices(page).equals(List.of(steps.get(0))));
    }

    private static List<String> choices(Page page) {
        return page.document()
                .select("#kc-select-credential-form [name='authenticationExecution']")
                .eachAttr("value");
    }

    private static List<String> identities(Visitor visitor) {
        return visitor.cookies().all().stream()
                .map(cookie -> cookie.name())
                .filter(name -> name.startsWith("KEYCLOAK_IDENTITY") || name.startsWith("KEYCLOAK_SESSION"))
                .toList();
    }
}
