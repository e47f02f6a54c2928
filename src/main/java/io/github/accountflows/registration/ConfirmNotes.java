package io.github.accountflows.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What a confirm page has to show again after a redirect: what was typed, save passwords, and what is wrong with it. */
final class ConfirmNotes {
    private static final String TYPED = "account-flows-confirm-typed";
    private static final String FAULTS = "account-flows-confirm-faults";
    private static final String PASSWORD = "account-flows-confirm-password";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Fault>> FAULT_LIST = new TypeReference<>() {};

    private final AuthenticationSessionModel tab;

    ConfirmNotes(AuthenticationSessionModel tab) {
        this.tab = tab;
    }

    private record Fault(String field, String key, List<Object> values) {
        static Fault of(FormMessage message) {
            Object[] values = message.getParameters();
            return new Fault(
                    message.getField(),
                    message.getMessage(),
                    values == null
                            ? List.of()
                            : Arrays.stream(values).map(Fault::plain).toList());
        }

        // A number must stay one: messages choose their words by it.
        private static Object plain(Object value) {
            return value instanceof Number ? value : String.valueOf(value);
        }

        FormMessage message() {
            return new FormMessage(field, key, values.toArray());
        }
    }

    /** @param password what {@code PasswordRules} said of it, which holds nothing of the password */
    void keep(Map<String, List<String>> typed, List<FormMessage> faults, String password) {
        tab.setAuthNote(TYPED, new SignUp(typed, null).format());
        tab.setAuthNote(FAULTS, format(faults));
        tab.setAuthNote(PASSWORD, password);
    }

    /** Empty before the first try. */
    Optional<Map<String, List<String>>> typed() {
        return Optional.ofNullable(tab.getAuthNote(TYPED))
                .map(text -> SignUp.parse(text).profile());
    }

    List<FormMessage> takeFaults() {
        String text = tab.getAuthNote(FAULTS);
        tab.removeAuthNote(FAULTS);
        return text == null ? List.of() : parse(text);
    }

    String takePasswordFailures() {
        String text = tab.getAuthNote(PASSWORD);
        tab.removeAuthNote(PASSWORD);
        return text;
    }

    private static String format(List<FormMessage> faults) {
        try {
            return JSON.writeValueAsString(faults.stream().map(Fault::of).toList());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // texts and numbers always have a JSON form
        }
    }

    private static List<FormMessage> parse(String text) {
        try {
            return JSON.readValue(text, FAULT_LIST).stream().map(Fault::message).toList();
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("The faults of a form are not readable");
        }
    }
}
