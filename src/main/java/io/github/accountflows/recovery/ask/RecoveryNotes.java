package io.github.accountflows.recovery.ask;

import io.github.accountflows.outbox.ask.AskNotes;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What recovery's asking side remembers of one tab beside {@link AskNotes}. */
final class RecoveryNotes {
    static final String ATTEMPTED_USERNAME = AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME;

    private static final String PREFIX = "account-flows-";
    private static final String TYPED = PREFIX + "typed";
    private static final String ANOTHER = PREFIX + "another";

    private final AuthenticationSessionModel tab;
    private final AskNotes asking;

    RecoveryNotes(AuthenticationSessionModel tab) {
        this.tab = tab;
        this.asking = new AskNotes(tab, PREFIX);
    }

    AskNotes asking() {
        return asking;
    }

    String typed() {
        String typed = tab.getAuthNote(TYPED);
        return typed == null ? "" : typed;
    }

    void type(String text) {
        tab.setAuthNote(TYPED, text);
    }

    void askForAnother() {
        asking.forgetAsk();
        tab.setAuthNote(ANOTHER, "true");
    }

    boolean asksForAnother() {
        return tab.getAuthNote(ANOTHER) != null;
    }
}
