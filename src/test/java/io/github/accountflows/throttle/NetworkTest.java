package io.github.accountflows.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.0/24",
        "203.0.113.250, 203.0.113.0/24",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
        "::ffff:203.0.113.7, 203.0.113.0/24"
    })
    void anAddressBelongsToItsNetwork(String address, String network) {
        assertEquals(Optional.of(new Network(network)), Network.of(address));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.1.1",
                "fe80::1",
                "fd00::1",
                "0.0.0.0"
            })
    void loopbackAndPrivatePeersAreNoNetwork(String address) {
        assertEquals(Optional.empty(), Network.of(address));
        assertEquals(Optional.empty(), Network.asker(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "example.com",
                "1.2.3.4.5",
                "abc",
                "deadbeef",
                "dead.cafe",
                "999.999.999.999",
                "203.0.113.7; drop"
            })
    void whatIsNoAddressLiteralIsNoNetworkAndIsNeverResolved(String text) {
        assertEquals(Optional.empty(), Network.of(text));
    }

    @Test
    void anAskerIsOneIpv4AddressOrOneIpv6Network() {
        assertEquals(Optional.of("203.0.113.7"), Network.asker("203.0.113.7"));
        assertEquals(Network.asker("2001:db8::1"), Network.asker("2001:db8::2"));
    }
}
