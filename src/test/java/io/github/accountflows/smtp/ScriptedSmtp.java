package io.github.accountflows.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server on the loopback that takes every mail, until a test tells it to misbehave.
 *
 * <pre>{@code
 * try (ScriptedSmtp server = ScriptedSmtp.start()) {
 *     server.at(Step.RCPT).to("jane@example.org").answer("550 5.1.1 nobody here");
 *     server.at(Step.CONTENT).first(3).answer("451 4.3.0 later");  // the fourth is taken
 *     server.at(Step.GREETING).hang();
 *     server.at(Step.EHLO).drip(Duration.ofSeconds(2));            // one byte every two seconds
 *     server.at(Step.DATA).disconnectAfter(100);                   // bytes of the mail
 *     server.refuseConnections();
 *     ...
 *     server.forgetRules();
 *     ReceivedMail mail = server.awaitMails(1, Duration.ofSeconds(5)).get(0);
 * }
 * }</pre>
 *
 * Of the rules that match, the one written first acts, until it is used up. Any number of connections are served at
 * once. All methods may be called from any thread.
 */
public final class ScriptedSmtp implements AutoCloseable {

    /** The points of a dialogue where a rule can act; each is counted when the client gets there. */
    public enum Step {
        /** The client has connected. */
        GREETING,
        /** EHLO or HELO. */
        EHLO,
        STARTTLS,
        AUTH,
        MAIL,
        RCPT,
        /** The DATA command itself. */
        DATA,
        /** The whole mail has been received, and its answer is due. */
        CONTENT
    }

    private static final Map<Step, String> ANSWERS = Map.of(
            Step.GREETING, "220 localhost scripted",
            Step.EHLO, "250 localhost",
            Step.STARTTLS, "220 2.0.0 go ahead",
            Step.AUTH, "235 2.7.0 welcome",
            Step.MAIL, "250 2.1.0 ok",
            Step.RCPT, "250 2.1.5 ok",
            Step.DATA, "354 go ahead",
            Step.CONTENT, "250 2.0.0 taken");

    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final Map<Step, Integer> counts = new EnumMap<>(Step.class);
    private final Map<String, Integer> recipientCounts = new HashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<ReceivedMail> mails = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final List<String> extensions = new ArrayList<>(List.of("8BITMIME"));
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private ServerSocket listening;
    private Thread listener;
    private Socket placeholder;
    private SSLContext startTls;
    private SSLContext tls;
    private boolean closed;

    private ScriptedSmtp() throws IOException {
        listening = listen(0);
        port = listening.getLocalPort();
    }

    /** A server on a free port of the loopback. */
    public static ScriptedSmtp start() {
        try {
            return new ScriptedSmtp();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String host() {
        return loopback.getHostAddress();
    }

    public int port() {
        return port;
    }

    /** What to put into a realm's {@code smtpServer} to have its mail sent here. */
    public Map<String, String> realmSettings() {
        return Map.of("host", host(), "port", String.valueOf(port), "from", "keycloak@example.org");
    }

    /** Offers more extensions after EHLO, such as {@code SMTPUTF8} or {@code AUTH PLAIN LOGIN} (any login is welcome). */
    public synchronized ScriptedSmtp offering(String... more) {
        extensions.addAll(List.of(more));
        return this;
    }

    /** Offers STARTTLS with this certificate. */
    public synchronized ScriptedSmtp offeringStartTls(SSLContext certificate) {
        startTls = certificate;
        return this;
    }

    /** Speaks TLS from the first byte on. */
    public synchronized ScriptedSmtp behindTls(SSLContext certificate) {
        tls = certificate;
        return this;
    }

    /** Begins a rule about this step; it holds once an action such as {@link Rule#answer} ends it. */
    public Rule at(Step step) {
        return new Rule(step);
    }

    /** Behaves again. What hangs goes on hanging; what was counted and received stays. */
    public synchronized ScriptedSmtp forgetRules() {
        rules.clear();
        return this;
    }

    /** Refuses new connections, with the port kept from others, until {@link #acceptConnections}. */
    public synchronized ScriptedSmtp refuseConnections() {
        try {
            if (placeholder == null) {
                listening.close();
                listener.join(); // only now the kernel lets go of the port
                placeholder = new Socket(); // bound but not listening: the kernel answers with a reset
                placeholder.setReuseAddress(true);
                placeholder.bind(new InetSocketAddress(loopback, port));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public synchronized ScriptedSmtp acceptConnections() {
        try {
            if (placeholder != null) {
                placeholder.close();
                placeholder = null;
                listening = listen(port);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often clients got to this step. */
    public synchronized int count(Step step) {
        return counts.getOrDefault(step, 0);
    }

    /** How often clients named this recipient, taken or not. */
    public synchronized int countOf(String recipient) {
        return recipientCounts.getOrDefault(recipient.toLowerCase(Locale.ROOT), 0);
    }

    /** What clients said so far, without their mails, a line each; those under TLS begin with {@code TLS}. */
    public synchronized List<String> heard() {
        return List.copyOf(heard);
    }

    /** How many connections stand open now. */
    public int openConnections() {
        return open.size();
    }

    /** The mails taken so far, in the order of their acceptance. */
    public synchronized List<ReceivedMail> mails() {
        return List.copyOf(mails);
    }

    public List<ReceivedMail> mailsTo(String recipient) {
        return mails().stream()
                .filter(mail -> mail.recipients().stream().anyMatch(recipient::equalsIgnoreCase))
                .toList();
    }

    /** The mails taken, as soon as there are that many; an {@link AssertionError} if the time is over before. */
    public synchronized List<ReceivedMail> awaitMails(int number, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (mails.size() < number) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("Only " + mails.size() + " of " + number + " mails in " + time);
            }
            wait(left);
        }
        return List.copyOf(mails);
    }

    /** Hangs up on everybody. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
            quietly(listening);
            quietly(placeholder);
        }
        open.forEach(ScriptedSmtp::quietly);
    }

    private static void quietly(AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            // closed is closed
        }
    }

    private ServerSocket listen(int onPort) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(loopback, onPort), 200);
        listener = daemon("scripted-smtp-listener", () -> accept(server));
        return server;
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                daemon("scripted-smtp", () -> serve(client));
            } catch (IOException e) {
                // closed by refuseConnections or close
            }
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            synchronized (this) {
                if (closed) {
                    return;
                }
            }
            new Dialogue(client).run();
        } catch (IOException | HungUp e) {
            // the client's or the script's wish
        } finally {
            open.remove(client);
        }
    }

    private synchronized Optional<Action> reached(Step step, List<String> recipients) {
        counts.merge(step, 1, Integer::sum);
        return rules.stream()
                .filter(rule -> rule.matches(step, recipients))
                .findFirst()
                .map(Rule::use);
    }

    private synchronized void hear(String line) {
        heard.add(line);
    }

    private synchronized void countRecipient(String recipient) {
        recipientCounts.merge(recipient.toLowerCase(Locale.ROOT), 1, Integer::sum);
    }

    private synchronized void keep(ReceivedMail mail) {
        mails.add(mail);
        notifyAll();
    }

    private synchronized List<String> helloLines(boolean secured) {
        List<String> lines = new ArrayList<>(List.of("localhost"));
        lines.addAll(extensions);
        if (startTls != null && !secured) {
            lines.add("STARTTLS");
        }
        return lines;
    }

    private synchronized SSLContext certificate(boolean fromTheStart) {
        return fromTheStart ? tls : startTls;
    }

    /** What happens at a step instead of the usual answer. */
    @FunctionalInterface
    private interface Action {
        /** True if the dialogue goes on as if the usual answer had been given. */
        boolean act(Dialogue dialogue, Step step) throws IOException;
    }

    /** When something happens, and what: for everybody and always, unless narrowed down. */
    public final class Rule {

        private final Step step;
        private String recipient;
        private int left = Integer.MAX_VALUE;
        private Action action;

        private Rule(Step step) {
            this.step = step;
        }

        /** Only for this recipient: at RCPT the one named there, at DATA and CONTENT any of the mail's. */
        public Rule to(String address) {
            recipient = address;
            return this;
        }

        /** Only the first so many times that the rule matches. */
        public Rule first(int times) {
            left = times;
            return this;
        }

        /** Answers this, a whole reply line or several; only a 2xx or 3xx lets the step count as passed. */
        public ScriptedSmtp answer(String reply) {
            return holds((dialogue, at) -> {
                boolean passed = reply.startsWith("2") || reply.startsWith("3");
                if (passed && at == Step.CONTENT) {
                    dialogue.take();
                }
                dialogue.say(reply);
                return passed;
            });
        }

        /** Answers this and then nothing any more, such as a "go ahead" with TLS that nobody speaks. */
        public ScriptedSmtp answerAndHang(String reply) {
            return holds((dialogue, at) -> {
                dialogue.say(reply);
                return dialogue.ignoreTheRest();
            });
        }

        /** Never answers; the connection stays open until the client gives up. */
        public ScriptedSmtp hang() {
            return holds((dialogue, at) -> dialogue.ignoreTheRest());
        }

        /** Gives the usual answer and reads nothing any more, so that the client's writes fill up. */
        public ScriptedSmtp goDeaf() {
            return holds((dialogue, at) -> {
                dialogue.say(ANSWERS.get(at));
                return dialogue.sleepUntilTheEnd();
            });
        }

        /** Gives the usual answer, one byte at a time with this pause before each; a mail is taken before. */
        public ScriptedSmtp drip(Duration pause) {
            return holds((dialogue, at) -> {
                if (at == Step.CONTENT) {
                    dialogue.take();
                }
                dialogue.drip(ANSWERS.get(at), pause);
                return true;
            });
        }

        /** Closes the connection instead of an answer; a mail just received is not taken. */
        public ScriptedSmtp disconnect() {
            return holds((dialogue, at) -> dialogue.hangUp());
        }

        /** At DATA: says "go ahead" and closes the connection after so many bytes of the mail. */
        public ScriptedSmtp disconnectAfter(int bytes) {
            return holds((dialogue, at) -> {
                dialogue.say(ANSWERS.get(at));
                dialogue.in.readNBytes(bytes);
                return dialogue.hangUp();
            });
        }

        /** At CONTENT: takes the mail but never says so. */
        public ScriptedSmtp takeAndHang() {
            return holds((dialogue, at) -> {
                dialogue.take();
                return dialogue.ignoreTheRest();
            });
        }

        /** At CONTENT: takes the mail and closes the connection without saying so. */
        public ScriptedSmtp takeAndDisconnect() {
            return holds((dialogue, at) -> {
                dialogue.take();
                return dialogue.hangUp();
            });
        }

        private ScriptedSmtp holds(Action what) {
            action = what;
            synchronized (ScriptedSmtp.this) {
                rules.add(this);
            }
            return ScriptedSmtp.this;
        }

        private boolean matches(Step at, List<String> recipients) {
            return step == at
                    && left > 0
                    && (recipient == null || recipients.stream().anyMatch(recipient::equalsIgnoreCase));
        }

        private Action use() {
            left--;
            return action;
        }
    }

    /** Ends a dialogue from within. */
    private static final class HungUp extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** One connection. */
    private final class Dialogue {

        private Socket socket;
        private InputStream in;
        private OutputStream out;
        private boolean secured;
        private String from = "";
        private String parameters = "";
        private final List<String> recipients = new ArrayList<>();
        private byte[] content = {};

        private Dialogue(Socket socket) throws IOException {
            speakOn(socket);
        }

        private void speakOn(Socket with) throws IOException {
            socket = with;
            in = new BufferedInputStream(with.getInputStream());
            out = with.getOutputStream();
        }

        private void run() throws IOException {
            SSLContext certificate = certificate(true);
            if (certificate != null) {
                secure(certificate);
            }
            passes(Step.GREETING, List.of());
            for (String line = line(); line != null; line = line()) {
                obey(line);
            }
        }

        private void obey(String line) throws IOException {
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("EHLO") || command.startsWith("HELO")) {
                hello();
            } else if (command.startsWith("STARTTLS") && certificate(false) != null) {
                if (passes(Step.STARTTLS, List.of())) {
                    secure(certificate(false));
                }
            } else if (command.startsWith("AUTH")) {
                login(command);
            } else if (command.startsWith("MAIL FROM:")) {
                recipients.clear();
                if (passes(Step.MAIL, List.of())) {
                    from = address(line);
                    parameters = line.substring(line.indexOf('>') + 1).strip();
                }
            } else if (command.startsWith("RCPT TO:")) {
                recipient(address(line));
            } else if (command.startsWith("DATA")) {
                data();
            } else if (command.startsWith("RSET") || command.startsWith("NOOP")) {
                say("250 2.0.0 ok");
            } else if (command.startsWith("QUIT")) {
                say("221 2.0.0 bye");
                hangUp();
            } else {
                say("502 5.5.1 what?");
            }
        }

        /** The usual answer, unless a rule acts; whether the step is passed. */
        private boolean passes(Step step, List<String> about) throws IOException {
            Optional<Action> action = reached(step, about);
            if (action.isPresent()) {
                return action.get().act(this, step);
            }
            say(ANSWERS.get(step));
            return true;
        }

        private void hello() throws IOException {
            Optional<Action> action = reached(Step.EHLO, List.of());
            if (action.isPresent()) {
                action.get().act(this, Step.EHLO);
                return;
            }
            List<String> lines = helloLines(secured);
            for (int i = 0; i < lines.size(); i++) {
                say((i < lines.size() - 1 ? "250-" : "250 ") + lines.get(i));
            }
        }

        private void login(String command) throws IOException {
            if (command.startsWith("AUTH LOGIN")) {
                say("334 VXNlcm5hbWU6");
                line();
                say("334 UGFzc3dvcmQ6");
                line();
            }
            passes(Step.AUTH, List.of());
        }

        private void recipient(String address) throws IOException {
            countRecipient(address);
            if (passes(Step.RCPT, List.of(address))) {
                recipients.add(address);
            }
        }

        private void data() throws IOException {
            if (recipients.isEmpty()) {
                say("503 5.5.1 to whom?");
                return;
            }
            if (!passes(Step.DATA, recipients)) {
                return;
            }
            content = content();
            Optional<Action> action = reached(Step.CONTENT, recipients);
            if (action.isPresent()) {
                action.get().act(this, Step.CONTENT);
            } else {
                take(); // before the answer, so that a test that heard it finds the mail
                say(ANSWERS.get(Step.CONTENT));
            }
            recipients.clear();
        }

        private byte[] content() throws IOException {
            ByteArrayOutputStream mail = new ByteArrayOutputStream();
            for (byte[] line = bytes(); line != null; line = bytes()) {
                if (line.length == 1 && line[0] == '.') {
                    return mail.toByteArray();
                }
                int stuffed = line.length > 0 && line[0] == '.' ? 1 : 0;
                mail.write(line, stuffed, line.length - stuffed);
                mail.write('\r');
                mail.write('\n');
            }
            throw new HungUp();
        }

        private void take() {
            keep(new ReceivedMail(Instant.now(), from, parameters, List.copyOf(recipients), content));
        }

        private static String address(String line) {
            int start = line.indexOf('<');
            int end = line.indexOf('>', start + 1);
            return start < 0 || end < 0 ? "" : line.substring(start + 1, end);
        }

        private void secure(SSLContext certificate) throws IOException {
            SSLSocket upgraded =
                    (SSLSocket) certificate.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            upgraded.setUseClientMode(false);
            upgraded.startHandshake();
            secured = true;
            speakOn(upgraded);
        }

        private String line() throws IOException {
            byte[] bytes = bytes();
            if (bytes == null) {
                return null;
            }
            String line = new String(bytes, StandardCharsets.UTF_8);
            hear((secured ? "TLS " : "") + line);
            return line;
        }

        /** A line without its end; null if there is none any more. */
        private byte[] bytes() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    byte[] whole = line.toByteArray();
                    int end = whole.length;
                    return end > 0 && whole[end - 1] == '\r' ? Arrays.copyOf(whole, end - 1) : whole;
                }
                line.write(next);
            }
            return null;
        }

        private void say(String reply) throws IOException {
            out.write((reply.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        private void drip(String reply, Duration pause) throws IOException {
            try {
                for (byte letter : (reply + "\r\n").getBytes(StandardCharsets.UTF_8)) {
                    Thread.sleep(pause.toMillis());
                    out.write(letter);
                    out.flush();
                }
            } catch (InterruptedException e) {
                throw new SocketException("interrupted");
            }
        }

        private boolean ignoreTheRest() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
            return hangUp();
        }

        private boolean sleepUntilTheEnd() throws IOException {
            synchronized (ScriptedSmtp.this) {
                try {
                    while (!closed) {
                        ScriptedSmtp.this.wait();
                    }
                } catch (InterruptedException e) {
                    throw new SocketException("interrupted");
                }
            }
            return hangUp();
        }

        private boolean hangUp() {
            throw new HungUp();
        }
    }
}
