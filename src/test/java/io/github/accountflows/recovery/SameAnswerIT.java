package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Alike.assertAlike;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Directory;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Statements;
import io.github.accountflows.testing.Totp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whoever is asked for and however the mail server fares: the same pages, and the same work on the request's thread
 * (ENU-1, ENU-5, ENU-7). Each class of account asks twice, and the second time counts; what is cached of users is
 * forgotten before, so that no look-up could hide there.
 */
class SameAnswerIT {

    private enum Smtp {
        HEALTHY,
        REFUSING,
        HANGING
    }

    private enum State {
        ASKED,
        OWED
    }

    private static final String UNKNOWN = "unknown";

    /** What one visit brought: its masked transcript, the statements of its requests, and the tab it was made in. */
    private record Told(String transcript, String statements, String tab) {}

    private static final ScriptedSmtp SMTP = ScriptedSmtp.start();
    private static final Directory DIRECTORY = Directory.open();
    private static final Map<Smtp, Map<String, Told>> BY_ADDRESS = new EnumMap<>(Smtp.class);
    private static final Map<Smtp, Map<String, Told>> BY_NAME = new EnumMap<>(Smtp.class);
    private static Realm addresses;
    private static Realm usernames;

    @BeforeAll
    static void everybodyAsks() {
        addresses = realm(json -> {});
        usernames = realm(json -> json.put("registrationEmailAsUsername", false));
        DIRECTORY.serve(addresses, "READ_ONLY");
        spendLimits();
        for (Smtp smtp : Smtp.values()) {
            prepare(smtp);
            BY_ADDRESS.put(smtp, tell(addresses, smtp, peopleByAddress(smtp)));
            BY_NAME.put(smtp, tell(usernames, smtp, peopleByName(smtp)));
            if (smtp == Smtp.HEALTHY) {
                // A mail server that refuses must not reach what this one still owes.
                awaitNone(addresses, State.ASKED, State.OWED);
                awaitNone(usernames, State.ASKED, State.OWED);
            }
        }
    }

    @AfterAll
    static void close() {
        SMTP.close();
        DIRECTORY.close();
        addresses.close();
        usernames.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyAddressMeetsTheSamePages(Smtp smtp) {
        assertAll(differences(BY_ADDRESS.get(smtp), Told::transcript));
    }

    @ParameterizedTest
    @EnumSource
    void everyUsernameMeetsTheSamePages(Smtp smtp) {
        assertAll(differences(BY_NAME.get(smtp), Told::transcript));
    }

    @ParameterizedTest
    @EnumSource
    void everyAddressCostsTheSameStatements(Smtp smtp) {
        assertAll(differences(BY_ADDRESS.get(smtp), Told::statements));
    }

    @ParameterizedTest
    @EnumSource
    void everyUsernameCostsTheSameStatements(Smtp smtp) {
        assertAll(differences(BY_NAME.get(smtp), Told::statements));
    }

    @Test
    void theMailServersHealthChangesNothing() {
        Told healthy = BY_ADDRESS.get(Smtp.HEALTHY).get("known");
        for (Smtp other : List.of(Smtp.REFUSING, Smtp.HANGING)) {
            Told told = BY_ADDRESS.get(other).get("known");
            assertAlike(healthy.transcript(), told.transcript(), other.name());
            assertAlike(healthy.statements(), told.statements(), other.name());
        }
    }

    @Test
    void anotherLanguageTellsNoMore() {
        String unknown = russian("niemand@example.org");

        assertTrue(unknown.contains("lang=\"ru\""), unknown);
        assertAlike(unknown, russian(address("known", Smtp.HEALTHY)), "known");
        assertAlike(unknown, russian(address("disabled", Smtp.HEALTHY)), "disabled");
    }

    private static String russian(String typed) {
        Visitor visitor = new Visitor().speaking("ru");
        visit(addresses, visitor, typed);
        return Asking.withoutPause(visitor.transcript().masked(typed));
    }

    @Test
    void noRequestLooksAtUsers() {
        for (Told told : BY_ADDRESS.get(Smtp.HEALTHY).values()) {
            assertNotEquals("", told.statements());
            assertFalse(told.statements().toLowerCase().contains("user_entity"), told::statements);
        }
    }

    /** The comparison above would be worth little if these accounts were all alike to the worker too. */
    @Test
    void onlyTheWorkerTellsThemApart() {
        assertEquals(
                entries(
                        UNKNOWN,
                        "SUPPRESSED unknown",
                        "known",
                        "SENT",
                        "disabled",
                        "SUPPRESSED disabled",
                        "temporarily locked",
                        "SENT",
                        "unverified",
                        "SENT",
                        "no password",
                        "SENT",
                        "signs in elsewhere",
                        "SENT",
                        "signs in with a passkey",
                        "SENT",
                        "unverified with a second factor",
                        "SENT",
                        "in a read-only directory",
                        "SENT",
                        "service account",
                        "SUPPRESSED no address",
                        "over its mail limit",
                        "SUPPRESSED limit"),
                fates(BY_ADDRESS));
        assertEquals(
                Map.of(
                        UNKNOWN,
                        "SUPPRESSED unknown",
                        "known",
                        "SENT",
                        "known by address",
                        "SENT",
                        "no e-mail",
                        "SUPPRESSED no address",
                        "service account",
                        "SUPPRESSED no address"),
                fates(BY_NAME));
    }

    private static Map<String, String> entries(String... namesAndFates) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < namesAndFates.length; i += 2) {
            entries.put(namesAndFates[i], namesAndFates[i + 1]);
        }
        return entries;
    }

    private static Map<String, String> fates(Map<Smtp, Map<String, Told>> told) {
        Map<String, String> fates = new LinkedHashMap<>();
        told.get(Smtp.HEALTHY).forEach((who, one) -> fates.put(who, fate(one.tab())));
        return fates;
    }

    private static Stream<Executable> differences(Map<String, Told> told, Function<Told, String> part) {
        String expected = part.apply(told.get(UNKNOWN));
        return told.entrySet().stream()
                .map(one -> () -> assertAlike(expected, part.apply(one.getValue()), one.getKey()));
    }

    private static Realm realm(Consumer<ObjectNode> changes) {
        return Realm.open(KeycloakServer.postgres(), SMTP.port(), json -> {
            // So that an event which only some accounts cause shows among the statements.
            json.put("eventsEnabled", true);
            json.put("failureFactor", 1);
            json.put("waitIncrementSeconds", 900);
            json.withArray("identityProviders")
                    .addObject()
                    .put("alias", "elsewhere")
                    .put("providerId", "oidc")
                    .put("enabled", true)
                    .putObject("config")
                    .put("clientId", "demo")
                    .put("clientSecret", "demo")
                    .put("authorizationUrl", "https://idp.example.org/auth")
                    .put("tokenUrl", "https://idp.example.org/token");
            json.withArray("clients")
                    .addObject()
                    .put("clientId", "robot")
                    .put("secret", "a secret of the robot")
                    .put("serviceAccountsEnabled", true)
                    .put("standardFlowEnabled", false);
            changes.accept(json);
        });
    }

    private static void prepare(Smtp smtp) {
        SMTP.forgetRules();
        if (smtp == Smtp.REFUSING) {
            SMTP.at(Step.RCPT).answer("550 5.1.1 nobody here");
        } else if (smtp == Smtp.HANGING) {
            SMTP.at(Step.GREETING).hang();
        }
    }

    private static Map<String, String> peopleByAddress(Smtp smtp) {
        Map<String, String> people = new LinkedHashMap<>();
        people.put(UNKNOWN, address(UNKNOWN, smtp));
        people.put("known", addresses.user(address("known", smtp)).create().username());
        people.put(
                "disabled",
                addresses.user(address("disabled", smtp)).disabled().create().username());
        people.put("temporarily locked", lockedOut(smtp).username());
        people.put(
                "unverified",
                addresses
                        .user(address("unverified", smtp))
                        .unverified()
                        .create()
                        .username());
        people.put(
                "no password",
                addresses
                        .user(address("passwordless", smtp))
                        .noPassword()
                        .create()
                        .username());
        people.put(
                "signs in elsewhere",
                addresses
                        .user(address("elsewhere", smtp))
                        .noPassword()
                        .linkedTo("elsewhere")
                        .create()
                        .username());
        people.put(
                "signs in with a passkey",
                addresses
                        .user(address("passkey", smtp))
                        .noPassword()
                        .passkey("Phone")
                        .create()
                        .username());
        people.put(
                "unverified with a second factor",
                addresses
                        .user(address("guarded", smtp))
                        .unverified()
                        .totp(new Totp("a secret of the app"))
                        .create()
                        .username());
        DIRECTORY.add("READ_ONLY", address("directory", smtp));
        people.put("in a read-only directory", address("directory", smtp));
        people.put("service account", serviceAccount(smtp));
        people.put("over its mail limit", address("limited", smtp));
        return people;
    }

    private static Map<String, String> peopleByName(Smtp smtp) {
        String end = "-" + smtp.name().toLowerCase();
        Map<String, String> people = new LinkedHashMap<>();
        people.put(UNKNOWN, "zq-unknown" + end);
        usernames.user("zq-known" + end).email(address("named", smtp)).create();
        people.put("known", "zq-known" + end);
        usernames.user("zq-other" + end).email(address("other", smtp)).create();
        people.put("known by address", address("other", smtp));
        people.put("no e-mail", usernames.user("zq-mute" + end).create().username());
        people.put("service account", "service-account-robot");
        return people;
    }

    private static String address(String local, Smtp smtp) {
        return local + "." + smtp.name().toLowerCase() + "@example.org";
    }

    private static User lockedOut(Smtp smtp) {
        User locked = addresses.user(address("locked", smtp)).create();
        addresses.app().signIn().with(new Visitor(), locked.username(), "a wrong password of mine");
        Await.equal(true, locked::lockedOut);
        return locked;
    }

    /** Gives the client's own user an address, which people could type. */
    private static String serviceAccount(Smtp smtp) {
        JsonNode client =
                addresses.admin().get(addresses.path("/clients?clientId=robot")).get(0);
        String account = addresses.path("/clients/" + client.path("id").textValue() + "/service-account-user");
        ObjectNode user = (ObjectNode) addresses.admin().get(account);
        user.put("email", address("robot", smtp));
        addresses.admin().put(addresses.path("/users/" + user.path("id").textValue()), user);
        return address("robot", smtp);
    }

    /** Six mails each, one by one, because asks that wait together become one mail. */
    private static void spendLimits() {
        for (Smtp smtp : Smtp.values()) {
            addresses.user(address("limited", smtp)).noPassword().create();
        }
        for (int mail = 0; mail < 6; mail++) {
            for (Smtp smtp : Smtp.values()) {
                Asking.ask(new Asking(addresses).openDirectly(new Visitor()), address("limited", smtp))
                        .is("recovery-sent");
            }
            awaitNone(addresses, State.ASKED);
        }
    }

    private static Map<String, Told> tell(Realm realm, Smtp smtp, Map<String, String> people) {
        Map<String, Told> told = new LinkedHashMap<>();
        visit(realm, new Visitor(), "somebody@example.org");
        people.values().forEach(typed -> Asking.ask(new Asking(realm).open(new Visitor()), typed));
        if (smtp == Smtp.HANGING) {
            Await.equal(true, () -> SMTP.openConnections() > 0);
        }
        people.forEach((who, typed) -> {
            realm.clearUserCache();
            Visitor visitor = new Visitor();
            List<String> tabs = new ArrayList<>();
            Statements statements =
                    realm.server().probe().statementsDuring(() -> tabs.add(visit(realm, visitor, typed)));
            String transcript = Asking.withoutPause(visitor.transcript().masked(typed));
            told.put(who, new Told(transcript, statements.ofRequests().toString(), tabs.get(0)));
        });
        return told;
    }

    /** All that one can do without a link; answers with the tab it was done in. */
    private static String visit(Realm realm, Visitor visitor, String typed) {
        Page sent = Asking.ask(new Asking(realm).open(visitor), typed).is("recovery-sent");
        sent.refresh().press("resend").is("recovery-sent").refresh();
        new Asking(realm).passPause(visitor, sent);
        Page again = sent.refresh().press("resend").is("recovery-sent");
        again.refresh().click("a[href*='login-actions/authenticate']");
        again.refresh().press("other-address").is("recovery-request").click("a[href*='login-actions/authenticate']");
        return again.url().getQuery().replaceFirst("(?:.*&)?tab_id=([^&]+).*", "$1");
    }

    private static void awaitNone(Realm realm, State... states) {
        Set<String> waiting = Stream.of(states).map(State::name).collect(Collectors.toSet());
        Await.equal(true, () -> realm.rows("AF_JOB").stream()
                .noneMatch(job -> waiting.contains(job.path("state").asText())));
    }

    /** How the jobs of a tab ended, coalesced ones left out. */
    private static String fate(String tab) {
        return jobs(tab).stream()
                .map(job ->
                        job.path("state").asText() + " " + job.path("reason").asText(""))
                .map(fate -> fate.replace("null", "").strip())
                .filter(fate -> !fate.endsWith("coalesced"))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static List<JsonNode> jobs(String tab) {
        return KeycloakServer.postgres()
                .probe()
                .query(
                        "select j.STATE as state, j.REASON as reason from AF_JOB j join AF_ASK a on a.ID = j.ASK_ID"
                                + " where a.TAB_ID = ?",
                        tab);
    }
}
