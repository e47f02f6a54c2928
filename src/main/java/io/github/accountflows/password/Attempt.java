package io.github.accountflows.password;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/** A password as typed, twice; exactly as received, neither trimmed nor normalised (PWD-9, PWD-10). */
public record Attempt(String password, String confirmation) {

    /** Two fields of one name are no clear wish, and count as none (ADR-12). */
    public static Attempt in(MultivaluedMap<String, String> form) {
        return new Attempt(only(form.get("password-new")), only(form.get("password-confirm")));
    }

    private static String only(List<String> values) {
        return values == null || values.size() != 1 ? "" : values.get(0);
    }

    @Override
    public String toString() {
        return "Attempt[…]";
    }
}
