package io.github.accountflows.verification;

import static io.github.accountflows.testing.Alike.assertAlike;
import static io.github.accountflows.testing.Changing.send;
import static io.github.accountflows.testing.Changing.type;
import static io.github.accountflows.testing.Proving.typeCode;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Changing;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.NewUser;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.Statements;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Verifying;
import io.github.accountflows.testing.Visitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whoever has the address that somebody wants for an account: the same pages, and the same work on the request's thread,
 * from the form to the last try of a code, in a change and in a correction (ENU-2, ENU-7). What is cached of users is
 * forgotten before each visit, so that no look-up could hide there.
 */
class ChangeSameAnswerIT {

    /** On both databases, where addresses are usernames, and where people choose theirs. */
    private enum Where {
        H2_ADDRESSES(KeycloakServer::h2, true),
        POSTGRES_USERNAMES(KeycloakServer::postgres, false);

        private final Supplier<KeycloakServer> server;
        private final boolean addresses;

        Where(Supplier<KeycloakServer> server, boolean addresses) {
            this.server = server;
            this.addresses = addresses;
        }
    }

    private static final String FREE = "free";
    private static final Pattern LOOK_UP = Pattern.compile("(?i)\\b(email|username)\\s*=\\s*\\?");
    private static final List<String> OTHERWISE = List.of("coalesced", "withdrawn", "gone");

    /** What one visit brought: its masked transcript, the statements of its requests, and the tabs it was made in. */
    private record Told(String transcript, String statements, List<String> tabs, String wanted) {}

    private static final Mailbox MAILBOX = Mailbox.open();
    private static final Map<Where, Map<String, Told>> TOLD = new LinkedHashMap<>();
    private static final Map<Where, Realm> REALMS = new LinkedHashMap<>();

    @BeforeAll
    static void everybodyWantsAnAddress() {
        for (Where where : Where.values()) {
            Realm realm = Realm.open(where.server.get(), MAILBOX, json -> json
                    // So that an event which only some addresses cause shows among the statements.
                    .put("eventsEnabled", true)
                    .put("registrationEmailAsUsername", where.addresses)
                    // Stock checks with it, on each page, whether what the asker has already is still unique.
                    .withArray("requiredActions")
                    .forEach(action -> ((ObjectNode) action)
                            .put(
                                    "enabled",
                                    action.path("enabled").asBoolean()
                                            && !action.path("alias").asText().equals("VERIFY_PROFILE"))));
            REALMS.put(where, realm);
            TOLD.put(where, tell(where, realm, wanted(where, realm)));
        }
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
    void noRequestLooksAnAddressUp(Where where) {
        for (Told told : TOLD.get(where).values()) {
            assertNotEquals("", told.statements());
            assertFalse(LOOK_UP.matcher(told.statements()).find(), told::statements);
        }
    }

    /** The comparison above would be worth little if these were all alike to the worker too. */
    @ParameterizedTest
    @EnumSource
    void onlyTheWorkerTellsThemApart(Where where) {
        Map<String, String> fates = new LinkedHashMap<>();
        TOLD.get(where).forEach((whose, told) -> told.tabs()
                .forEach(tab -> fates.merge(
                        whose,
                        fate(where, tab, told.wanted()),
                        (change, correction) -> change + " and " + correction)));

        assertEquals("SENT verification-link and SENT verification-link", fates.get(FREE));
        assertEquals("SENT verification-link and SENT verification-link", fates.get("of a pending sign-up"));
        assertEquals("SENT verification-taken and SENT verification-taken", fates.get("taken"));
        assertEquals("SENT verification-taken and SENT verification-taken", fates.get("taken, not proved"));
        assertEquals("SUPPRESSED disabled and SUPPRESSED disabled", fates.get("of somebody disabled"));
        assertEquals("SUPPRESSED limit and SUPPRESSED limit", fates.get("over its mail limit"));
    }

    private static Stream<Executable> differences(Where where, Function<Told, String> part) {
        String expected = part.apply(TOLD.get(where).get(FREE));
        assertTrue(expected.lines().count() > 10, expected);
        return TOLD.get(where).entrySet().stream()
                .map(one -> () -> assertAlike(expected, part.apply(one.getValue()), one.getKey()));
    }

    private static Map<String, String> wanted(Where where, Realm realm) {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put(FREE, address(where, "free"));
        wanted.put("taken", address(where, "taken"));
        user(where, realm, "taken", true);
        wanted.put("taken, not proved", address(where, "unproven"));
        user(where, realm, "unproven", false);
        wanted.put("of somebody disabled", address(where, "disabled"));
        user(where, realm, "disabled", true).disable();
        wanted.put("of a pending sign-up", address(where, "pending"));
        new SigningUp(realm, MAILBOX)
                .send(
                        new Visitor(),
                        where.addresses
                                ? Map.of("email", address(where, "pending"))
                                : Map.of("email", address(where, "pending"), "username", "zq-pending"));
        wanted.put("over its mail limit", address(where, "limited"));
        spendLimit(where, realm, address(where, "limited"));
        if (!where.addresses) {
            wanted.put("somebody's name", address(where, "named"));
            realm.user(address(where, "named")).email(address(where, "other")).create();
        }
        return wanted;
    }

    private static User user(Where where, Realm realm, String local, boolean proved) {
        var user = where.addresses
                ? realm.user(address(where, local))
                : realm.user("zq-user-" + local).email(address(where, local));
        return proved ? user.create() : user.unverified().create();
    }

    private static String address(Where where, String local) {
        return local + "." + where.name().toLowerCase().replace('_', '.') + "@example.org";
    }

    /** Six mails, one by one, because asks that wait together become one mail. */
    private static void spendLimit(Where where, Realm realm, String address) {
        Changing changing = new Changing(realm, MAILBOX);
        for (int mail = 0; mail < 6; mail++) {
            Page sent = changing.send(new Visitor(), user(where, realm, "spender" + mail, true), address);
            MAILBOX.awaitMail(address);
            sent.press("cancel");
        }
    }

    private static Map<String, Told> tell(Where where, Realm realm, Map<String, String> wanted) {
        Map<String, Told> told = new LinkedHashMap<>();
        tell(where, realm, "first", "first@example.com");
        wanted.forEach((whose, address) -> told.put(whose, tell(where, realm, "asker" + told.size(), address)));
        return told;
    }

    private static Told tell(Where where, Realm realm, String asker, String wanted) {
        User changes = asker(where, realm, asker).create();
        User corrects = asker(where, realm, asker + "c").unverified().create();
        Visitor first = new Visitor();
        Visitor second = new Visitor();
        Page form = new Changing(realm, MAILBOX).form(first, changes);
        Page sent = new Verifying(realm, MAILBOX).meet(second, corrects);
        first.forgetTranscript();
        second.forgetTranscript();
        settle(realm); // the worker looks at the askers too
        realm.clearUserCache();
        List<String> tabs = new ArrayList<>();
        Statements statements = realm.server().probe().statementsDuring(() -> {
            tabs.add(visit(realm, first, form, wanted));
            tabs.add(correct(second, sent, wanted));
        });
        String transcript = first.transcript().masked(wanted, asker + "@example.net", asker)
                + second.transcript().masked(wanted, asker + "c@example.net", asker + "c");
        return new Told(Asking.withoutPause(transcript), statements.ofRequests().toString(), tabs, wanted);
    }

    private static void settle(Realm realm) {
        Await.equal(0L, () -> realm.rows("AF_JOB").stream()
                .filter(job ->
                        List.of("ASKED", "OWED").contains(job.path("state").asText()))
                .count());
    }

    private static NewUser asker(Where where, Realm realm, String name) {
        return where.addresses
                ? realm.user(name + "@example.net")
                : realm.user(name).email(name + "@example.net");
    }

    /** All that one can do without a link or its code; answers with the tab it was done in. */
    private static String visit(Realm realm, Visitor visitor, Page form, String wanted) {
        Page broken = type(form, "no address").is("verification-change");
        Page sent = send(broken, wanted);
        sent = sent.refresh().press("resend").is("verification-sent").refresh();
        for (String code : List.of("ABCD-EFGH", "", "abcdefgh", "x".repeat(300), "2345 6789", "ABCD-EFGH")) {
            sent = typeCode(sent, code).is("verification-sent");
        }
        new Changing(realm, MAILBOX).passPause(visitor, sent);
        sent = sent.refresh().press("resend").is("verification-sent").refresh();
        Page again = sent.press("change-address").is("verification-change");
        Page second = send(again.refresh(), wanted).refresh();
        return tab(second);
    }

    private static String correct(Visitor visitor, Page sent, String wanted) {
        Page corrected = send(sent.press("change-address"), wanted);
        return tab(typeCode(corrected, "ABCD-EFGH").is("verification-sent").refresh());
    }

    private static String tab(Page page) {
        return page.url().getQuery().replaceFirst("(?:.*&)?tab_id=([^&]+).*", "$1");
    }

    /** How the jobs of a tab ended that are about the wanted address. */
    private static String fate(Where where, String tab, String wanted) {
        Await.equal(true, () -> jobs(where, tab, wanted).stream().noneMatch(job -> List.of("ASKED", "OWED")
                .contains(job.path("state").asText())));
        return jobs(where, tab, wanted).stream()
                .filter(job -> !OTHERWISE.contains(job.path("reason").asText()))
                .map(job -> job.path("state").asText() + " "
                        + (job.path("reason").isTextual() ? job.path("reason") : job.path("kind")).asText())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String key(Where where, String address) {
        Realm realm = REALMS.get(where);
        return realm.server().probe().data(realm, "key", address).asText();
    }

    private static List<JsonNode> jobs(Where where, String tab, String wanted) {
        return REALMS.get(where)
                .server()
                .probe()
                .query(
                        "select j.STATE as state, j.REASON as reason, j.KIND as kind from AF_JOB j"
                                + " join AF_ASK a on a.ID = j.ASK_ID where a.TAB_ID = ?"
                                + " and a.ADDRESS_KEY = ? and j.KIND <> 'verification-cancel'",
                        tab,
                        key(where, wanted));
    }
}
