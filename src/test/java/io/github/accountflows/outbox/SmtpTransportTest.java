package io.github.accountflows.outbox;

import static io.github.accountflows.outbox.SmtpFixture.LETTER;
import static io.github.accountflows.outbox.SmtpFixture.TO;
import static io.github.accountflows.outbox.SmtpFixture.letterTo;
import static io.github.accountflows.outbox.SmtpFixture.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.outbox.Delivery.Accepted;
import io.github.accountflows.outbox.Delivery.Deferred;
import io.github.accountflows.outbox.Delivery.Refused;
import io.github.accountflows.outbox.SmtpSettings.Tls;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.smtp.SelfSigned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpTransportTest {

    private static SelfSigned certificate;

    private final ScriptedSmtp server = ScriptedSmtp.start();
    private final SmtpTransport transport = new SmtpTransport(Duration.ofSeconds(10));

    @BeforeAll
    static void makeACertificate() throws Exception {
        certificate = SelfSigned.forHost("localhost");
    }

    @AfterEach
    void close() {
        transport.close();
        server.close();
    }

    private Delivery send(String... more) {
        return transport.send(settings(server, more), LETTER);
    }

    /** DESIGN 4: only a permanent answer about this recipient or mail ends the job. */
    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.1.1 no such user",
        "RCPT, 550 no such user",
        "RCPT, 551 5.1.6 moved",
        "RCPT, 552 5.2.2 full",
        "RCPT, 553 5.1.3 odd name",
        "RCPT, 554 5.2.1 disabled",
        "RCPT, 554 no",
        "RCPT, 501 5.1.3 syntax",
        "RCPT, 550 5.4.1 access denied",
        "RCPT, 556 5.1.10 null MX",
        "CONTENT, 550 5.1.1 no such user",
        "CONTENT, 552 5.3.4 too big",
        "CONTENT, 554 5.7.1 spam",
        "CONTENT, 554 no",
        "CONTENT, 552 5.2.2 full",
        "CONTENT, 554 5.6.0 malformed"
    })
    void aPermanentAnswerAboutTheRecipientRefuses(Step step, String answer) {
        server.at(step).answer(answer);
        assertInstanceOf(Refused.class, send(), answer);
        assertEquals(0, server.mails().size());
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, 421 4.3.2 busy",
        "GREETING, 554 5.7.1 blocked",
        "EHLO, 421 4.3.2 busy",
        "EHLO, 550 go away",
        "MAIL, 451 4.3.0 later",
        "MAIL, 550 5.7.1 not you",
        "MAIL, 553 5.1.8 your domain",
        "MAIL, 530 5.7.0 authenticate",
        "RCPT, 450 4.2.1 greylisted",
        "RCPT, 451 4.7.1 later",
        "RCPT, 452 4.5.3 too many",
        "RCPT, 421 4.7.0 closing",
        "RCPT, 503 5.5.1 order",
        "RCPT, 500 5.5.2 what",
        "RCPT, 530 5.7.0 authenticate",
        "RCPT, 535 5.7.8 who",
        "RCPT, 521 5.3.2 no mail here",
        "RCPT, 550 5.7.1 relaying denied",
        "RCPT, 554 5.7.1 block list",
        "RCPT, 550 5.1.8 your domain",
        "RCPT, 554 5.3.0 broken",
        "DATA, 451 4.3.0 later",
        "DATA, 554 5.7.1 policy",
        "CONTENT, 450 4.2.0 later",
        "CONTENT, 451 4.3.0 later",
        "CONTENT, 452 4.3.1 disk full",
        "CONTENT, 550 5.7.26 no DMARC",
        "CONTENT, 554 5.3.0 broken",
        "CONTENT, 530 5.7.0 authenticate",
        "CONTENT, nonsense"
    })
    void everyOtherAnswerDefers(Step step, String answer) {
        server.at(step).answer(answer);
        assertInstanceOf(Deferred.class, send(), answer);
        assertEquals(0, server.mails().size());
    }

    @Test
    void aReasonIsTheStepAndTheCodes() {
        server.at(Step.RCPT).first(1).answer("550-5.1.1 jane@example.org\n550 5.1.1 see http://example.org");
        assertEquals(new Refused("recipient: 550 5.1.1"), send());
        server.at(Step.CONTENT).first(1).answer("451 busy");
        assertEquals(new Deferred("content: 451"), send());
        server.at(Step.MAIL).first(1).answer("550 4.1.1 codes that disagree");
        assertEquals(new Deferred("sender: 550"), send());
    }

    @Test
    void oneRecipientsRefusalIsNotAnothers() {
        server.at(Step.RCPT).to("gone@example.org").answer("550 5.1.1 gone");
        SmtpSettings settings = settings(server);
        assertInstanceOf(Refused.class, transport.send(settings, letterTo("gone@example.org")));
        assertInstanceOf(Accepted.class, transport.send(settings, letterTo("here@example.org")));
    }

    @Test
    void whatFailedForATimeIsAcceptedLater() {
        server.at(Step.CONTENT).first(2).answer("451 4.3.0 later");
        assertInstanceOf(Deferred.class, send());
        assertInstanceOf(Deferred.class, send());
        assertInstanceOf(Accepted.class, send());
        assertEquals(1, server.mailsTo(TO).size());
    }

    @Test
    void noServerDefers() {
        server.refuseConnections();
        assertEquals(new Deferred("greeting: no connection"), send());
        server.acceptConnections();
        assertInstanceOf(Accepted.class, send());
    }

    @Test
    void anUnknownHostDefers() {
        assertEquals(new Deferred("greeting: unknown host"), send("host", "nowhere.invalid"));
    }

    @ParameterizedTest
    @CsvSource({"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT"})
    void aServerThatHangsUpDefers(Step step) {
        server.at(step).disconnect();
        assertInstanceOf(Deferred.class, send());
        assertEquals(0, server.mails().size());
    }

    @Test
    void aServerThatHangsUpWithinTheContentDefers() {
        server.at(Step.DATA).disconnectAfter(100);
        Letter big = new Letter(TO, "big", "x".repeat(5_000_000), "h");
        assertInstanceOf(Deferred.class, transport.send(settings(server), big));
    }

    @Test
    void aMailWhoseAcceptanceWasNotHeardIsDeferred() {
        server.at(Step.CONTENT).takeAndDisconnect();
        assertEquals(new Deferred("content: connection lost"), send());
        assertEquals(1, server.mails().size());
    }

    @Test
    void theReadTimeOutOfTheRealmHolds() {
        server.at(Step.CONTENT).hang();
        assertEquals(new Deferred("content: timed out"), send("timeout", "1500"));
    }

    @Test
    void wrongSettingsDeferWithoutAConnection() {
        assertEquals(new Deferred("settings: from"), send("from", "no address"));
        assertEquals(new Deferred("settings: from"), send("from", ""));
        assertEquals(new Deferred("settings: reply to"), send("replyTo", "a\r\nb@example.org"));
        assertEquals(new Deferred("settings: envelope from"), send("envelopeFrom", "a b@example.org"));
        assertEquals(new Deferred("settings: allow utf8"), send("from", "почта@example.org"));
        assertEquals(new Deferred("settings: port"), send("port", "70000"));
        assertEquals(new Deferred("settings: auth type"), send("auth", "true", "authType", "ntlm"));
        assertEquals(new Deferred("settings: auth token"), send("auth", "true", "authType", "token"));
        assertEquals(0, server.count(Step.GREETING));
    }

    @Test
    void anAddressThatCannotBeMailedIsRefusedWithoutAConnection() {
        assertEquals(new Refused("address not mailable"), transport.send(settings(server), letterTo("a\r\nb@c.org")));
        assertEquals(new Refused("address not mailable"), transport.send(settings(server), letterTo("a@b,c@d.org")));
        assertEquals(new Refused("address needs utf8"), transport.send(settings(server), letterTo("иван@c.org")));
        assertEquals(0, server.count(Step.GREETING));
    }

    @Test
    void aServerWithoutUtf8RefusesAnAddressThatNeedsIt() {
        assertEquals(
                new Refused("hello: no utf8"),
                transport.send(settings(server, "allowutf8", "true"), letterTo("иван@c.org")));
        assertEquals(0, server.count(Step.MAIL));
        assertEquals(new Deferred("hello: no utf8"), send("allowutf8", "true", "from", "почта@example.org"));
    }

    @Test
    void aServerWithoutLoginGetsItsMailWithout() {
        assertInstanceOf(Accepted.class, send("auth", "true", "user", "keycloak"));
        assertEquals(0, server.count(Step.AUTH));
    }

    @ParameterizedTest
    @CsvSource({"AUTH PLAIN", "AUTH LOGIN", "AUTH PLAIN LOGIN", "AUTH XOAUTH2 LOGIN"})
    void signsInWithWhatBothSidesKnow(String offered) {
        server.offering(offered);
        assertInstanceOf(Accepted.class, send("auth", "true", "user", "keycloak"));
        assertEquals(1, server.count(Step.AUTH));
    }

    @Test
    void aRefusedLoginDefers() {
        server.offering("AUTH PLAIN LOGIN").at(Step.AUTH).answer("535 5.7.8 wrong password");
        assertEquals(new Deferred("login: 535 5.7.8"), send("auth", "true", "user", "keycloak"));
    }

    @Test
    void noCommonWayToSignInDefers() {
        server.offering("AUTH GSSAPI");
        assertEquals(new Deferred("login: failed"), send("auth", "true", "user", "keycloak"));
    }

    @Test
    void aRealmWithoutLoginDoesNotSignIn() {
        server.offering("AUTH PLAIN LOGIN");
        assertInstanceOf(Accepted.class, send("user", "keycloak"));
        assertInstanceOf(Accepted.class, send("auth", "true", "authType", "none", "user", "keycloak"));
        assertEquals(0, server.count(Step.AUTH));
    }

    @Test
    void withDebugOnTheCourseOfTheDialogueIsToldAndNothingThatWasSaid() {
        List<String> told = new ArrayList<>();
        server.offering("AUTH PLAIN");
        SmtpSettings settings = settings(server, "debug", "true", "auth", "true", "user", "keycloak");
        transport.send(settings, LETTER, told::add);
        server.at(Step.RCPT).answer("550 5.1.1 no " + TO);
        transport.send(settings, LETTER, told::add);
        String untilData = "greeting 220, hello 250, login 235, sender 250, ";
        assertEquals(
                List.of(
                        untilData + "recipient 250, data 354, content 250, accepted",
                        untilData + "recipient 550, refused: recipient: 550 5.1.1"),
                told.stream().map(one -> one.replaceAll(" \\(\\d+ ms\\)", "")).toList());
    }

    @Test
    void withDebugOffNothingIsTold() {
        List<String> told = new ArrayList<>();
        transport.send(settings(server), LETTER, told::add);
        assertEquals(List.of(), told);
    }

    @Nested
    class WithStartTls {

        private Delivery send(Tls tls, String host) throws Exception {
            server.offeringStartTls(certificate.server());
            return transport.send(settings(server, tls, "starttls", "true", "host", host), LETTER);
        }

        @Test
        void aTrustedServerGetsTheMail() throws Exception {
            assertInstanceOf(Accepted.class, send(new Tls(certificate.trusting(), false), "localhost"));
            assertEquals(1, server.count(Step.STARTTLS));
            assertEquals(2, server.count(Step.EHLO));
        }

        @Test
        void anUnknownCertificateDefers() throws Exception {
            assertEquals(new Deferred("tls: tls failed"), send(Tls.OF_THE_JVM, "localhost"));
            assertEquals(0, server.count(Step.MAIL));
        }

        @Test
        void anotherHostsCertificateDefersUnlessAnyHostWillDo() throws Exception {
            assertEquals(new Deferred("tls: tls failed"), send(new Tls(certificate.trusting(), false), "127.0.0.1"));
            assertEquals(0, server.count(Step.MAIL));
            assertInstanceOf(Accepted.class, send(new Tls(certificate.trusting(), true), "127.0.0.1"));
        }

        @Test
        void aRefusalToStartDefersInsteadOfGoingOnInTheClear() throws Exception {
            server.at(Step.STARTTLS).answer("454 4.7.0 not now");
            assertEquals(new Deferred("tls: 454 4.7.0"), send(new Tls(certificate.trusting(), false), "localhost"));
            assertEquals(0, server.count(Step.MAIL));
        }

        /** MAI-3: whoever sits between could take the offer away. */
        @Test
        void whereItIsRequiredAServerWithoutItHearsNothing() {
            server.offering("AUTH PLAIN LOGIN");
            assertEquals(
                    new Deferred("hello: no starttls"),
                    SmtpTransportTest.this.send("starttlsRequired", "true", "auth", "true", "user", "keycloak"));
            assertEquals(0, server.count(Step.AUTH) + server.count(Step.MAIL));
        }

        @Test
        void whereItIsRequiredItNeedNotBeAskedForBesides() throws Exception {
            server.offeringStartTls(certificate.server());
            SmtpSettings settings = settings(
                    server, new Tls(certificate.trusting(), false), "starttlsRequired", "true", "host", "localhost");
            assertInstanceOf(Accepted.class, transport.send(settings, LETTER));
            assertEquals(1, server.count(Step.STARTTLS));
        }

        @Test
        void itIsNotUsedUnlessTheRealmSaysSo() throws Exception {
            server.offeringStartTls(certificate.server());
            assertInstanceOf(Accepted.class, SmtpTransportTest.this.send());
            assertEquals(0, server.count(Step.STARTTLS));
        }
    }

    @Nested
    class BehindTls {

        private Delivery send(Tls tls, String host) throws Exception {
            server.behindTls(certificate.server());
            return transport.send(settings(server, tls, "ssl", "true", "starttls", "true", "host", host), LETTER);
        }

        @Test
        void aTrustedServerGetsTheMail() throws Exception {
            assertInstanceOf(Accepted.class, send(new Tls(certificate.trusting(), false), "localhost"));
        }

        @Test
        void anUnknownCertificateDefers() throws Exception {
            assertEquals(new Deferred("greeting: tls failed"), send(Tls.OF_THE_JVM, "localhost"));
            assertEquals(0, server.count(Step.GREETING));
        }

        @Test
        void anotherHostsCertificateDefersUnlessAnyHostWillDo() throws Exception {
            assertInstanceOf(Deferred.class, send(new Tls(certificate.trusting(), false), "127.0.0.1"));
            assertInstanceOf(Accepted.class, send(new Tls(certificate.trusting(), true), "127.0.0.1"));
        }

        @Test
        void thatIsEnoughWhereStartTlsIsRequired() throws Exception {
            server.behindTls(certificate.server());
            SmtpSettings settings = settings(
                    server,
                    new Tls(certificate.trusting(), false),
                    "ssl",
                    "true",
                    "starttlsRequired",
                    "true",
                    "host",
                    "localhost");
            assertInstanceOf(Accepted.class, transport.send(settings, LETTER));
        }

        @Test
        void aServerInTheClearDefers() {
            assertTrue(transport.send(settings(server, "ssl", "true"), LETTER) instanceof Deferred);
        }
    }
}
