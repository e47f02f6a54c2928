package io.github.accountflows.registration.ask;

import io.github.accountflows.address.Address;
import io.github.accountflows.registration.SignUp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What was typed to sign up in one tab, in that browser's authentication session and nowhere else. */
public final class SignUpNotes {
    private static final String ATTEMPTED_USERNAME = AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME;
    private static final String SIGN_UP = "account-flows-sign-up";
    private static final String TRIED = "account-flows-sign-up-tried";

    private final AuthenticationSessionModel tab;

    private SignUpNotes(AuthenticationSessionModel tab) {
        this.tab = tab;
    }

    public static SignUpNotes of(AuthenticationSessionModel tab) {
        return new SignUpNotes(tab);
    }

    /** Once the form was good; kept until the tab's notes are reset. */
    public void type(SignUp signUp) {
        tab.setAuthNote(SIGN_UP, signUp.format());
    }

    public Optional<SignUp> typed() {
        return Optional.ofNullable(tab.getAuthNote(SIGN_UP)).map(SignUp::parse);
    }

    /** What the form holds before anybody types. */
    Map<String, List<String>> prefill() {
        Map<String, List<String>> tried = Optional.ofNullable(tab.getAuthNote(TRIED))
                .map(address -> Map.of(UserModel.EMAIL, List.of(address)))
                .orElse(Map.of());
        return typed().map(SignUp::profile).orElse(tried);
    }

    /**
     * Stock's sign-in page leaves the name that was tried in this session, and who has proved a password and nothing more
     * stays in it, too. Any form error would look that person up and count a failed sign-in on them: a stranger could lock
     * an account with broken sign-ups. An address that was tried fills the field.
     */
    void forgetWhoWasTried() {
        String tried = tab.getAuthNote(ATTEMPTED_USERNAME);
        if (tried != null) {
            tab.removeAuthNote(ATTEMPTED_USERNAME);
            Address.parse(tried).ifPresent(address -> tab.setAuthNote(TRIED, address.typed()));
        }
        if (tab.getAuthenticatedUser() != null) {
            tab.setAuthenticatedUser(null);
        }
    }
}
