package io.github.accountflows.outbox;

import static io.github.accountflows.testing.Alike.assertAlike;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.smtp.ReceivedMail;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.smtp.SelfSigned;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Postgres;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.ServerOptions;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** MAI-11 on PostgreSQL: whatever mail server or database do, who asks sees nothing of it, and no mail is lost. */
class WorstDayIT {
    private static final Pattern LINK = Pattern.compile("https?://\\S+/account-link/[\\w-]{43}");
    private static final System.Logger LOG = System.getLogger("keycloak.figures");
    private static final int ASKS = 10;
    /** How far the median of a few answers may be off on a busy machine. */
    private static final Duration NOISE = Duration.ofMillis(60);

    private static final Rows ROWS = new Rows(Postgres.newDatabase());
    private static KeycloakServer server;

    private final ScriptedSmtp smtp = ScriptedSmtp.start();
    private Realm realm;

    @BeforeAll
    static void startServer() {
        server = KeycloakServer.start("worst-day", ServerOptions.postgres(ROWS.jdbcUrl()));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void openRealm() {
        realm = Realm.open(server, smtp.port(), json -> {});
    }

    @AfterEach
    void closeRealm() {
        realm.close();
        smtp.close();
    }

    private enum Fault {
        NONE,
        REFUSING_CONNECTIONS,
        HANGING,
        DRIPPING,
        DISCONNECTING_IN_DATA,
        TAKING_WITHOUT_SAYING_SO,
        WRONG_PASSWORD,
        BAD_CERTIFICATE,
        GREYLISTING;

        ScriptedSmtp server() throws Exception {
            ScriptedSmtp smtp = ScriptedSmtp.start();
            return switch (this) {
                case NONE -> smtp;
                case REFUSING_CONNECTIONS -> smtp.refuseConnections();
                case HANGING -> smtp.at(Step.GREETING).hang();
                case DRIPPING -> smtp.at(Step.EHLO).drip(Duration.ofSeconds(1));
                case DISCONNECTING_IN_DATA -> smtp.at(Step.DATA).disconnectAfter(100);
                case TAKING_WITHOUT_SAYING_SO -> smtp.at(Step.CONTENT).takeAndHang();
                case WRONG_PASSWORD ->
                    smtp.offering("AUTH PLAIN LOGIN").at(Step.AUTH).answer("535 5.7.8 no");
                case BAD_CERTIFICATE ->
                    smtp.offeringStartTls(SelfSigned.forHost("localhost").server());
                case GREYLISTING -> smtp.at(Step.RCPT).answer("451 4.7.1 greylisted");
            };
        }

        Map<String, String> settings() {
            return switch (this) {
                case WRONG_PASSWORD -> Map.of("auth", "true", "user", "u", "password", "wrong");
                case BAD_CERTIFICATE -> Map.of("starttls", "true");
                default -> Map.of("auth", "false", "starttls", "false");
            };
        }
    }

    private record Told(String transcript, String statements, Duration median) {}

    @Test
    void noFaultOfTheMailServerChangesPagesOrTheirTimesAndEveryMailArrivesAfterwards() throws Exception {
        Map<Fault, Told> told = new EnumMap<>(Fault.class);
        visit("warm.up@example.org", new Visitor());
        for (Fault fault : Fault.values()) {
            try (ScriptedSmtp faulty = fault.server()) {
                realm.mailThrough(faulty.port(), with(fault.settings()));
                told.put(fault, tell(fault));
            }
        }
        Map<String, Long> medians = new LinkedHashMap<>();
        told.forEach((fault, one) -> medians.put(fault.name(), one.median().toMillis()));
        tell("median milliseconds of an answer", medians);

        Told healthy = told.get(Fault.NONE);
        assertNotEquals("", healthy.statements());
        Stream<Executable> comparisons = told.entrySet().stream().map(entry -> () -> {
            String fault = entry.getKey().name();
            assertAlike(healthy.transcript(), entry.getValue().transcript(), fault);
            assertAlike(healthy.statements(), entry.getValue().statements(), fault);
            assertTrue(
                    entry.getValue().median().compareTo(healthy.median().plus(NOISE)) < 0, () -> fault + " " + medians);
        });
        assertAll(comparisons);

        realm.mailThrough(smtp.port(), with(Map.of("auth", "false", "starttls", "false")));
        Await.equal(List.of(), () -> {
            makeDue();
            return realm.rows("AF_JOB").stream()
                    .filter(job -> !job.path("state").asText().equals("SENT"))
                    .filter(job -> !job.path("reason").asText().equals("unknown"))
                    // Held by a server that hangs; the lease of the last ones is not over.
                    .filter(job -> !job.path("leased").asBoolean())
                    .toList();
        });
    }

    private Told tell(Fault fault) {
        List<Duration> times = new ArrayList<>();
        String transcript = "";
        String statements = "";
        for (int i = 0; i < ASKS; i++) {
            String address = (fault + "." + i + "@example.org").toLowerCase();
            realm.user(address).noPassword().create();
            Visitor visitor = new Visitor();
            if (i == ASKS - 1) {
                // By now the worker has met the fault.
                statements = server.probe()
                        .statementsDuring(() -> visit(address, visitor))
                        .ofRequests()
                        .toString();
                transcript = Asking.withoutPause(visitor.transcript().masked(address));
            } else {
                times.add(visit(address, visitor));
            }
        }
        return new Told(transcript, statements, times.stream().sorted().toList().get(times.size() / 2));
    }

    private Duration visit(String address, Visitor visitor) {
        Form form = new Asking(realm).openDirectly(visitor).formWith("username").fill("username", address);
        Instant asked = Instant.now();
        form.submit().is("recovery-sent");
        return Duration.between(asked, Instant.now());
    }

    @Test
    void whileOneMailIsHeldSevenAskedAfterItAreAcceptedWithinASecondEach() throws Exception {
        realm.user("held@example.org").create();
        smtp.at(Step.RCPT).to("held@example.org").hang(); // for the realm's ten seconds
        new Asking(realm).ask("held@example.org");
        Await.equal(1, () -> smtp.countOf("held@example.org"));
        tell("milliseconds until accepted", accepted(realm, smtp, 7));
        Await.equal(1, smtp::openConnections); // it is held still
        assertEquals(List.of(), smtp.mailsTo("held@example.org"));
    }

    @Test
    void realmsWhoseServersHangLeaveOtherRealmsMailAlone() throws Exception {
        try (ScriptedSmtp hanging = ScriptedSmtp.start();
                Realm one = Realm.open(server, hanging.port(), json -> {});
                Realm two = Realm.open(server, hanging.port(), json -> {})) {
            hanging.at(Step.GREETING).hang();
            for (Realm hung : List.of(one, two)) {
                for (int i = 0; i < 10; i++) {
                    hung.user("hung" + i + "@example.org").noPassword().create();
                    new Asking(hung).ask("hung" + i + "@example.org");
                }
            }
            Await.equal(true, () -> hanging.openConnections() >= 8);
            tell("milliseconds until accepted", accepted(realm, smtp, 3));
        }
    }

    /** People who ask at once, and how long each mail took from the press of the button to the server's hands. */
    private static List<Long> accepted(Realm realm, ScriptedSmtp smtp, int people) throws Exception {
        List<Form> forms = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            String address = "next" + i + "@example.org";
            realm.user(address).noPassword().create();
            forms.add(new Asking(realm)
                    .openDirectly(new Visitor())
                    .formWith("username")
                    .fill("username", address));
        }
        List<Instant> asked = new ArrayList<>();
        for (Form form : forms) {
            asked.add(Instant.now());
            form.submit();
        }
        smtp.awaitMails(people, Duration.ofSeconds(10));
        List<Long> times = IntStream.range(0, people)
                .mapToObj(i -> Duration.between(
                                asked.get(i),
                                smtp.mailsTo("next" + i + "@example.org").get(0).acceptedAt())
                        .toMillis())
                .toList();
        assertTrue(times.stream().allMatch(time -> time <= 1_000), times::toString);
        return times;
    }

    /** DESIGN 4: an ambiguous time-out must not kill the link of the mail that did arrive. */
    @Test
    void aMailThatArrivedUnheardWorksUntilANewerOneIsAccepted() throws Exception {
        realm.mailThrough(smtp.port(), with(Map.of("timeout", "1000")));
        User owner = realm.user("owner@example.org").create();
        smtp.at(Step.CONTENT).first(1).takeAndHang();
        new Asking(realm).ask(owner.username());
        Await.equal("content: timed out", () -> onlyJob().path("reason").asText());
        URI unheard = linkIn(smtp.mails().get(0));
        new Visitor().open(unheard).is("recovery-new-password");

        smtp.refuseConnections();
        makeDue();
        Await.equal("greeting: no connection", () -> onlyJob().path("reason").asText());
        new Visitor().open(unheard).is("recovery-new-password");

        smtp.acceptConnections();
        makeDue();
        smtp.awaitMails(2, Duration.ofSeconds(10));
        Await.equal("SENT", () -> onlyJob().path("state").asText());
        new Visitor().open(linkIn(smtp.mails().get(1))).is("recovery-new-password");
        new Visitor().open(unheard).is("link-invalid");
    }

    @Test
    void afterADaysOutageEveryMailOwedArrivesWithAFreshLink() throws Exception {
        new DaysOutage(realm, smtp, ROWS::update).everyMailOwedArrivesWithAFreshLinkAndOldOnesAreGivenUp();
    }

    /** A realm's slow user store is played by a lock on the row that its deciding has to write. */
    @Test
    void aRealmThatCannotDecideHoldsItsOwnMailAndNobodyElses() throws Exception {
        realm.user("slow@example.org").create();
        User next = realm.user("next@example.org").create();
        new Asking(realm).ask("slow@example.org");
        smtp.awaitMails(1, Duration.ofSeconds(10));
        Await.equal("SENT", () -> onlyJob().path("state").asText());

        try (ScriptedSmtp others = ScriptedSmtp.start();
                Realm other = Realm.open(server, others.port(), json -> {});
                Connection lock = ROWS.connect()) {
            lock.setAutoCommit(false);
            try (var statement = lock.prepareStatement("select ID from AF_LIMIT where REALM_ID = ? for update")) {
                statement.setString(1, realm.id());
                statement.executeQuery();
                new Asking(realm).ask("slow@example.org");
                Await.equal(List.of("1"), () -> rows("select count(*) from pg_locks where not granted"));
                new Asking(realm).ask(next.username());
                accepted(other, others, 1);

                // As if another node had decided what was asked last: still nobody hears of it before the first.
                assertEquals(
                        1,
                        ROWS.update(
                                "update AF_JOB set STATE = 'OWED', USER_ID = ?, MAILBOX_KEY = 'x', VERSION = VERSION + 1"
                                        + " where REALM_ID = ? and STATE = 'ASKED' and ADDRESS = ?",
                                next.id(),
                                realm.id(),
                                next.username()));
                Await.pause(Duration.ofSeconds(1));
                assertEquals(1, smtp.mails().size());
            } finally {
                lock.rollback();
            }
            smtp.awaitMails(3, Duration.ofSeconds(10));
        }
    }

    @Test
    void aDatabaseThatCannotNoteAnAcceptedMailDoesNotHaveItSentTwice() throws Exception {
        realm.user("owner@example.org").create();
        long mark = server.log().mark();
        ROWS.update("create function refuse_" + id() + "() returns trigger as $$ begin"
                + " if NEW.STATE = 'SENT' and NEW.REALM_ID = '" + realm.id()
                + "' then raise exception 'not now'; end if;"
                + " return NEW; end $$ language plpgsql");
        ROWS.update("create trigger refuse_" + id() + " before update on AF_JOB for each row execute function refuse_"
                + id() + "()");
        new Asking(realm).ask("owner@example.org");
        smtp.awaitMails(1, Duration.ofSeconds(10));
        Await.equal(
                true,
                () -> server.log()
                                .linesSince(mark, "could not be noted as settled; tried again")
                                .size()
                        >= 2);
        ROWS.update("drop trigger refuse_" + id() + " on AF_JOB");

        Await.equal("SENT", () -> onlyJob().path("state").asText());
        assertEquals(1, onlyJob().path("attempts").asInt());
        assertEquals(1, smtp.mails().size());
        assertEquals(List.of(), server.log().linesSince(mark, "settled elsewhere"));
    }

    @Test
    void jobsOfARealmThatIsGoneGoToo() throws Exception {
        for (String state : List.of("ASKED", "OWED")) {
            ROWS.update(
                    "insert into AF_JOB (ID, REALM_ID, KIND, ASK_ID, ADDRESS_KEY, ADDRESS, STATE, ATTEMPTS, DUE_AT, LEASED,"
                            + " CREATED_AT, VERSION) values (?, 'gone', 'recovery-link', 'a', 'k', 'a@example.org', ?, 0, 0,"
                            + " false, ?, 0)",
                    UUID.randomUUID().toString(),
                    state,
                    System.currentTimeMillis());
        }
        Await.equal(List.of(), () -> server.probe().query("select STATE from AF_JOB where REALM_ID = 'gone'"));
    }

    /** Many mails waited for the mail server: they go out in the order they fell due, and nobody else waits for them. */
    @Test
    void aBacklogDrainsInOrderAndHoldsNoOtherRealmUp() throws Exception {
        int many = Integer.getInteger("account-flows.backlog", 200);
        User owner = realm.user("owner@example.org").create();
        try (ScriptedSmtp others = ScriptedSmtp.start();
                Realm other = Realm.open(server, others.port(), json -> {})) {
            owe(many, owner);
            tell("milliseconds until another realm's is accepted", accepted(other, others, 1));
            assertTrue(smtp.mails().size() < many, "while the backlog drained");
        }
        List<ReceivedMail> mails = smtp.awaitMails(many, Duration.ofSeconds(20 + many / 10));
        tell(
                "milliseconds for " + many + " mails",
                Duration.between(mails.get(0).acceptedAt(), mails.get(many - 1).acceptedAt())
                        .toMillis());
        for (int i = 0; i < many; i++) {
            Matcher device =
                    Pattern.compile("device (\\d+)").matcher(mails.get(i).text());
            assertTrue(device.find());
            assertEquals(i + 1, Integer.parseInt(device.group(1)), Senders.COUNT, "about its place in the line");
        }
    }

    private void owe(int many, User to) throws SQLException {
        long now = System.currentTimeMillis();
        ROWS.update(
                "insert into AF_JOB (ID, REALM_ID, KIND, ASK_ID, ADDRESS_KEY, ADDRESS, USER_ID, STATE, ATTEMPTS, DUE_AT,"
                        + " LEASED, CREATED_AT, VERSION, FACTS) select gen_random_uuid()::text, ?, 'notice-password-changed',"
                        + " null, 'k', null, ?, 'OWED', 1, ? + n, false, ?, 0, '{\"device\":\"device ' || n || '\"}'"
                        + " from generate_series(1, ?) n",
                realm.id(),
                to.id(),
                now - 100_000,
                now,
                many);
    }

    private static void tell(String what, Object figures) {
        LOG.log(System.Logger.Level.INFO, what + ": " + figures);
    }

    private String id() {
        return realm.name().replace('-', '_');
    }

    private JsonNode onlyJob() {
        List<JsonNode> jobs = realm.rows("AF_JOB");
        assertEquals(1, jobs.size(), jobs::toString);
        return jobs.get(0);
    }

    private static List<String> rows(String sql) {
        try {
            return ROWS.column(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void makeDue() {
        try {
            ROWS.update(
                    "update AF_JOB set DUE_AT = 0 where REALM_ID = ? and STATE = 'OWED' and LEASED = false",
                    realm.id());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("host", "localhost", "from", "keycloak@example.org"));
        settings.putAll(more);
        return settings;
    }

    private static URI linkIn(ReceivedMail mail) {
        Matcher link = LINK.matcher(mail.text());
        assertTrue(link.find(), "a mail without a link");
        return URI.create(link.group());
    }
}
