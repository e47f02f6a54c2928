package io.github.accountflows.outbox.ask;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * How far one tab has come with asking for a mail, in that browser's authentication session and nowhere else. A tab
 * that goes from one flow to another keeps all its notes, so each purpose has names of its own.
 */
public final class AskNotes {
    private static final Duration RESEND_PAUSE = Duration.ofSeconds(30);

    private static final String ASK = "ask";
    private static final String SENT_AT = "sent-at";
    private static final String RESENT = "resent";
    private static final String TOO_SOON = "too-soon";
    private static final String WRONG_CODE = "wrong-code";
    private static final String FAULT = "fault";
    private static final String LIMITED_UNTIL = "limited-until";

    private final AuthenticationSessionModel tab;
    private final String prefix;

    /** @param prefix what the names of a purpose's notes begin with */
    public AskNotes(AuthenticationSessionModel tab, String prefix) {
        this.tab = tab;
        this.prefix = prefix;
    }

    /** Null before the first. */
    public String ask() {
        return get(ASK);
    }

    public boolean isSent() {
        return get(SENT_AT) != null;
    }

    public void sent(String ask, Instant now) {
        if (isSent()) {
            set(RESENT, "true");
        }
        set(ASK, ask);
        set(SENT_AT, Long.toString(now.toEpochMilli()));
    }

    /** The next ask of this tab is a new one. */
    public void forgetAsk() {
        tab.removeAuthNote(prefix + ASK);
        tab.removeAuthNote(prefix + SENT_AT);
        tab.removeAuthNote(prefix + RESENT);
    }

    /** How long until this tab may have it sent again; empty when it may. */
    public Optional<Duration> pauseLeft(Instant now) {
        Instant end = Instant.ofEpochMilli(Long.parseLong(get(SENT_AT))).plus(RESEND_PAUSE);
        return end.isAfter(now) ? Optional.of(Duration.between(now, end)) : Optional.empty();
    }

    public void tooSoon() {
        set(TOO_SOON, "true");
    }

    public void wrongCode() {
        set(WRONG_CODE, "true");
    }

    /** @param key of the message that says what is wrong with what was typed */
    public void fault(String key) {
        set(FAULT, key);
    }

    public void limit(Instant until) {
        set(LIMITED_UNTIL, Long.toString(until.toEpochMilli()));
    }

    public Instant limitedUntil() {
        String until = get(LIMITED_UNTIL);
        return until == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(until));
    }

    /** A note that is shown once. */
    public boolean takeTooSoon() {
        return take(TOO_SOON).isPresent();
    }

    public boolean takeWrongCode() {
        return take(WRONG_CODE).isPresent();
    }

    public boolean takeResent() {
        return take(RESENT).isPresent();
    }

    public Optional<String> takeFault() {
        return take(FAULT);
    }

    private Optional<String> take(String name) {
        Optional<String> value = Optional.ofNullable(get(name));
        tab.removeAuthNote(prefix + name);
        return value;
    }

    private String get(String name) {
        return tab.getAuthNote(prefix + name);
    }

    private void set(String name, String value) {
        tab.setAuthNote(prefix + name, value);
    }
}
