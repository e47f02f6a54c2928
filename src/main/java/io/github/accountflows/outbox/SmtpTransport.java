package io.github.accountflows.outbox;

import io.github.accountflows.address.Address;
import io.github.accountflows.outbox.Delivery.Accepted;
import io.github.accountflows.outbox.Delivery.Deferred;
import io.github.accountflows.outbox.Delivery.Refused;
import io.github.accountflows.outbox.SmtpSettings.Login;
import io.github.accountflows.outbox.wire.Dialogue;
import io.github.accountflows.outbox.wire.Dialogue.Step;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.SSLException;

/**
 * Hands one letter to the realm's mail server, on a connection of its own, within a fixed time. Our own because stock's
 * sender takes no headers, logs recipients and maps some domains to other people's.
 *
 * <p>Answers with what became of it and throws nothing for a mail's sake. It never logs: neither is the realm's
 * {@code debug} setting followed, because the trace would hold the link (TOK-14).
 */
public final class SmtpTransport implements AutoCloseable {

    /** All the time one send has, from the first packet to the last. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Duration deadline;
    private final ScheduledThreadPoolExecutor watchdog;

    public SmtpTransport() {
        this(DEADLINE);
    }

    SmtpTransport(Duration deadline) {
        this.deadline = deadline;
        this.watchdog = new ScheduledThreadPoolExecutor(1, SmtpTransport::watchdogThread);
        this.watchdog.setRemoveOnCancelPolicy(true);
    }

    private static Thread watchdogThread(Runnable work) {
        Thread thread = new Thread(work, "account-flows-smtp-watchdog");
        thread.setDaemon(true);
        return thread;
    }

    public Delivery send(SmtpSettings settings, Letter letter) {
        if (settings.fault().isPresent()) {
            return new Deferred("settings: " + settings.fault().get());
        }
        Optional<String> to = Address.parseSender(letter.to()).map(Address::forSmtp);
        if (to.isEmpty()) {
            return new Refused("address not mailable");
        }
        if (!SmtpSettings.isAscii(to.get()) && !settings.server().allowUtf8()) {
            return new Refused("address needs utf8"); // a setting of the realm forbids it
        }
        return send(settings, letter, to.get());
    }

    private Delivery send(SmtpSettings settings, Letter letter, String to) {
        boolean utf8 = !SmtpSettings.isAscii(to) || settings.needsUtf8();
        Session session = Session.getInstance(properties(settings, utf8));
        Dialogue dialogue = dialogue(session, settings.login());
        try (Connection connection = new Connection(deadline, watchdog)) {
            try {
                OutgoingMessage message = OutgoingMessage.of(letter, to, settings, session, Instant.now());
                dialogue.connect(connection.open(settings.server(), settings.tls()));
                if (utf8 && !dialogue.supportsExtension("SMTPUTF8")) {
                    return withoutUtf8(to);
                }
                dialogue.sendMessage(message, new InternetAddress[] {recipient(to)});
                goodBye(dialogue);
                return new Accepted(message.id());
            } catch (MessagingException | IOException | RuntimeException e) {
                // RuntimeException: what a broken server makes a mail library throw is a mail's fault too
                return connection.isOverdue()
                        ? new Deferred(word(dialogue.step()) + ": over time")
                        : failure(dialogue, e);
            }
        }
    }

    private static Dialogue dialogue(Session session, Login login) {
        return login instanceof Login.Password password
                ? new Dialogue(session, password.user(), password.secret())
                : new Dialogue(session, null, null);
    }

    private Properties properties(SmtpSettings settings, boolean utf8) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.from", settings.bouncesTo());
        properties.setProperty("mail.smtp.auth", String.valueOf(settings.login() instanceof Login.Password));
        properties.setProperty(
                "mail.smtp.starttls.enable", String.valueOf(settings.server().startTls()));
        properties.put("mail.smtp.ssl.socketFactory", settings.tls().sockets());
        properties.setProperty(
                "mail.smtp.ssl.checkserveridentity",
                String.valueOf(!settings.tls().anyHost()));
        properties.setProperty("mail.mime.allowutf8", String.valueOf(utf8)); // asks for SMTPUTF8 (MAI-13)
        properties.setProperty("mail.smtp.quitwait", "false");
        return properties;
    }

    /** Not parsed: {@link Address} has done that, and stricter. */
    private static InternetAddress recipient(String to) {
        InternetAddress recipient = new InternetAddress();
        recipient.setAddress(to);
        return recipient;
    }

    private static Delivery withoutUtf8(String to) {
        return SmtpSettings.isAscii(to) ? new Deferred("hello: no utf8") : new Refused("hello: no utf8");
    }

    /** The mail is accepted whatever happens from here on. */
    private static void goodBye(Dialogue dialogue) {
        try {
            dialogue.close();
        } catch (MessagingException | RuntimeException e) {
            // the connection is closed below us anyway
        }
    }

    private static Delivery failure(Dialogue dialogue, Exception e) {
        Step step = e instanceof AuthenticationFailedException ? Step.LOGIN : dialogue.step();
        Optional<IOException> broken = brokenLine(e);
        if (broken.isPresent()) {
            return new Deferred(word(step) + ": " + word(broken.get()));
        }
        Reply reply = Reply.of(dialogue.getLastReturnCode(), String.valueOf(dialogue.getLastServerResponse()));
        if (!reply.refuses()) {
            return new Deferred(
                    word(step) + ": " + (dialogue.getLastReturnCode() == -1 ? "connection lost" : "failed"));
        }
        String reason = word(step) + ": " + reply.codes();
        return reply.endsTheJob(step) ? new Refused(reason) : new Deferred(reason);
    }

    private static Optional<IOException> brokenLine(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException broken) {
                return Optional.of(broken);
            }
        }
        return Optional.empty();
    }

    private static String word(Step step) {
        return step.name().toLowerCase(Locale.ROOT);
    }

    private static String word(IOException broken) {
        if (broken instanceof SocketTimeoutException) {
            return "timed out";
        }
        if (broken instanceof UnknownHostException) {
            return "unknown host";
        }
        if (broken instanceof ConnectException || broken instanceof NoRouteToHostException) {
            return "no connection";
        }
        return broken instanceof SSLException ? "tls failed" : "connection lost";
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
