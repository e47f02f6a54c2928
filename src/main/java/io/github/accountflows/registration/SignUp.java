package io.github.accountflows.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.UserModel;

/**
 * What somebody typed to sign up, and agreed to: all that a pending registration keeps. It holds no password, for none is
 * asked before the proof (REG-2).
 *
 * @param consent null where the realm asks for none
 * @param invitation the token with which an organization invited, as it came; null without
 */
public record SignUp(Map<String, List<String>> profile, Consent consent, String invitation) {
    /** The most characters that its format may have, and a pending registration keeps. */
    public static final int LONGEST = 16_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROFILE = "profile";
    private static final String CONSENT = "consent";
    private static final String VERSION = "version";
    private static final String AT = "at";
    private static final String LANGUAGE = "language";
    private static final String INVITATION = "invitation";

    public SignUp {
        profile = Map.copyOf(profile);
    }

    public SignUp(Map<String, List<String>> profile, Consent consent) {
        this(profile, consent, null);
    }

    /** As typed; empty when there is none. */
    public String email() {
        List<String> values = profile.getOrDefault(UserModel.EMAIL, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    public String format() {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode fields = json.putObject(PROFILE);
        profile.forEach((name, values) -> {
            ArrayNode array = fields.putArray(name);
            values.forEach(array::add);
        });
        if (consent != null) {
            json.putObject(CONSENT)
                    .put(VERSION, consent.version())
                    .put(AT, consent.at().toString())
                    .put(LANGUAGE, consent.language());
        }
        if (invitation != null) {
            json.put(INVITATION, invitation);
        }
        return json.toString();
    }

    public static SignUp parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            Map<String, List<String>> profile = new LinkedHashMap<>();
            json.path(PROFILE).properties().forEach(field -> {
                List<String> values = new ArrayList<>();
                field.getValue().forEach(value -> values.add(value.asText()));
                profile.put(field.getKey(), values);
            });
            return new SignUp(
                    profile, consent(json.path(CONSENT)), json.path(INVITATION).textValue());
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("What was typed to sign up is not readable");
        }
    }

    private static Consent consent(JsonNode json) {
        return json.isMissingNode()
                ? null
                : new Consent(
                        json.path(VERSION).asText(),
                        Instant.parse(json.path(AT).asText()),
                        json.path(LANGUAGE).asText());
    }

    /** Somebody's name and address must not reach a log (LOG-2). */
    @Override
    public String toString() {
        return "SignUp";
    }
}
