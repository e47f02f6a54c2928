package io.github.accountflows.registration.ask;

import io.github.accountflows.keycloak.SignUpProfile;
import io.github.accountflows.registration.SignUp;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/**
 * What the form holds when it comes back with faults, also with those that other actions found: no password, whoever
 * asked for one, and nothing longer than a sign-up may be (RAT-6).
 */
record ShownAgain(MultivaluedMap<String, String> fields) {
    private static final String KEY = ShownAgain.class.getName();

    static ShownAgain of(Map<String, List<String>> typed) {
        MultivaluedMap<String, String> fields = new MultivaluedHashMap<>();
        typed.forEach((field, texts) -> {
            boolean small = texts.stream().mapToLong(String::length).sum() <= SignUp.LONGEST;
            if (small && !SignUpProfile.isPassword(field)) {
                fields.put(field, new ArrayList<>(texts));
            }
        });
        return new ShownAgain(fields);
    }

    /** For the page that answers this request. */
    void keep(KeycloakSession session) {
        session.setAttribute(KEY, this);
    }

    static Optional<ShownAgain> in(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(KEY, ShownAgain.class));
    }
}
