package io.github.accountflows.testing;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Everybody's mail: an SMTP server in this JVM that takes what it is given. */
public final class Mailbox implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Map<String, Integer> read = new HashMap<>();
    private final List<Realm> realms = new ArrayList<>();

    private Mailbox() {
        server.start();
    }

    public static Mailbox open() {
        return new Mailbox();
    }

    public int port() {
        return server.getSmtp().getPort();
    }

    void serve(Realm realm) {
        realms.add(realm);
    }

    /**
     * The next mail to an address that no test has been given yet, in the order of arrival; waits for it, and until the
     * server has noted that it was accepted: only then have older links ended.
     */
    public Mail awaitMail(String address) {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            if (unread(address)) {
                realms.stream().filter(Realm::isOpen).forEach(realm -> Await.equal(0, realm::mailsInFlight));
                return all(address).get(read.merge(key(address), 1, Integer::sum) - 1);
            }
            Await.pause(Duration.ofMillis(20));
        }
        throw new AssertionError("no mail for " + address + " within " + PATIENCE.toSeconds() + " s; there are: "
                + all().stream().map(mail -> mail.to() + " " + mail.subject()).collect(Collectors.joining(", ")));
    }

    /** Whether all mail that comes for an address in this time was given to a test already. */
    public boolean noneArrivesWithin(Duration time, String address) {
        Instant end = Instant.now().plus(time);
        while (Instant.now().isBefore(end)) {
            if (unread(address)) {
                return false;
            }
            Await.pause(Duration.ofMillis(20));
        }
        return true;
    }

    /** How many mails came for an address, given to tests or not. */
    public int count(String address) {
        return all(address).size();
    }

    /** Every mail to an address. */
    public List<Mail> all(String address) {
        return all().stream().filter(mail -> mail.isFor(address)).toList();
    }

    /** Every mail to anybody. */
    public List<Mail> all() {
        return Arrays.stream(received()).map(Mail::new).toList();
    }

    private MimeMessage[] received() {
        return server.getReceivedMessages();
    }

    private boolean unread(String address) {
        return count(address) > read.getOrDefault(key(address), 0);
    }

    private static String key(String address) {
        return address.toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        server.stop();
    }
}
