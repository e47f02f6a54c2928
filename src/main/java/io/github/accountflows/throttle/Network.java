package io.github.accountflows.throttle;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a request came from, as far as a limit or a notice may know it: an IPv4 /24 or IPv6 /64. Loopback and private
 * peers count as no network, for behind them stands a proxy that does not tell, and everybody would share one limit.
 */
public record Network(String text) {
    private static final Pattern LITERAL = Pattern.compile(
            "(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|(?=[^:]*:)[0-9A-Fa-f:.]{2,45}(%.{1,20})?");

    /** Never resolves a name: text that is no address literal is no network. */
    public static Optional<Network> of(String remoteAddress) {
        return literal(remoteAddress).filter(Network::isPublic).map(address -> new Network(prefix(address)));
    }

    /** The whole address for a limit that the asker is told of; empty where {@link #of} is. */
    public static Optional<String> asker(String remoteAddress) {
        return literal(remoteAddress)
                .filter(Network::isPublic)
                .map(address -> address.getAddress().length == 4 ? address.getHostAddress() : prefix(address));
    }

    private static Optional<InetAddress> literal(String text) {
        if (text == null || !LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        return !(address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || uniqueLocal);
    }

    private static String prefix(InetAddress address) {
        byte[] bytes = address.getAddress();
        int kept = bytes.length == 4 ? 3 : 8;
        Arrays.fill(bytes, kept, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + (kept == 3 ? "/24" : "/64");
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // the length is right
        }
    }
}
