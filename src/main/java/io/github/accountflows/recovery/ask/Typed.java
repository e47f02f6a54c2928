package io.github.accountflows.recovery.ask;

import io.github.accountflows.address.Address;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.models.RealmModel;

/**
 * What was typed into the one field: with "@" an address and nothing else, without it a username where the realm has
 * them.
 *
 * @param canonical the form that keys are made of; empty when there is a fault
 * @param fault the message key of what is wrong with the text itself
 */
record Typed(String text, String canonical, Optional<String> fault) {
    private static final String FAULT = "recovery.request.error.";
    private static final int LONGEST = 255;

    /** Exactly one value counts: two fields of one name are no clear wish (ADR-12). */
    static Typed in(MultivaluedMap<String, String> form, RealmModel realm) {
        List<String> values = form.getOrDefault("username", List.of());
        return values.size() > 1 ? faulty("", "invalid") : of(values.isEmpty() ? "" : values.get(0), realm);
    }

    static Typed of(String typed, RealmModel realm) {
        if (typed == null || typed.isBlank()) {
            return faulty("", "empty");
        }
        if (typed.length() > LONGEST) {
            return faulty("", "tooLong");
        }
        if (Address.looksLikeAddress(typed)) {
            return Address.parse(typed)
                    .map(address -> new Typed(address.typed(), address.canonical(), Optional.empty()))
                    .orElseGet(() -> faulty(typed, "invalid"));
        }
        String name = typed.strip();
        boolean plausible =
                !realm.isRegistrationEmailAsUsername() && name.chars().noneMatch(Character::isISOControl);
        return plausible
                ? new Typed(name, "username " + name.toLowerCase(Locale.ROOT), Optional.empty())
                : faulty(typed, "invalid");
    }

    private static Typed faulty(String text, String fault) {
        return new Typed(text, "", Optional.of(FAULT + fault));
    }
}
