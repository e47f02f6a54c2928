package io.github.accountflows.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.smtp.ScriptedSmtp.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedSmtpTest {

    private final ScriptedSmtp server = ScriptedSmtp.start();

    @AfterEach
    void close() {
        server.close();
    }

    /** A client that says a line and reads one. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client(ScriptedSmtp server) throws IOException {
            socket = new Socket(server.host(), server.port());
            socket.setSoTimeout(5_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String hear() throws IOException {
            return in.readLine();
        }

        String say(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void takesAMailAndTellsWhatItGot() throws Exception {
        try (Client client = new Client(server)) {
            assertEquals("220 localhost scripted", client.hear());
            assertEquals("250 localhost", client.say("HELO me").replace('-', ' '));
            client.hear();
            assertEquals("250 2.1.0 ok", client.say("MAIL FROM:<a@example.org> SIZE=10"));
            assertEquals("250 2.1.5 ok", client.say("RCPT TO:<b@example.org>"));
            assertEquals("354 go ahead", client.say("DATA"));
            assertEquals("250 2.0.0 taken", client.say("Subject: x\r\n\r\n..dot\r\n."));
        }
        ReceivedMail mail = server.awaitMails(1, Duration.ofSeconds(5)).get(0);
        assertEquals("a@example.org", mail.from());
        assertEquals("Subject: x\r\n\r\n.dot\r\n", mail.raw());
        assertEquals(1, server.mailsTo("B@example.org").size());
        assertEquals(1, server.countOf("b@example.org"));
        assertEquals(1, server.count(Step.CONTENT));
    }

    @Test
    void aRuleHoldsForItsRecipientAndItsNumberOfTimes() throws Exception {
        server.at(Step.RCPT).to("b@example.org").first(2).answer("451 4.3.0 later");
        try (Client client = new Client(server)) {
            client.hear();
            client.say("MAIL FROM:<a@example.org>");
            assertEquals("250 2.1.5 ok", client.say("RCPT TO:<c@example.org>"));
            assertEquals("451 4.3.0 later", client.say("RCPT TO:<b@example.org>"));
            assertEquals("451 4.3.0 later", client.say("RCPT TO:<b@example.org>"));
            assertEquals("250 2.1.5 ok", client.say("RCPT TO:<b@example.org>"));
        }
        assertEquals(4, server.count(Step.RCPT));
    }

    @Test
    void refusesConnectionsAndTakesThemAgain() throws Exception {
        server.refuseConnections();
        assertThrows(ConnectException.class, () -> new Client(server).close());
        server.acceptConnections();
        try (Client client = new Client(server)) {
            assertTrue(client.hear().startsWith("220"));
        }
    }

    @Test
    void hangsUpInsteadOfAnAnswer() throws Exception {
        server.at(Step.MAIL).disconnect();
        try (Client client = new Client(server)) {
            client.hear();
            assertNull(client.say("MAIL FROM:<a@example.org>"));
        }
    }

    @Test
    void waitingForMailThatDoesNotComeFails() {
        assertThrows(AssertionError.class, () -> server.awaitMails(1, Duration.ofMillis(20)));
    }
}
