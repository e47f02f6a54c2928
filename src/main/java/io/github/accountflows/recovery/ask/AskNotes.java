package io.github.accountflows.recovery.ask;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What the asking side remembers of one tab, in that browser's authentication session and nowhere else. */
final class AskNotes {
    static final String ATTEMPTED_USERNAME = AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME;
    private static final String ASK = "account-flows-ask";
    private static final String TYPED = "account-flows-typed";
    private static final String SENT_AT = "account-flows-sent-at";
    private static final String ANOTHER = "account-flows-another";
    private static final String RESENT = "account-flows-resent";
    private static final String TOO_SOON = "account-flows-too-soon";
    private static final String FAULT = "account-flows-fault";
    private static final String LIMITED_UNTIL = "account-flows-limited-until";

    private final AuthenticationSessionModel tab;

    AskNotes(AuthenticationSessionModel tab) {
        this.tab = tab;
    }

    String typed() {
        String typed = tab.getAuthNote(TYPED);
        return typed == null ? "" : typed;
    }

    void type(String text) {
        tab.setAuthNote(TYPED, text);
    }

    /** Null before the first. */
    String ask() {
        return tab.getAuthNote(ASK);
    }

    boolean isSent() {
        return tab.getAuthNote(SENT_AT) != null;
    }

    void sent(String ask, Instant now) {
        if (isSent()) {
            tab.setAuthNote(RESENT, "true");
        }
        tab.setAuthNote(ASK, ask);
        tab.setAuthNote(SENT_AT, Long.toString(now.toEpochMilli()));
    }

    /** How long until this tab may have it sent again; empty when it may. */
    Optional<Duration> pauseLeft(Duration pause, Instant now) {
        Instant end =
                Instant.ofEpochMilli(Long.parseLong(tab.getAuthNote(SENT_AT))).plus(pause);
        return end.isAfter(now) ? Optional.of(Duration.between(now, end)) : Optional.empty();
    }

    void askForAnother() {
        tab.removeAuthNote(ASK);
        tab.removeAuthNote(SENT_AT);
        tab.removeAuthNote(RESENT);
        tab.setAuthNote(ANOTHER, "true");
    }

    boolean asksForAnother() {
        return tab.getAuthNote(ANOTHER) != null;
    }

    void tooSoon() {
        tab.setAuthNote(TOO_SOON, "true");
    }

    void fault(String key) {
        tab.setAuthNote(FAULT, key);
    }

    void limit(Instant until) {
        tab.setAuthNote(LIMITED_UNTIL, Long.toString(until.toEpochMilli()));
    }

    Instant limitedUntil() {
        String until = tab.getAuthNote(LIMITED_UNTIL);
        return until == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(until));
    }

    /** A note that is shown once. */
    boolean takeTooSoon() {
        return take(TOO_SOON).isPresent();
    }

    boolean takeResent() {
        return take(RESENT).isPresent();
    }

    Optional<String> takeFault() {
        return take(FAULT);
    }

    private Optional<String> take(String name) {
        Optional<String> value = Optional.ofNullable(tab.getAuthNote(name));
        tab.removeAuthNote(name);
        return value;
    }
}
