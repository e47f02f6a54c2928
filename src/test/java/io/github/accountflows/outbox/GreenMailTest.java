package io.github.accountflows.outbox;

import static io.github.accountflows.outbox.SmtpFixture.LETTER;
import static io.github.accountflows.outbox.SmtpFixture.LINK;
import static io.github.accountflows.outbox.SmtpFixture.TO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.DummySSLSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.accountflows.outbox.Delivery.Accepted;
import io.github.accountflows.outbox.Delivery.Deferred;
import io.github.accountflows.outbox.SmtpSettings.Tls;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a mail server that others wrote. */
class GreenMailTest {

    private final GreenMail greenMail = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
    });
    private final SmtpTransport transport = new SmtpTransport(Duration.ofSeconds(10));

    @BeforeEach
    void start() {
        greenMail.start();
        greenMail.setUser("keycloak@example.org", "keycloak", SmtpFixture.PASSWORD);
    }

    @AfterEach
    void stop() {
        transport.close();
        greenMail.stop();
    }

    private Delivery send(int port, String password, Tls tls, String... more) {
        Map<String, String> realm = new HashMap<>(
                Map.of("host", "127.0.0.1", "port", String.valueOf(port), "from", "keycloak@example.org"));
        for (int i = 0; i < more.length; i += 2) {
            realm.put(more[i], more[i + 1]);
        }
        return transport.send(SmtpSettings.of(realm, password, Optional.empty(), tls), LETTER);
    }

    @Test
    void takesTheMailInTheClear() throws Exception {
        assertInstanceOf(Accepted.class, send(greenMail.getSmtp().getPort(), null, Tls.OF_THE_JVM));
        MimeMessage mail = greenMail.getReceivedMessages()[0];
        assertEquals(TO, mail.getAllRecipients()[0].toString());
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        assertTrue(parts.getBodyPart(0).getContent().toString().contains(LINK));
        assertTrue(parts.getBodyPart(1).getContent().toString().contains(LINK));
    }

    @Test
    void takesTheMailByPassword() {
        int port = greenMail.getSmtp().getPort();
        String[] login = {"auth", "true", "user", "keycloak"};
        assertInstanceOf(Accepted.class, send(port, SmtpFixture.PASSWORD, Tls.OF_THE_JVM, login));
        assertEquals(1, greenMail.getReceivedMessages().length);
    }

    @Test
    void aWrongPasswordDefers() {
        int port = greenMail.getSmtp().getPort();
        Delivery delivery = send(port, "wrong", Tls.OF_THE_JVM, "auth", "true", "user", "keycloak");
        assertTrue(assertInstanceOf(Deferred.class, delivery).reason().startsWith("login: 535"));
        assertEquals(0, greenMail.getReceivedMessages().length);
    }

    @Test
    void takesTheMailOverTls() {
        int port = greenMail.getSmtps().getPort();
        Tls anyone = new Tls(new DummySSLSocketFactory(), true);
        String[] more = {"ssl", "true", "auth", "true", "user", "keycloak"};
        assertInstanceOf(Accepted.class, send(port, SmtpFixture.PASSWORD, anyone, more));
        assertInstanceOf(Deferred.class, send(port, SmtpFixture.PASSWORD, Tls.OF_THE_JVM, more));
        assertEquals(1, greenMail.getReceivedMessages().length);
    }
}
