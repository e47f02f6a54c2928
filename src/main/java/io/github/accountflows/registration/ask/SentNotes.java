package io.github.accountflows.registration.ask;

import io.github.accountflows.outbox.ask.AskNotes;
import io.github.accountflows.registration.SignUp;
import io.github.accountflows.token.Secret;
import java.time.Instant;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What a tab knows of the sign-up it has sent: the ask, what was sent, and by what this browser is known again. */
final class SentNotes {
    private static final String PREFIX = "account-flows-sign-up-";
    private static final String SENT = PREFIX + "sent";

    private final AuthenticationSessionModel tab;
    private final AskNotes asking;

    SentNotes(AuthenticationSessionModel tab) {
        this.tab = tab;
        this.asking = new AskNotes(tab, PREFIX);
    }

    AskNotes asking() {
        return asking;
    }

    /** Whether that is what was sent; somebody may have gone back to the form and changed it. */
    boolean isSent(SignUp typed) {
        return asking.isSent() && digest(typed).equals(tab.getAuthNote(SENT));
    }

    void sent(String ask, SignUp typed, Instant now) {
        asking.sent(ask, now);
        tab.setAuthNote(SENT, digest(typed));
    }

    /** The text itself stands in the form's own note. */
    private static String digest(SignUp typed) {
        return Secret.hash(typed.format());
    }

    void forgetAsk() {
        asking.forgetAsk();
        tab.removeAuthNote(SENT);
    }
}
