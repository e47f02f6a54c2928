package io.github.accountflows.outbox;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.TokenEndpoint.NoToken;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Hands one letter to the realm's mail server, on a connection of its own, within a fixed time. Our own because stock's
 * sender takes no headers, logs recipients and maps some domains to other people's.
 *
 * <p>Answers with what became of it and throws nothing for a mail's sake. It never logs. Where the realm's {@code debug}
 * setting would have stock print the whole dialogue, link and password and all, it tells the course of it (TOK-14).
 */
public final class SmtpTransport implements AutoCloseable {

    /** All the time one send has, from the first packet to the last. */
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Duration deadline;
    private final ScheduledThreadPoolExecutor watchdog;
    private final AccessTokens tokens;

    public SmtpTransport() {
        this(DEADLINE);
    }

    SmtpTransport(Duration deadline) {
        this.deadline = deadline;
        this.watchdog = new ScheduledThreadPoolExecutor(1, SmtpTransport::watchdogThread);
        this.watchdog.setRemoveOnCancelPolicy(true);
        this.tokens = new AccessTokens(watchdog, Clock.systemUTC());
    }

    private static Thread watchdogThread(Runnable work) {
        Thread thread = new Thread(work, "account-flows-smtp-watchdog");
        thread.setDaemon(true);
        return thread;
    }

    Delivery send(SmtpSettings settings, Letter letter) {
        return send(settings, letter, course -> {});
    }

    /** @param course hears how each dialogue went, if the realm has {@code debug} on */
    public Delivery send(SmtpSettings settings, Letter letter, Consumer<String> course) {
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
        Send send = new Send(settings, letter, to.get(), settings.debug() ? course : ignored -> {});
        return settings.login() instanceof Login.Token token ? send.withToken(token) : send.withPassword();
    }

    /** One mail on its way, with what is left of its time. */
    private final class Send {
        private final SmtpSettings settings;
        private final Letter letter;
        private final String to;
        private final Consumer<String> course;
        private final long end = System.nanoTime() + deadline.toNanos();
        private boolean loginRefused;

        private Send(SmtpSettings settings, Letter letter, String to, Consumer<String> course) {
            this.settings = settings;
            this.letter = letter;
            this.to = to;
            this.course = course;
        }

        private Delivery withPassword() {
            return settings.login() instanceof Login.Password password
                    ? over(new Credentials(password.user(), password.secret()))
                    : over(new Credentials(null, null));
        }

        /** A refused token may have been withdrawn before its time, so a fresh one has a try, as with stock. */
        private Delivery withToken(Login.Token login) {
            try {
                String token = tokens.of(login.from(), left());
                Delivery delivery = over(new Credentials(login.user(), token));
                if (!loginRefused || left().isZero()) {
                    return delivery;
                }
                tokens.forget(login.from(), token);
                return over(new Credentials(login.user(), tokens.of(login.from(), left())));
            } catch (NoToken none) {
                return new Deferred("token: " + none.getMessage());
            } catch (IOException | RuntimeException broken) {
                return new Deferred("token: " + word(broken));
            }
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        }

        private Delivery over(Credentials credentials) {
            boolean utf8 = !SmtpSettings.isAscii(to) || settings.needsUtf8();
            Session session = Session.getInstance(properties(settings, utf8));
            Dialogue dialogue = new Dialogue(session, credentials.user(), credentials.secret());
            Delivery delivery;
            try (Connection connection = new Connection(left(), watchdog)) {
                delivery = over(connection, dialogue, session, utf8);
            }
            course.accept(Stream.concat(dialogue.course().stream(), Stream.of(delivery.told()))
                    .collect(Collectors.joining(", ")));
            return delivery;
        }

        private Delivery over(Connection connection, Dialogue dialogue, Session session, boolean utf8) {
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
                if (connection.isOverdue()) {
                    return new Deferred(dialogue.step().word() + ": over time");
                }
                if (lacksStartTls(dialogue, e)) {
                    return new Deferred("hello: no starttls");
                }
                loginRefused = dialogue.step() == Step.LOGIN && brokenLine(e).isEmpty();
                return failure(dialogue, e);
            }
        }

        private boolean lacksStartTls(Dialogue dialogue, Exception e) {
            return settings.server().startTlsRequired()
                    && !(e instanceof AuthenticationFailedException)
                    && dialogue.step() == Step.HELLO
                    && dialogue.getLastReturnCode() == 250
                    && !dialogue.supportsExtension("STARTTLS");
        }
    }

    private record Credentials(String user, String secret) {
        @Override
        public String toString() {
            return "Credentials";
        }
    }

    private static Properties properties(SmtpSettings settings, boolean utf8) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.from", settings.bouncesTo());
        properties.setProperty("mail.smtp.auth", String.valueOf(!(settings.login() instanceof Login.None)));
        if (settings.login() instanceof Login.Token) {
            properties.setProperty("mail.smtp.auth.mechanisms", "XOAUTH2");
        }
        properties.setProperty(
                "mail.smtp.starttls.enable", String.valueOf(settings.server().startTls()));
        properties.setProperty(
                "mail.smtp.starttls.required", String.valueOf(settings.server().startTlsRequired()));
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
            return new Deferred(step.word() + ": " + word(broken.get()));
        }
        Reply reply = Reply.of(dialogue.getLastReturnCode(), String.valueOf(dialogue.getLastServerResponse()));
        if (!reply.refuses()) {
            return new Deferred(
                    step.word() + ": " + (dialogue.getLastReturnCode() == -1 ? "connection lost" : "failed"));
        }
        String reason = step.word() + ": " + reply.codes();
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

    private static String word(Exception broken) {
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
