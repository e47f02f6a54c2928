package io.github.accountflows.probe;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;
import org.keycloak.util.JsonSerialization;

/**
 * Makes the sign-ins of a user older than they are: sessions, and whatever is under way.
 *
 * @param root an authentication session too, or null
 * @param keycloaksDate whether Keycloak's own date of the sign-in grows old as well
 */
record OldSignIn(String realm, String user, String root, int seconds, boolean keycloaksDate) {
    private static final String PASSED = "account-flows-passed";
    private static final String ASKED_AGAIN = "account-flows-asked-again";

    void write(KeycloakSession session) {
        RealmModel found = session.realms().getRealmByName(realm);
        UserModel owner = session.users().getUserById(found, user);
        session.sessions().getUserSessionsStream(found, owner).toList().forEach(this::age);
        RootAuthenticationSessionModel tabs =
                root == null ? null : session.authenticationSessions().getRootAuthenticationSession(found, root);
        if (tabs != null) {
            tabs.getAuthenticationSessions().values().forEach(this::age);
        }
    }

    private void age(UserSessionModel one) {
        String passed = one.getNote(PASSED);
        if (passed != null) {
            one.setNote(PASSED, beginningEarlier(passed));
        }
        if (keycloaksDate) {
            one.setNote(AuthenticationManager.AUTH_TIME, earlier(one.getNote(AuthenticationManager.AUTH_TIME)));
        }
    }

    private void age(AuthenticationSessionModel tab) {
        String completed = tab.getUserSessionNotes().get(Constants.AUTHENTICATORS_COMPLETED);
        if (completed != null) {
            tab.setUserSessionNote(Constants.AUTHENTICATORS_COMPLETED, aged(completed));
        }
        String askedAgain = tab.getAuthNote(ASKED_AGAIN);
        if (askedAgain != null) {
            tab.setAuthNote(ASKED_AGAIN, beginningEarlier(askedAgain));
        }
    }

    private String beginningEarlier(String note) {
        String[] words = note.split(" ", 2);
        return earlier(words[0]) + " " + (words.length == 2 ? words[1] : "");
    }

    private String aged(String completed) {
        try {
            Map<String, Integer> steps =
                    new HashMap<>(JsonSerialization.readValue(completed, new TypeReference<Map<String, Integer>>() {}));
            steps.replaceAll((step, time) -> time - seconds);
            return JsonSerialization.writeValueAsString(steps);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private String earlier(String time) {
        return Long.toString(Long.parseLong(time) - seconds);
    }
}
