package io.github.accountflows.outbox;

import static io.github.accountflows.outbox.SmtpFixture.LETTER;
import static io.github.accountflows.outbox.SmtpFixture.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.outbox.Delivery.Accepted;
import io.github.accountflows.outbox.Delivery.Deferred;
import io.github.accountflows.outbox.SmtpSettings.Tls;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.smtp.SelfSigned;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DESIGN 4: one send has its time in all, then its socket is closed. */
class SmtpDeadlineTest {

    private static final Duration DEADLINE = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static SelfSigned certificate;

    private final ScriptedSmtp server = ScriptedSmtp.start();
    private final SmtpTransport transport = new SmtpTransport(DEADLINE);

    @BeforeAll
    static void makeACertificate() throws Exception {
        certificate = SelfSigned.forHost("localhost");
    }

    @AfterEach
    void close() {
        transport.close();
        server.close();
    }

    private String reasonInTime(SmtpSettings settings) throws InterruptedException {
        Instant start = Instant.now();
        Delivery delivery = transport.send(settings, LETTER);
        Duration took = Duration.between(start, Instant.now());
        assertTrue(took.compareTo(DEADLINE.minusMillis(50)) > 0, "gave up after " + took);
        assertTrue(took.compareTo(DEADLINE.plusSeconds(4)) < 0, "took " + took);
        for (int i = 0; i < 100 && server.openConnections() > 0; i++) {
            Thread.sleep(20);
        }
        assertEquals(0, server.openConnections(), "the socket is closed");
        return assertInstanceOf(Deferred.class, delivery).reason();
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "MAIL", "CONTENT"})
    void aServerThatDripsIsCutOff(Step step) throws Exception {
        server.at(step).drip(PAUSE);
        assertTrue(reasonInTime(settings(server)).endsWith(": over time"));
    }

    @ParameterizedTest
    @EnumSource(names = {"EHLO", "RCPT", "DATA"})
    void aServerThatHangsIsCutOffEvenWithoutAReadTimeOut(Step step) throws Exception {
        server.at(step).hang();
        // the socket's own time-out is the deadline too: either of the two ends it
        assertTrue(reasonInTime(settings(server, "timeout", "0")).matches("[a-z]+: (over time|timed out)"));
    }

    @Test
    void aServerThatHangsWithinTheHandshakeIsCutOff() throws Exception {
        server.at(Step.STARTTLS).answerAndHang("220 go ahead, but I will not");
        server.offeringStartTls(certificate.server());
        reasonInTime(settings(server, "starttls", "true", "host", "localhost"));
    }

    @Test
    void aServerThatNeverSpeaksTlsIsCutOff() throws Exception {
        server.at(Step.GREETING).hang();
        reasonInTime(settings(server, "ssl", "true"));
    }

    @Test
    void aServerThatDripsOverTlsIsCutOff() throws Exception {
        Tls trusting = new Tls(certificate.trusting(), false);
        server.at(Step.MAIL).drip(PAUSE);
        server.offeringStartTls(certificate.server());
        reasonInTime(settings(server, trusting, "starttls", "true", "host", "localhost"));
        server.behindTls(certificate.server());
        reasonInTime(settings(server, trusting, "ssl", "true", "host", "localhost"));
    }

    @Test
    void aServerThatReadsNothingIsCutOff() {
        server.at(Step.DATA).goDeaf();
        Letter big = new Letter(SmtpFixture.TO, "big", "x".repeat(20_000_000), "h");
        Instant start = Instant.now();
        assertInstanceOf(Deferred.class, transport.send(settings(server, "writeTimeout", "0"), big));
        assertTrue(Duration.between(start, Instant.now()).compareTo(Duration.ofSeconds(5)) < 0);
    }

    @Test
    void aServerThatOnlyDragsItsFeetGetsTheMail() {
        server.at(Step.MAIL).drip(Duration.ofMillis(10));
        try (SmtpTransport patient = new SmtpTransport()) {
            assertInstanceOf(Accepted.class, patient.send(settings(server), LETTER));
        }
    }

    @Test
    void oneHangingServerDoesNotHoldUpOtherSends() throws Exception {
        server.at(Step.RCPT).to("slow@example.org").hang();
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try (SmtpTransport patient = new SmtpTransport(DEADLINE.multipliedBy(10))) {
            List<Callable<Delivery>> sends = Stream.concat(
                            Stream.generate(() -> "slow@example.org").limit(4),
                            Stream.generate(() -> "jane@example.org").limit(36))
                    .map(to -> (Callable<Delivery>) () -> patient.send(settings(server), SmtpFixture.letterTo(to)))
                    .toList();
            long accepted = 0;
            for (Future<Delivery> done : senders.invokeAll(sends)) {
                accepted += done.get() instanceof Accepted ? 1 : 0;
            }
            assertEquals(36, accepted);
            assertEquals(36, server.mails().size());
        } finally {
            senders.shutdownNow();
        }
    }
}
