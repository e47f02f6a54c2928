package io.github.accountflows.password;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.policy.PasswordPolicyProvider;
import org.keycloak.policy.PolicyError;

/**
 * The realm's password policy as a list that a person can tick off, and as the judge of an attempt. Stock names the first
 * broken rule only; here every one of them is named at once.
 */
public final class PasswordRules {
    /** Rules that people can read before they type; others are named when they are broken. */
    private static final Set<String> READABLE = Set.of(
            "length",
            "maxLength",
            "digits",
            "lowerCase",
            "upperCase",
            "specialChars",
            "notUsername",
            "notEmail",
            "notContainsUsername",
            "passwordHistory",
            "passwordBlacklist",
            "regexPattern",
            "passwordAge");

    private static final int LONGEST = 256;
    private static final String BETWEEN = "\n";
    private static final String WITHIN = "\t";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final PasswordPolicy policy;

    public PasswordRules(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.policy = realm.getPasswordPolicy();
    }

    /** What is wrong with it, as a text that a note can keep and that holds nothing of the password; empty for nothing. */
    public String failures(Attempt attempt, UserModel user) {
        String password = attempt.password();
        if (password.isEmpty()) {
            return error("password.error.missing");
        }
        if (password.length() > longest()) {
            return error("password.error.tooLong", Integer.toString(longest()));
        }
        List<String> failures = new ArrayList<>();
        if (!password.equals(attempt.confirmation())) {
            failures.add(error("password.error.mismatch"));
        }
        for (String id : policyIds()) {
            PolicyError broken =
                    session.getProvider(PasswordPolicyProvider.class, id).validate(realm, user, password);
            if (broken != null) {
                failures.add(READABLE.contains(id) ? id : error(broken));
            }
        }
        return String.join(BETWEEN, failures);
    }

    /** @param failures what {@link #failures} said of the last attempt; null for none yet */
    public List<Map<String, Object>> shown(String failures) {
        Set<String> failed = Set.copyOf(split(failures));
        List<Map<String, Object>> rules = new ArrayList<>();
        for (String id : policyIds()) {
            if (READABLE.contains(id)) {
                Object value = policy.getPolicyConfig(id);
                rules.add(Map.of(
                        "key",
                        "password.rule." + id,
                        "params",
                        value instanceof Integer ? List.of(value) : List.of(),
                        "failed",
                        failed.contains(id)));
            }
        }
        return rules;
    }

    /** What cannot be shown as a rule of the list. */
    public List<Map<String, Object>> errors(String failures) {
        List<Map<String, Object>> errors = new ArrayList<>();
        for (String failure : split(failures)) {
            String[] parts = failure.split(WITHIN);
            if (!READABLE.contains(parts[0])) {
                errors.add(Map.of("key", parts[0], "params", List.of(parts).subList(1, parts.length)));
            }
        }
        return errors;
    }

    private Set<String> policyIds() {
        return new TreeSet<>(policy.getPolicies());
    }

    private int longest() {
        return policy.getPolicyConfig("maxLength") instanceof Integer most ? Math.max(most, LONGEST) : LONGEST;
    }

    private static List<String> split(String failures) {
        return failures == null || failures.isEmpty() ? List.of() : Arrays.asList(failures.split(BETWEEN));
    }

    private static String error(PolicyError broken) {
        Object[] parameters = broken.getParameters() == null ? new Object[0] : broken.getParameters();
        return error(
                broken.getMessage(),
                Arrays.stream(parameters).map(String::valueOf).toArray(String[]::new));
    }

    private static String error(String key, String... parameters) {
        return parameters.length == 0 ? key : key + WITHIN + String.join(WITHIN, parameters);
    }
}
