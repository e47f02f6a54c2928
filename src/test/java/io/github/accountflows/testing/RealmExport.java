package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The repository's realm, with its placeholders resolved as Keycloak's import does. */
final class RealmExport {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::([^}]*))?}");

    private RealmExport() {}

    static ObjectNode read(Map<String, String> environment) {
        try {
            String text = Files.readString(Path.of("realm-export.json"));
            return (ObjectNode) Answer.JSON.readTree(
                    PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found, environment))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keycloak would make two RSA keys of 2,048 bits for every realm: four tenths of a test server's processor time. */
    static ArrayNode smallKeys() {
        return Answer.JSON.valueToTree(List.of(
                key("rsa-generated", "keySize", "1024"),
                key("hmac-generated", "algorithm", "HS512"),
                key("aes-generated", "secretSize", "16")));
    }

    private static Map<String, Object> key(String kind, String setting, String value) {
        return Map.of(
                "name", kind,
                "providerId", kind,
                "config", Map.of("priority", List.of("100"), setting, List.of(value)));
    }

    private static String value(MatchResult placeholder, Map<String, String> environment) {
        String value = environment.getOrDefault(placeholder.group(1), placeholder.group(2));
        if (value == null) {
            throw new IllegalStateException("realm-export.json needs " + placeholder.group());
        }
        return value;
    }
}
