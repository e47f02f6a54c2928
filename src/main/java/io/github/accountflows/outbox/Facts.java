package io.github.accountflows.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a job knows of the request that caused it, until it settles: the page's language, the server's public address,
 * the app, the network. Never a secret, never a rendered text.
 */
public record Facts(Map<String, String> values) {
    static final int LONGEST = 4000;
    private static final int LONGEST_VALUE = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, String>> STRINGS = new TypeReference<>() {};

    public Facts {
        values = Map.copyOf(values);
    }

    public static Facts none() {
        return new Facts(Map.of());
    }

    /** A fact that is missing, or too long to be honest, is left out. */
    public Facts with(String name, String value) {
        if (value == null || value.isEmpty() || value.length() > LONGEST_VALUE) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Facts(more);
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    static Facts parse(String json) {
        if (json == null) {
            return none();
        }
        try {
            return new Facts(JSON.readValue(json, STRINGS));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("A job's facts are not readable");
        }
    }

    String format() {
        try {
            String json = JSON.writeValueAsString(values);
            if (json.length() > LONGEST) {
                throw new IllegalArgumentException("Facts of " + json.length() + " characters do not fit a row");
            }
            return json;
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // strings always have a JSON form
        }
    }
}
