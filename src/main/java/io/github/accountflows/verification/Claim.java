package io.github.accountflows.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.accountflows.address.Address;

/**
 * What an ask is to prove: that this address belongs to that user. It never changes; who corrects an address makes
 * another ask (VER-3, VER-7).
 *
 * @param userId whose browser asked; it had signed in as that user
 * @param address as typed, or as stored
 * @param action the id of the required action in which it was asked
 * @param stamp the user as it stood at the asking ({@code token.Stamp}): whatever changed it since has ended the ask
 */
public record Claim(String userId, String address, String action, String stamp) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USER = "user";
    private static final String ADDRESS = "address";
    private static final String ACTION = "action";
    private static final String STAMP = "stamp";

    /** The address that is to be proved; it was good when it was asked for. */
    public Address target() {
        return Address.parse(address).orElseThrow();
    }

    public String format() {
        return JSON.createObjectNode()
                .put(USER, userId)
                .put(ADDRESS, address)
                .put(ACTION, action)
                .put(STAMP, stamp)
                .toString();
    }

    public static Claim parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return new Claim(
                    json.path(USER).asText(),
                    json.path(ADDRESS).asText(),
                    json.path(ACTION).asText(),
                    json.path(STAMP).asText());
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("What is to be proved is not readable");
        }
    }

    /** Somebody's address must not reach a log (LOG-2). */
    @Override
    public String toString() {
        return "Claim";
    }
}
