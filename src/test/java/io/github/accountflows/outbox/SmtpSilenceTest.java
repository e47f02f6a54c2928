package io.github.accountflows.outbox;

import static io.github.accountflows.outbox.SmtpFixture.LETTER;
import static io.github.accountflows.outbox.SmtpFixture.PASSWORD;
import static io.github.accountflows.outbox.SmtpFixture.TO;
import static io.github.accountflows.outbox.SmtpFixture.TOKEN;
import static io.github.accountflows.outbox.SmtpFixture.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.outbox.Delivery.Accepted;
import io.github.accountflows.outbox.Delivery.Deferred;
import io.github.accountflows.outbox.Delivery.Refused;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** TOK-14, LOG-2: neither a reason nor a log at any level tells an address, a link, a secret or a server's words. */
class SmtpSilenceTest {

    private static final String SERVERS_WORDS = "Eigensinn";

    private static final List<String> SECRETS = List.of(
            TOKEN,
            TOKEN.substring(0, 20), // a trace may break the line within
            TO,
            "jane",
            PASSWORD,
            Base64.getEncoder().encodeToString(PASSWORD.getBytes(StandardCharsets.UTF_8)),
            Base64.getEncoder().encodeToString(("\0keycloak\0" + PASSWORD).getBytes(StandardCharsets.UTF_8)),
            SERVERS_WORDS,
            "keycloak@example.org");

    private final StringBuffer log = new StringBuffer();

    private final Handler everything = new Handler() {
        @Override
        public void publish(LogRecord record) {
            log.append(record.getLoggerName())
                    .append(' ')
                    .append(record.getMessage())
                    .append(' ');
            if (record.getParameters() != null) {
                log.append(MessageFormat.format(String.valueOf(record.getMessage()), record.getParameters()));
                log.append(Arrays.toString(record.getParameters()));
            }
            if (record.getThrown() != null) {
                StringWriter trace = new StringWriter();
                record.getThrown().printStackTrace(new PrintWriter(trace));
                log.append(trace);
            }
            log.append('\n');
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (Step step : Step.values()) {
            for (String code : List.of("451 4.3.0 ", "550 5.1.1 ", "550 ", "535 5.7.8 ", "421-", "599", "")) {
                try (ScriptedSmtp server = ScriptedSmtp.start();
                        SmtpTransport transport = new SmtpTransport(Duration.ofSeconds(5))) {
                    server.offering("AUTH PLAIN LOGIN", "STARTTLS");
                    String text = SERVERS_WORDS + " " + TO + " " + TOKEN;
                    server.at(step).answer(code + text + (code.endsWith("-") ? "\n421 " + text : ""));
                    reasons.add(reason(transport.send(
                            settings(
                                    server,
                                    "auth",
                                    "true",
                                    "user",
                                    "keycloak",
                                    "debug",
                                    "true",
                                    "timeout",
                                    "1000",
                                    "starttls",
                                    String.valueOf(step == Step.STARTTLS)),
                            LETTER)));
                }
            }
        }
        return reasons;
    }

    private static String reason(Delivery delivery) {
        if (delivery instanceof Deferred deferred) {
            return deferred.reason();
        }
        return delivery instanceof Refused refused ? refused.reason() : ((Accepted) delivery).messageId();
    }

    @Test
    void nothingLeaks() {
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        root.addHandler(everything);
        root.setLevel(Level.ALL);
        everything.setLevel(Level.ALL);
        System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(console, true, StandardCharsets.UTF_8));
        List<String> reasons;
        try {
            Logger.getLogger("io.github.accountflows").fine("the log is heard");
            try (ScriptedSmtp server = ScriptedSmtp.start();
                    SmtpTransport transport = new SmtpTransport(Duration.ofSeconds(5))) {
                server.offering("AUTH PLAIN LOGIN");
                SmtpSettings settings = settings(server, "auth", "true", "user", "keycloak", "debug", "true");
                assertTrue(transport.send(settings, LETTER) instanceof Accepted);
                log.append(settings).append(settings.login()).append(LETTER);
            }
            reasons = reasons();
        } finally {
            System.setOut(out);
            System.setErr(err);
            root.removeHandler(everything);
            root.setLevel(before);
        }
        assertTrue(log.toString().contains("the log is heard"));
        String told = log + console.toString(StandardCharsets.UTF_8) + reasons;
        SECRETS.forEach(secret -> assertFalse(told.contains(secret), () -> "leaks " + secret));
        assertEquals(Step.values().length * 7, reasons.size());
        reasons.forEach(reason -> assertTrue(
                reason.matches("[a-z]+: ([a-z ]+|[45]\\d\\d( [45](\\.\\d{1,3}){2})?)") && reason.length() < 40,
                () -> "a reason of its own: " + reason));
    }
}
