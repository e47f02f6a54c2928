package io.github.accountflows.outbox.wire;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * An SMTP dialogue of Angus Mail that knows how far it got, and that no log level makes talk.
 *
 * <p>Angus names its loggers after the package of the transport's class and traces whole mails to them, links and all,
 * as soon as an administrator turns a root logger up. This package holds nothing else, so its two loggers can be shut
 * for good without silencing ours or stock's (TOK-14, LOG-2).
 */
public final class Dialogue extends SMTPTransport {

    /** How far a dialogue got. */
    public enum Step {
        GREETING,
        HELLO,
        TLS,
        LOGIN,
        SENDER,
        RECIPIENT,
        DATA,
        CONTENT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Held here because the JDK forgets a logger, and its level with it, when nobody does. */
    private static final Logger TALK = Logger.getLogger(Dialogue.class.getPackageName());

    private static final Logger TRACE = Logger.getLogger(Dialogue.class.getPackageName() + ".protocol");

    static {
        TALK.setLevel(Level.OFF);
        TRACE.setLevel(Level.OFF);
    }

    private final String user;
    private final String password;
    private final List<String> course = new ArrayList<>();
    private Step step = Step.GREETING;
    private long lastReply = System.nanoTime();

    /** A dialogue on a socket that is given to {@link #connect(java.net.Socket)}; user and password may be null. */
    public Dialogue(Session session, String user, String password) {
        super(session, new URLName("smtp", null, -1, null, null, null));
        this.user = user;
        this.password = password;
    }

    public Step step() {
        return step;
    }

    /** Each step with the server's code and the time it took: nothing that was said. */
    public List<String> course() {
        return List.copyOf(course);
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        int code = super.readServerResponse();
        long now = System.nanoTime();
        course.add(step.word() + " " + code + " (" + (now - lastReply) / 1_000_000 + " ms)");
        lastReply = now;
        return code;
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        if (command.startsWith("AUTH ")) {
            step = Step.LOGIN;
        }
        super.sendCommand(command);
    }

    /** With our own user and password: the ones that come in went through a URL, or are the operating system's. */
    @Override
    protected synchronized boolean protocolConnect(String host, int port, String ignored, String ignoredToo)
            throws MessagingException {
        return super.protocolConnect(host, port, user, password);
    }

    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        step = Step.HELLO;
        return super.ehlo(domain);
    }

    @Override
    protected void startTLS() throws MessagingException {
        step = Step.TLS;
        super.startTLS();
    }

    @Override
    protected void mailFrom() throws MessagingException {
        step = Step.SENDER;
        super.mailFrom();
    }

    @Override
    protected void rcptTo() throws MessagingException {
        step = Step.RECIPIENT;
        super.rcptTo();
    }

    @Override
    protected OutputStream data() throws MessagingException {
        step = Step.DATA;
        return super.data();
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        step = Step.CONTENT;
        super.finishData();
    }

    /** No RSET: each mail has its own connection, and a server that hangs up after a refusal must not hide it. */
    @Override
    public synchronized void issueCommand(String command, int expected) throws MessagingException {
        if (!"RSET".equals(command)) {
            super.issueCommand(command, expected);
        }
    }
}
