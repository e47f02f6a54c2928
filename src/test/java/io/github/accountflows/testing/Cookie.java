package io.github.accountflows.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A cookie as the server set it.
 *
 * @param attributes such as {@code Path=/realms/demo/} and {@code HttpOnly}, in the server's order
 */
public record Cookie(String name, String value, List<String> attributes) {

    static Cookie parse(String header) {
        String[] parts = header.split(";");
        int equals = parts[0].indexOf('=');
        List<String> attributes = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            attributes.add(parts[i].strip());
        }
        String value = parts[0].substring(equals + 1).strip();
        return new Cookie(parts[0].substring(0, equals).strip(), value, List.copyOf(attributes));
    }

    public boolean has(String attribute) {
        return attributes.stream().anyMatch(attribute::equalsIgnoreCase);
    }

    /** The value of an attribute, such as {@code SameSite}. */
    public Optional<String> attribute(String name) {
        String start = name.toLowerCase(Locale.ROOT) + "=";
        return attributes.stream()
                .filter(a -> a.toLowerCase(Locale.ROOT).startsWith(start))
                .map(a -> a.substring(start.length()))
                .findFirst();
    }

    /** Whether it is set in order to go. */
    public boolean isRemoval() {
        return attribute("Max-Age").filter(age -> Long.parseLong(age) <= 0).isPresent();
    }

    String path() {
        return attribute("Path").orElse("/");
    }
}
