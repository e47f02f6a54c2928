package io.github.accountflows.verification.ask;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.AddressField;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/** The other address that somebody typed, and what is wrong with it by itself; whose it may be is not looked at (ENU-2). */
final class Typed {
    private static final String FAULT = "verification.error.";
    private static final int LONGEST_ADDRESS = 254;
    private static final int LONGEST_KEPT = 300;

    private final String text;
    private final Optional<Address> address;
    private final List<FormMessage> faults;

    private Typed(String text, List<FormMessage> faults) {
        this.text = text;
        this.address = Address.parse(text);
        this.faults = faults;
    }

    /** @param sent all that came in the field */
    static Typed in(List<String> sent, KeycloakSession session, UserModel user) {
        String text = sent.isEmpty() || sent.get(0) == null ? "" : sent.get(0);
        return new Typed(text, sent.size() > 1 ? fault("twice") : faults(text, session, user));
    }

    private static List<FormMessage> faults(String text, KeycloakSession session, UserModel user) {
        Optional<Address> address = Address.parse(text);
        if (text.isBlank()) {
            return fault("empty");
        }
        if (address.isEmpty()) {
            return fault(text.strip().length() > LONGEST_ADDRESS ? "tooLong" : "invalid");
        }
        return user.isEmailVerified() && address.get().is(user.getEmail())
                ? fault("same")
                : AddressField.of(session, user).faultsOfInput(address.get().typed());
    }

    private static List<FormMessage> fault(String key) {
        return List.of(new FormMessage(UserModel.EMAIL, FAULT + key));
    }

    boolean isGood() {
        return faults.isEmpty();
    }

    /** As typed, no longer than it takes to see that it is too long. */
    String text() {
        return text.length() > LONGEST_KEPT ? text.substring(0, LONGEST_KEPT) : text;
    }

    Address address() {
        return address.orElseThrow();
    }

    /** For a template. */
    List<Map<String, Object>> errors() {
        return faults.stream()
                .<Map<String, Object>>map(fault -> Map.of("key", fault.getMessage(), "params", params(fault)))
                .toList();
    }

    private static List<Object> params(FormMessage fault) {
        return fault.getParameters() == null ? List.of() : Arrays.asList(fault.getParameters());
    }
}
