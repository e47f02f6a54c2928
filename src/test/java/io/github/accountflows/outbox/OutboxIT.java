package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.smtp.ReceivedMail;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Probe;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** MAI-11, MAI-12: a mail that is owed arrives, once, whatever the mail server's day is like. */
class OutboxIT {
    private static final Pattern LINK = Pattern.compile("https?://\\S+/account-link/[\\w-]{43}");

    private final KeycloakServer server = KeycloakServer.h2();
    private final Probe probe = server.probe();
    private Mailbox unused;
    private ScriptedSmtp smtp;
    private Realm realm;

    @BeforeEach
    void openRealm() {
        unused = Mailbox.open();
        smtp = ScriptedSmtp.start();
        realm = Realm.open(server, unused);
        realm.mailThrough(smtp.port(), smtp.realmSettings());
    }

    @AfterEach
    void closeRealm() {
        realm.close();
        smtp.close();
        unused.close();
    }

    private JsonNode onlyJob() {
        List<JsonNode> jobs = realm.rows("AF_JOB");
        assertEquals(1, jobs.size(), jobs::toString);
        return jobs.get(0);
    }

    private String stateOfOnlyJob() {
        return onlyJob().path("state").asText();
    }

    private int attemptsOfOnlyJob() {
        return onlyJob().path("attempts").asInt();
    }

    private void makeDue() {
        probe.update(
                "update AF_JOB set DUE_AT = 0 where REALM_ID = ? and STATE = 'OWED' and LEASED = false", realm.id());
    }

    private static URI linkIn(ReceivedMail mail) {
        Matcher link = LINK.matcher(mail.text());
        assertTrue(link.find(), "a mail without a link");
        return URI.create(link.group());
    }

    @Test
    void everyMailOwedArrivesOnceWhenTheServerIsBackWithALinkThatWorks() throws Exception {
        List<String> addresses = new ArrayList<>();
        smtp.refuseConnections();
        for (int i = 0; i < 5; i++) {
            addresses.add("owed" + i + "@example.org");
            realm.user(addresses.get(i)).create();
            new Asking(realm).ask(addresses.get(i));
        }
        Await.equal(5, () -> (int) realm.rows("AF_JOB").stream()
                .filter(job ->
                        job.path("attempts").asInt() > 0 && !job.path("leased").asBoolean())
                .count());
        assertEquals(0, smtp.mails().size());

        long back = System.currentTimeMillis();
        smtp.acceptConnections();
        makeDue();

        smtp.awaitMails(5, Duration.ofSeconds(20));
        for (String address : addresses) {
            assertEquals(1, smtp.countOf(address));
            Visitor owner = new Visitor();
            owner.open(linkIn(smtp.mailsTo(address).get(0))).is("recovery-new-password");
        }
        Await.equal(5, () -> (int) realm.rows("AF_JOB").stream()
                .filter(job -> job.path("state").asText().equals("SENT"))
                .count());
        long freshlyMinted = realm.rows("AF_TOKEN").stream()
                .filter(token -> token.path("issued_at").asLong() >= back && !token.has("voided_at"))
                .count();
        assertEquals(5, freshlyMinted, "each link was minted when it was sent, and the earlier ones are void");
    }

    @Test
    void a4xxIsTriedAgainAfterPausesThatGrowAndAreNeverEven() throws Exception {
        realm.user("slow@example.org").create();
        smtp.at(Step.RCPT).first(3).answer("451 4.7.1 come back later");
        new Asking(realm).ask("slow@example.org");
        List<Long> pauses = new ArrayList<>();
        for (int tries = 1; tries <= 3; tries++) {
            int expected = tries;
            Await.equal(
                    true,
                    () -> attemptsOfOnlyJob() == expected
                            && !onlyJob().path("leased").asBoolean());
            pauses.add(onlyJob().path("due_at").asLong() - System.currentTimeMillis());
            assertEquals("OWED", stateOfOnlyJob());
            makeDue();
        }
        smtp.awaitMails(1, Duration.ofSeconds(10));
        Await.equal("SENT", this::stateOfOnlyJob);
        assertTrue(pauses.get(0) > 2_000 && pauses.get(0) <= 6_000, pauses::toString);
        assertTrue(pauses.get(1) > 10_000 && pauses.get(1) <= 18_000, pauses::toString);
        assertTrue(pauses.get(2) > 34_000 && pauses.get(2) <= 54_000, pauses::toString);
    }

    @Test
    void a5xxForTheRecipientEndsTheJobWithAShortReasonAndNoAddress() {
        realm.user("gone@example.org").create();
        smtp.at(Step.RCPT).answer("550 5.1.1 no such user gone@example.org");
        new Asking(realm).ask("gone@example.org");
        Await.equal("DEAD", this::stateOfOnlyJob);
        assertEquals("recipient: 550 5.1.1", onlyJob().path("reason").asText());
    }

    @Test
    void aMailThatCouldNotBeSentFor48HoursIsGivenUp() {
        realm.user("late@example.org").create();
        smtp.refuseConnections();
        new Asking(realm).ask("late@example.org");
        Await.equal(
                true, () -> attemptsOfOnlyJob() > 0 && !onlyJob().path("leased").asBoolean());
        long long48 = Duration.ofHours(48).toMillis();
        probe.update(
                "update AF_JOB set CREATED_AT = CREATED_AT - " + long48 + ", DUE_AT = 0 where REALM_ID = ?",
                realm.id());
        Await.equal("DEAD", this::stateOfOnlyJob);
        assertTrue(onlyJob().path("reason").asText().startsWith("given up"), onlyJob()::toString);
    }

    @Test
    void afterADaysOutageEveryMailOwedArrivesWithAFreshLink() throws Exception {
        new DaysOutage(realm, smtp, probe::update).everyMailOwedArrivesWithAFreshLinkAndOldOnesAreGivenUp();
    }

    /** DESIGN 5.19: what a settled job may still know. */
    /** Such as a newer version wrote before it was taken back. */
    @Test
    void aJobOfAnUnknownKindEndsAndHoldsNobodyUp() throws Exception {
        long old = Instant.now().minus(Duration.ofHours(49)).toEpochMilli();
        for (State state : new State[] {State.ASKED, State.OWED}) {
            realm.server()
                    .probe()
                    .update(
                            "insert into AF_JOB (ID, REALM_ID, KIND, ADDRESS_KEY, FACTS, STATE, DUE_AT, CREATED_AT)"
                                    + " values (?, ?, 'of-the-future', 'key', '{}', ?, 0, ?)",
                            UUID.randomUUID().toString(),
                            realm.id(),
                            state.name(),
                            old);
        }
        realm.user("owner@example.org").create();
        new Asking(realm).ask("owner@example.org");

        smtp.awaitMails(1, Duration.ofSeconds(10));
        Await.equal(2L, () -> realm.rows("AF_JOB").stream()
                .filter(job -> job.path("state").asText().equals("DEAD"))
                .count());
    }

    @Test
    void settledJobsForgetAddressAndFactsAndKeepAKeyedHash() throws Exception {
        realm.user("known@example.org").create();
        new Asking(realm).ask("known@example.org");
        new Asking(realm).ask("unknown@example.org");
        Await.equal(List.of("SENT", "SUPPRESSED"), () -> realm.rows("AF_JOB").stream()
                .map(job -> job.path("state").asText())
                .sorted()
                .toList());
        for (JsonNode job : realm.rows("AF_JOB")) {
            assertTrue(job.path("address").asText().isEmpty(), job::toString);
            assertTrue(job.path("facts").asText().isEmpty(), job::toString);
            assertEquals(43, job.path("address_key").asText().length());
            assertFalse(job.toString().contains("known@"), job::toString);
        }
    }

    @Test
    void mailsOfOneAskAndOfOneAddressThatWaitBecomeOne() throws Exception {
        realm.user("patient@example.org").create();
        smtp.refuseConnections();
        new Asking(realm).ask("patient@example.org");
        Await.equal(
                true, () -> attemptsOfOnlyJob() > 0 && !onlyJob().path("leased").asBoolean());
        new Asking(realm).ask("Patient@Example.org");
        Await.equal(List.of("OWED", "SUPPRESSED"), () -> realm.rows("AF_JOB").stream()
                .map(job -> job.path("state").asText())
                .sorted()
                .toList());
        Await.equal(true, () -> realm.rows("AF_JOB").stream()
                .filter(job -> job.path("state").asText().equals("OWED"))
                .allMatch(job ->
                        job.path("attempts").asInt() > 0 && !job.path("leased").asBoolean()));
        smtp.acceptConnections();
        makeDue();
        smtp.awaitMails(1, Duration.ofSeconds(10));
        Await.pause(Duration.ofSeconds(1));
        assertEquals(1, smtp.mails().size());
    }

    /** MAI-4…7, 14, 17 as the mail server sees it. */
    @Test
    void theMailSaysTheSameInTextAndHtmlAndNamesWhatAReaderNeeds() throws Exception {
        realm.set("displayName", "Müller & Söhne");
        realm.user("anna@example.org").create();
        new Asking(realm).ask("anna@example.org");
        ReceivedMail mail = smtp.awaitMails(1, Duration.ofSeconds(10)).get(0);

        assertEquals(List.of("auto-generated"), mail.headers("Auto-Submitted"));
        assertEquals(List.of("All"), mail.headers("X-Auto-Response-Suppress"));
        assertEquals(1, mail.headers("Message-ID").size());
        assertEquals(1, mail.headers("Date").size());
        assertEquals(1, mail.headers("From").size());
        URI link = linkIn(mail);
        assertTrue(mail.html().contains("href=\"" + link + "\""), mail.html());
        assertTrue(
                link.getPath().substring(("/realms/" + realm.name()).length()).length() <= 60);
        String text = words(mail.text());
        for (String word : new String[] {"Müller & Söhne", "anna@example.org", "UTC", "ignore"}) {
            assertTrue(text.contains(word), text);
        }
        assertEquals(text, words(org.jsoup.Jsoup.parse(mail.html()).body().wholeText()));
    }

    /** Only spaces differ, and the link, which HTML also shows as a button. */
    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    @Test
    void messageIdsAreRandom() throws Exception {
        for (String name : new String[] {"one@example.org", "two@example.org"}) {
            realm.user(name).create();
            new Asking(realm).ask(name);
        }
        List<ReceivedMail> mails = smtp.awaitMails(2, Duration.ofSeconds(10));
        assertNotEquals(mails.get(0).headers("Message-ID"), mails.get(1).headers("Message-ID"));
    }

    @Test
    void theMailSpeaksTheUsersLanguageElseThePages() throws Exception {
        realm.user("boris@example.org").attribute("locale", "ru").create();
        realm.user("vera@example.org").create();
        new Asking(realm).ask(new Visitor().speaking("en"), "boris@example.org");
        new Asking(realm).ask(new Visitor().speaking("ru"), "vera@example.org");
        smtp.awaitMails(2, Duration.ofSeconds(10));
        for (String address : new String[] {"boris@example.org", "vera@example.org"}) {
            assertTrue(smtp.mailsTo(address).get(0).text().contains("парол"), address);
        }
    }

    /** The beat is a quarter of a second: nobody waits long for a mail, and nobody can hasten it. */
    @Test
    void ofTwentyAsksTwoSecondsApartTheMedianIsHandedOverWithinHalfASecond(TestReporter reporter) throws Exception {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            realm.user("quick" + i + "@example.org").create();
        }
        for (int i = 0; i < 20; i++) {
            Instant next = Instant.now().plusSeconds(2);
            var form = new Asking(realm).open(new Visitor()).formWith("username");
            long asked = System.nanoTime();
            form.fill("username", "quick" + i + "@example.org").submit().is("recovery-sent");
            while (smtp.countOf("quick" + i + "@example.org") == 0) {
                Await.pause(Duration.ofMillis(5));
            }
            delays.add(Duration.ofNanos(System.nanoTime() - asked).toMillis());
            Await.pause(Duration.between(Instant.now(), next));
        }
        List<Long> sorted = delays.stream().sorted().toList();
        reporter.publishEntry("milliseconds from ask to SMTP, of 20", sorted.toString());
        assertTrue(sorted.get(10) <= 500, sorted::toString);
    }
}
