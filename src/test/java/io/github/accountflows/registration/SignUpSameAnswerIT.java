package io.github.accountflows.registration;

import static io.github.accountflows.testing.Alike.assertAlike;
import static io.github.accountflows.testing.SigningUp.filled;
import static io.github.accountflows.testing.SigningUp.isForm;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.NewUser;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.Statements;
import io.github.accountflows.testing.Visitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whoever has an account with the address that is typed, or with the name: the same pages, and the same work on the
 * request's thread, from the form over the page that follows to the last try of a code (ENU-1, ENU-2, ENU-7). What is
 * cached of users is forgotten before each visit, so that no look-up could hide there.
 */
class SignUpSameAnswerIT {

    /** On both databases, where addresses are usernames, and where people choose theirs and organizations are there. */
    private enum Where {
        H2_ADDRESSES(KeycloakServer::h2, true),
        H2_USERNAMES(KeycloakServer::h2, false),
        POSTGRES_ADDRESSES(KeycloakServer::postgres, true),
        POSTGRES_USERNAMES(KeycloakServer::postgres, false);

        private final Supplier<KeycloakServer> server;
        private final boolean addresses;

        Where(Supplier<KeycloakServer> server, boolean addresses) {
            this.server = server;
            this.addresses = addresses;
        }
    }

    private static final String NEVER_SEEN = "never seen";
    private static final List<String> OTHERWISE = List.of("coalesced", "withdrawn", "gone");
    private static final String OVER_ITS_LIMIT = "over its mail limit";

    /** Who signs up, as what. */
    private record Person(String address, String username) {}

    /** What one visit brought: its masked transcript, the statements of its requests, and the tab it was made in. */
    private record Told(String transcript, String statements, String tab) {}

    private static final Mailbox MAILBOX = Mailbox.open();
    private static final Map<Where, Map<String, Told>> TOLD = new LinkedHashMap<>();
    private static final Map<Where, Realm> REALMS = new LinkedHashMap<>();

    @BeforeAll
    static void everybodySignsUp() {
        for (Where where : Where.values()) {
            REALMS.put(where, realm(where));
        }
        REALMS.forEach((where, realm) -> TOLD.put(where, tell(realm, people(where, realm))));
    }

    @AfterAll
    static void close() {
        REALMS.values().forEach(Realm::close);
        MAILBOX.close();
    }

    @ParameterizedTest
    @EnumSource
    void everybodyMeetsTheSamePages(Where where) {
        assertAll(differences(where, Told::transcript));
    }

    @ParameterizedTest
    @EnumSource
    void everybodyCostsTheSameStatements(Where where) {
        assertAll(differences(where, Told::statements));
    }

    @ParameterizedTest
    @EnumSource
    void noRequestLooksAtUsers(Where where) {
        for (Told told : TOLD.get(where).values()) {
            assertNotEquals("", told.statements());
            assertFalse(told.statements().toLowerCase().contains("user_entity"), told::statements);
        }
    }

    /** The comparison above would be worth little if these were all alike to the worker too. */
    @ParameterizedTest
    @EnumSource
    void onlyTheWorkerTellsThemApart(Where where) {
        Map<String, String> fates = new LinkedHashMap<>();
        TOLD.get(where).forEach((who, told) -> fates.put(who, fate(where, told.tab())));

        assertEquals("SENT registration-link", fates.get(NEVER_SEEN));
        assertEquals("SENT registration-link", fates.get("pending"));
        assertEquals("SENT registration-account", fates.get("known"));
        assertEquals("SENT registration-account", fates.get("unverified"));
        assertEquals("SUPPRESSED disabled", fates.get("disabled"));
        assertEquals("SUPPRESSED limit", fates.get(OVER_ITS_LIMIT));
    }

    private static Stream<Executable> differences(Where where, Function<Told, String> part) {
        String expected = part.apply(TOLD.get(where).get(NEVER_SEEN));
        return TOLD.get(where).entrySet().stream()
                .map(one -> () -> assertAlike(expected, part.apply(one.getValue()), one.getKey()));
    }

    private static Realm realm(Where where) {
        Realm realm = Realm.open(where.server.get(), MAILBOX, json -> json
                // So that an event which only some accounts cause shows among the statements.
                .put("eventsEnabled", true)
                .put("organizationsEnabled", !where.addresses)
                .put("registrationEmailAsUsername", where.addresses));
        if (!where.addresses) {
            realm.admin()
                    .post(
                            realm.path("/organizations"),
                            Map.of("name", "Example", "domains", List.of(Map.of("name", "example.org"))));
        }
        return realm;
    }

    private static Map<String, Person> people(Where where, Realm realm) {
        Map<String, Person> people = new LinkedHashMap<>();
        people.put(NEVER_SEEN, person(where, "new"));
        people.put("pending", person(where, "pending"));
        people.put("known", person(where, "known"));
        user(where, realm, "known").create();
        people.put("unverified", person(where, "unverified"));
        user(where, realm, "unverified").unverified().create();
        people.put("disabled", person(where, "disabled"));
        user(where, realm, "disabled").disabled().create();
        people.put(OVER_ITS_LIMIT, person(where, "limited"));
        if (!where.addresses) {
            people.put("equal to another's username", person(where, "named"));
            realm.user(address(where, "named")).email(address(where, "other")).create();
            realm.user("zq-taken").email(address(where, "owner")).create();
            people.put("with a taken name", new Person(address(where, "polite"), "zq-taken"));
            people.put("known, with its own name", new Person(address(where, "owner"), "zq-taken"));
        }
        new SigningUp(realm, MAILBOX).send(new Visitor(), fields(people.get("pending")));
        MAILBOX.awaitMail(people.get("pending").address());
        spendLimit(realm, people.get(OVER_ITS_LIMIT));
        return people;
    }

    private static NewUser user(Where where, Realm realm, String local) {
        return where.addresses
                ? realm.user(address(where, local))
                : realm.user("zq-user-" + local).email(address(where, local));
    }

    private static Person person(Where where, String local) {
        return new Person(address(where, local), where.addresses ? "" : "zq-" + local);
    }

    private static String address(Where where, String local) {
        return local + "." + where.name().toLowerCase().replace('_', '.') + "@example.org";
    }

    /** Six mails, one by one, because asks that wait together become one mail. */
    private static void spendLimit(Realm realm, Person person) {
        for (int mail = 0; mail < 6; mail++) {
            new SigningUp(realm, MAILBOX).send(new Visitor(), fields(person));
            MAILBOX.awaitMail(person.address());
        }
    }

    private static Map<String, String> fields(Person person) {
        return person.username().isEmpty()
                ? Map.of("email", person.address())
                : Map.of("email", person.address(), "username", person.username());
    }

    private static Map<String, Told> tell(Realm realm, Map<String, Person> people) {
        Map<String, Told> told = new LinkedHashMap<>();
        visit(
                realm,
                new Visitor(),
                new Person("first@example.org", people.get("known").username().isEmpty() ? "" : "zq-first"));
        people.forEach((who, person) -> {
            realm.clearUserCache();
            Visitor visitor = new Visitor();
            List<String> tabs = new ArrayList<>();
            Statements statements =
                    realm.server().probe().statementsDuring(() -> tabs.add(visit(realm, visitor, person)));
            String transcript = person.username().isEmpty()
                    ? visitor.transcript().masked(person.address())
                    : visitor.transcript().masked(person.address(), person.username());
            told.put(
                    who,
                    new Told(
                            Asking.withoutPause(transcript),
                            statements.ofRequests().toString(),
                            tabs.get(0)));
        });
        return told;
    }

    /** All that one can do without a link or its code; answers with the tab it was done in. */
    private static String visit(Realm realm, Visitor visitor, Person person) {
        SigningUp signingUp = new SigningUp(realm, MAILBOX);
        Form broken = filled(signingUp.form(visitor), fields(person)).fill("firstName", "");
        Form form = isForm(broken.submit()).formWith("email").fill("firstName", "Mara");
        Page sent = form.submit().is("registration-sent");
        sent = sent.refresh().press("resend").is("registration-sent").refresh();
        for (String code : List.of("ABCD-EFGH", "", "abcdefgh", "x".repeat(300), "2345 6789", "ABCD-EFGH")) {
            sent = SigningUp.typeCode(sent, code).is("registration-sent");
        }
        signingUp.passPause(visitor, sent);
        sent = sent.refresh().press("resend").is("registration-sent").refresh();
        sent.click("a[href*='login-actions/authenticate']");
        Page again = isForm(sent.refresh().press("other-address"));
        Page second = again.formWith("email").submit().is("registration-sent");
        second.refresh().click("a[href*='login-actions/authenticate']");
        return second.url().getQuery().replaceFirst("(?:.*&)?tab_id=([^&]+).*", "$1");
    }

    /** How the jobs of a tab ended, those left out that another one made needless. */
    private static String fate(Where where, String tab) {
        Await.equal(true, () -> jobs(where, tab).stream().noneMatch(job -> List.of("ASKED", "OWED")
                .contains(job.path("state").asText())));
        return jobs(where, tab).stream()
                .filter(job -> !OTHERWISE.contains(job.path("reason").asText()))
                .map(job -> job.path("state").asText() + " "
                        + (job.path("reason").isTextual() ? job.path("reason") : job.path("kind")).asText())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static List<JsonNode> jobs(Where where, String tab) {
        return REALMS.get(where)
                .server()
                .probe()
                .query(
                        "select j.STATE as state, j.REASON as reason, j.KIND as kind from AF_JOB j"
                                + " join AF_ASK a on a.ID = j.ASK_ID where a.TAB_ID = ?",
                        tab);
    }
}
