package io.github.accountflows.outbox;

import io.github.accountflows.outbox.SmtpSettings.Server;
import io.github.accountflows.outbox.SmtpSettings.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.angus.mail.util.WriteTimeoutSocket;

/**
 * The socket of one send, cut off at its deadline whatever stands on top of it. A read time-out alone does not end a
 * send: a server that drips a byte now and then never runs into it.
 *
 * <p>Looking up the host's name is not cut short, as nothing in Java can; the resolver's own limits hold.
 */
final class Connection implements AutoCloseable {

    private final Socket raw = new Socket();
    private final Duration deadline;
    private final ScheduledExecutorService watchdog;
    private final ScheduledFuture<?> alarm;
    private volatile boolean overdue;

    Connection(Duration deadline, ScheduledExecutorService watchdog) {
        this.deadline = deadline;
        this.watchdog = watchdog;
        this.alarm = watchdog.schedule(this::cutOff, deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    Socket open(Server server, Tls tls) throws IOException {
        raw.connect(new InetSocketAddress(named(server.host()), server.port()), millis(server.connectTimeout()));
        raw.setTcpNoDelay(true); // else the end of each mail waits 40 ms for the server's delayed acknowledgement
        raw.setSoTimeout(millis(server.readTimeout()));
        Socket socket = new WriteTimeoutSocket(raw, millis(server.writeTimeout()), watchdog);
        return server.ssl() ? secured(socket, server, tls) : socket;
    }

    /** The name goes along, else a literal IP address would be looked up backwards to check the certificate. */
    private static InetAddress named(String host) throws IOException {
        return InetAddress.getByAddress(host, InetAddress.getByName(host).getAddress());
    }

    /** The realm's time-out, where 0 means none, but never beyond the deadline. */
    private int millis(Duration timeout) {
        boolean shorter = timeout.compareTo(Duration.ZERO) > 0 && timeout.compareTo(deadline) < 0;
        return (int) (shorter ? timeout : deadline).toMillis();
    }

    private static Socket secured(Socket socket, Server server, Tls tls) throws IOException {
        SSLSocket secured = (SSLSocket) tls.sockets().createSocket(socket, server.host(), server.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        // the rules that Angus Mail applies after STARTTLS, so that both ways accept the same certificates
        parameters.setEndpointIdentificationAlgorithm(tls.anyHost() ? null : "LDAPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    boolean isOverdue() {
        return overdue;
    }

    private void cutOff() {
        overdue = true;
        closeRaw();
    }

    private void closeRaw() {
        try {
            raw.close();
        } catch (IOException e) {
            // closed is closed
        }
    }

    @Override
    public void close() {
        alarm.cancel(false);
        closeRaw();
    }
}
