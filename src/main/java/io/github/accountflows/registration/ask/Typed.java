package io.github.accountflows.registration.ask;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Invitation;
import io.github.accountflows.keycloak.SignUpProfile;
import io.github.accountflows.registration.Consent;
import io.github.accountflows.registration.SignUp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/** What was typed into the form, and what is wrong with it by itself. */
public final class Typed {
    private static final String FAULT = "registration.error.";
    private static final int LONGEST_ADDRESS = 254;

    private final boolean emailAsUsername;
    private final Map<String, List<String>> values;
    private final List<FormMessage> faults = new ArrayList<>();
    private final Optional<Address> address;
    private boolean readable = true;

    /** What a form says of the fields that the realm's profile has. */
    public static Typed in(KeycloakSession session, Map<String, List<String>> form) {
        SignUpProfile profile = SignUpProfile.of(session, form);
        boolean emailAsUsername = session.getContext().getRealm().isRegistrationEmailAsUsername();
        return new Typed(emailAsUsername, profile.values(), profile.sentTwice());
    }

    /** @param sentTwice the fields of one value that came with several */
    Typed(boolean emailAsUsername, Map<String, List<String>> sent, Iterable<String> sentTwice) {
        this.emailAsUsername = emailAsUsername;
        this.values = new HashMap<>(sent);
        sentTwice.forEach(field -> fault(field, "oneValue"));
        this.address = Address.parse(first(UserModel.EMAIL));
        address.ifPresent(good -> values.put(UserModel.EMAIL, List.of(good.typed())));
        checkAddress();
        checkUsername();
        values.forEach(this::checkLetters);
    }

    /** The fields' values, spaces around the address left out. */
    Map<String, List<String>> values() {
        return values;
    }

    public List<FormMessage> faults() {
        return faults;
    }

    /** What is kept of it; a fault at the longest field, when it is too much to keep. */
    public SignUp keep(Consent consent, String invitation) {
        SignUp signUp = new SignUp(values, consent, invitation);
        if (signUp.format().length() > SignUp.LONGEST) {
            readable = false;
            fault(longest(), "tooMuch");
        }
        return signUp;
    }

    /** Whether it is little enough to be looked at closely: others' patterns need not read megabytes (RAT-6). */
    public boolean isReadable() {
        return readable;
    }

    /** @param invitation empty when the one that came is not good */
    void checkInvitation(Optional<Invitation> invitation) {
        if (invitation.isEmpty()) {
            fault(FormMessage.GLOBAL, "invitationOver");
        } else if (address.isPresent() && !address.get().is(invitation.get().email())) {
            fault(UserModel.EMAIL, "invitationAddress");
        }
    }

    private String longest() {
        return values.entrySet().stream()
                .max((one, other) -> Long.compare(length(one.getValue()), length(other.getValue())))
                .map(Map.Entry::getKey)
                .orElse(FormMessage.GLOBAL);
    }

    private static long length(List<String> texts) {
        return texts.stream().mapToLong(String::length).sum();
    }

    private void checkAddress() {
        String typed = first(UserModel.EMAIL);
        if (typed.isBlank()) {
            faults.add(new FormMessage(UserModel.EMAIL, "missingEmailMessage")); // stock's words
        } else if (address.isEmpty()) {
            fault(UserModel.EMAIL, typed.strip().length() > LONGEST_ADDRESS ? "addressTooLong" : "addressInvalid");
        }
    }

    // REG-7: a name must not be somebody else's address.
    private void checkUsername() {
        String username = first(UserModel.USERNAME);
        boolean own = address.isPresent() && address.get().is(username);
        if (!emailAsUsername && Address.looksLikeAddress(username) && !own) {
            fault(UserModel.USERNAME, "usernameAt");
        }
    }

    // INP-4: what could not be read as UTF-8, and what PostgreSQL cannot keep.
    private void checkLetters(String field, List<String> texts) {
        if (texts.stream().anyMatch(text -> text.indexOf('\uFFFD') >= 0 || text.indexOf('\0') >= 0)) {
            faults.add(new FormMessage(field, "error-invalid-value")); // stock's words
        }
    }

    private void fault(String field, String key) {
        faults.add(new FormMessage(field, FAULT + key));
    }

    private String first(String field) {
        List<String> texts = values.getOrDefault(field, List.of());
        return texts.isEmpty() || texts.get(0) == null ? "" : texts.get(0);
    }
}
