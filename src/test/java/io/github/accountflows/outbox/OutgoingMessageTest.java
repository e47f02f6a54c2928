package io.github.accountflows.outbox;

import static io.github.accountflows.outbox.SmtpFixture.LETTER;
import static io.github.accountflows.outbox.SmtpFixture.LINK;
import static io.github.accountflows.outbox.SmtpFixture.TO;
import static io.github.accountflows.outbox.SmtpFixture.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.outbox.Delivery.Accepted;
import io.github.accountflows.smtp.ReceivedMail;
import io.github.accountflows.smtp.ScriptedSmtp;
import jakarta.mail.Header;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mail as it arrives at a server. */
class OutgoingMessageTest {

    private static final List<String> HEADERS = List.of(
            "Date",
            "From",
            "To",
            "Message-ID",
            "Subject",
            "MIME-Version",
            "Content-Type",
            "Auto-Submitted",
            "X-Auto-Response-Suppress");

    private final ScriptedSmtp server = ScriptedSmtp.start();
    private final SmtpTransport transport = new SmtpTransport(Duration.ofSeconds(10));

    @AfterEach
    void close() {
        transport.close();
        server.close();
    }

    private ReceivedMail sent(Letter letter, String... more) {
        assertInstanceOf(Accepted.class, transport.send(settings(server, more), letter));
        return server.mails().get(server.mails().size() - 1);
    }

    private static String header(ReceivedMail mail, String name) {
        assertEquals(1, mail.headers(name).size(), name);
        return mail.headers(name).get(0);
    }

    /** Jakarta Mail hands raw headers out as if they were Latin-1. */
    private static List<String> utf8(List<String> headers) {
        return headers.stream()
                .map(header -> new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> headerNames(ReceivedMail mail) throws Exception {
        return Collections.list(mail.message().getAllHeaders()).stream()
                .map(Header::getName)
                .toList();
    }

    @Test
    void textComesFirstThenHtmlBothUtf8WithTheSameLink() throws Exception {
        Letter letter = new Letter(
                TO, "Новый пароль", "Привет:\n" + LINK + "\n", "<p>Привет <a href=\"" + LINK + "\">x</a></p>");
        ReceivedMail mail = sent(letter);
        assertEquals("Новый пароль", mail.subject());
        assertEquals("Привет:\r\n" + LINK + "\r\n", mail.text());
        assertEquals(letter.html(), mail.html());
        MimeMultipart parts = (MimeMultipart) mail.message().getContent();
        assertTrue(parts.getContentType().startsWith("multipart/alternative"));
        assertEquals(2, parts.getCount());
        for (int i = 0; i < 2; i++) {
            assertTrue(parts.getBodyPart(i).getContentType().toLowerCase().contains("charset=utf-8"));
        }
    }

    @Test
    void aLineWithADotOnlyDoesNotEndTheMail() {
        assertEquals(LETTER.text().replace("\n", "\r\n"), sent(LETTER).text());
    }

    @Test
    void noLineOnTheWireIsLongAndNoLinkIsBroken() {
        String link = LINK + "?" + "k=v&".repeat(400);
        ReceivedMail mail = sent(
                new Letter(TO, "x".repeat(150), "a " + link + "\n" + "y".repeat(5_000), "<a href=\"" + link + "\">"));
        assertTrue(mail.raw().lines().allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 998));
        assertTrue(mail.raw().lines().dropWhile(line -> !line.isEmpty()).allMatch(line -> line.length() <= 76));
        assertTrue(mail.text().contains(link));
        assertTrue(mail.html().contains(link));
    }

    @Test
    void headersSayThatNobodyNeedsToAnswer() throws Exception {
        ReceivedMail mail = sent(LETTER);
        assertEquals("auto-generated", header(mail, "Auto-Submitted"));
        assertEquals("All", header(mail, "X-Auto-Response-Suppress"));
        assertEquals("1.0", header(mail, "MIME-Version"));
        assertEquals(TO, header(mail, "To"));
        assertEquals("keycloak@example.org", header(mail, "From"));
        header(mail, "Date");
        assertTrue(Math.abs(mail.message().getSentDate().getTime() - System.currentTimeMillis()) < 60_000);
        assertEquals(
                HEADERS.stream().sorted().toList(),
                headerNames(mail).stream().sorted().toList());
        assertEquals(List.of(TO), mail.recipients());
        assertEquals("keycloak@example.org", mail.from());
    }

    @Test
    void messageIdsAreRandomOnTheFromDomainAndTold() {
        Delivery first = transport.send(settings(server, "from", "x@straße.de"), LETTER);
        Delivery second = transport.send(settings(server, "from", "x@straße.de"), LETTER);
        String id = ((Accepted) first).messageId();
        assertTrue(id.matches("<[0-9a-f-]{36}@xn--strae-oqa\\.de>"), id);
        assertNotEquals(first, second);
        assertEquals(id, header(server.mails().get(0), "Message-ID"));
    }

    @Test
    void namesReplyToAndEnvelopeSenderAreTheRealms() throws Exception {
        ReceivedMail mail = sent(
                LETTER,
                "fromDisplayName",
                "Анна \"Q\" Doe, Ltd.",
                "replyTo",
                "help@münchen.de",
                "replyToDisplayName",
                "Hilfe <x>",
                "envelopeFrom",
                "bounces@straße.de");
        InternetAddress from = (InternetAddress) mail.message().getFrom()[0];
        assertEquals("Анна \"Q\" Doe, Ltd.", from.getPersonal());
        assertEquals("keycloak@example.org", from.getAddress());
        InternetAddress replyTo = (InternetAddress) mail.message().getReplyTo()[0];
        assertEquals("Hilfe <x>", replyTo.getPersonal());
        assertEquals("help@xn--mnchen-3ya.de", replyTo.getAddress());
        assertEquals(1, mail.message().getReplyTo().length);
        assertEquals("bounces@xn--strae-oqa.de", mail.from());
    }

    @Test
    void bouncesCanGoNowhere() {
        assertEquals("", sent(LETTER, "envelopeFrom", "<>").from());
    }

    @Test
    void aRecipientIsMailedAtTheALabelOfUts46() {
        assertEquals(
                List.of("Jane@xn--strae-oqa.de"),
                sent(SmtpFixture.letterTo("Jane@straße.de")).recipients());
    }

    /** MAI-4: whatever a name or subject holds, the mail has the same headers and one recipient. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nBcc: evil@example.com",
                "a\nBcc: evil@example.com",
                "a\rBcc: evil@example.com",
                "\r\n\r\n<html>",
                "a\r\n .\r\nQUIT",
                "\r\n.\r\nMAIL FROM:<evil@example.com>",
                "a\0b",
                "a\u0000\r\nX: y",
                "a\u2028Bcc: x",
                "a\u2029Bcc: x",
                "a\u0085Bcc: x",
                "a\u000BBcc: x",
                "a\u000CBcc: x",
                "=?utf-8?q?=0D=0ABcc:_evil?=",
                "\u560D\u560ABcc: x",
                "\u010D\u010ABcc: x",
                "a\u202Ecod.exe",
                "\uD800",
                "a\u001B[31mred",
                "%0d%0aBcc: x",
                "a\t\tb",
                "\r\n",
                " ",
                "a\u007Fb",
                "\"><script>",
                "a,b@example.com",
                "<evil@example.com>",
                "a\r\n\tb: c",
                "Subject: x\r\nTo: evil@example.com"
            })
    void textsCannotAddAHeaderOrARecipient(String text) throws Exception {
        ReceivedMail mail = sent(
                new Letter(TO, text, LETTER.text(), LETTER.html()),
                "fromDisplayName",
                text,
                "replyTo",
                "help@example.org",
                "replyToDisplayName",
                text);
        List<String> names = headerNames(mail);
        assertTrue(names.containsAll(HEADERS) && names.size() == HEADERS.size() + 1, names.toString());
        assertEquals(List.of(TO), mail.recipients());
        assertEquals(1, server.count(ScriptedSmtp.Step.RCPT));
        assertEquals(1, mail.message().getFrom().length);
        assertEquals("keycloak@example.org", ((InternetAddress) mail.message().getFrom()[0]).getAddress());
        assertEquals(1, mail.message().getReplyTo().length);
        assertTrue(mail.subject().codePoints().noneMatch(c -> Character.isISOControl(c) || c >= 0x2028 && c <= 0x202E));
        assertEquals(LETTER.text().replace("\n", "\r\n"), mail.text());
    }

    @Test
    void aLongSubjectIsCut() {
        assertEquals(
                200, sent(new Letter(TO, "я".repeat(5_000), "t", "h")).subject().length());
        assertEquals(
                200,
                sent(new Letter(TO, "\uD83D\uDE00".repeat(5_000), "t", "h"))
                        .subject()
                        .codePointCount(0, 400));
    }

    @Test
    void utf8IsAskedForOnlyWhenAnAddressNeedsIt() {
        server.offering("SMTPUTF8");
        assertEquals("", sent(LETTER, "allowutf8", "true").parameters());
        assertEquals(
                "",
                sent(SmtpFixture.letterTo("jane@пример.рф"), "allowutf8", "true")
                        .parameters());
        ReceivedMail mail = sent(SmtpFixture.letterTo("иван@пример.рф"), "allowutf8", "true");
        assertEquals(List.of("иван@xn--e1afmkfd.xn--p1ai"), mail.recipients());
        assertEquals("SMTPUTF8", mail.parameters());
        assertEquals(List.of("иван@xn--e1afmkfd.xn--p1ai"), utf8(mail.headers("To")));
    }
}
