package io.github.accountflows.verification.ask;

import io.github.accountflows.address.Address;
import io.github.accountflows.outbox.ask.AskNotes;
import java.util.List;
import java.util.Optional;
import org.keycloak.sessions.AuthenticationSessionModel;

/** How far one tab has come with proving an address, in one required action. */
final class VerificationNotes {
    private static final String ADDRESS = "address";
    private static final String STAMP = "stamp";
    private static final String TYPED = "typed";
    private static final String CORRECTS = "corrects";
    private static final String ONCE = "once";
    private static final String TWICE = "twice";

    private final AuthenticationSessionModel tab;
    private final String prefix;
    private final AskNotes asking;

    /** @param action whose required action asks; a tab may have to do with more than one */
    VerificationNotes(AuthenticationSessionModel tab, String action) {
        this.tab = tab;
        this.prefix = action + "-";
        this.asking = new AskNotes(tab, prefix);
    }

    AskNotes asking() {
        return asking;
    }

    /** What was asked for; null before the first ask. */
    String address() {
        return tab.getAuthNote(prefix + ADDRESS);
    }

    boolean asksForAnotherThan(String stored) {
        return Address.parse(address()).filter(asked -> asked.is(stored)).isEmpty();
    }

    /** Of the user when it was asked for. */
    String stamp() {
        return tab.getAuthNote(prefix + STAMP);
    }

    void address(String asked, String stamp) {
        tab.setAuthNote(prefix + ADDRESS, asked);
        tab.setAuthNote(prefix + STAMP, stamp);
    }

    /** What stands in the field for another address; empty at first. */
    String typed() {
        String typed = tab.getAuthNote(prefix + TYPED);
        return typed == null ? "" : typed;
    }

    void type(String address) {
        tab.setAuthNote(prefix + TYPED, address);
    }

    /** What is wrong with what was typed is found again by looking at it; that it came twice is not. */
    void fault(List<String> sent, String text) {
        type(text);
        asking.fault(sent.size() > 1 ? TWICE : ONCE);
    }

    /** As it was sent; empty where nothing was wrong. Told once. */
    Optional<List<String>> takeFaulty() {
        return asking.takeFault().map(how -> how.equals(TWICE) ? List.of(typed(), typed()) : List.of(typed()));
    }

    boolean corrects() {
        return tab.getAuthNote(prefix + CORRECTS) != null;
    }

    void correct() {
        tab.setAuthNote(prefix + CORRECTS, "true");
    }

    void forgetCorrection() {
        tab.removeAuthNote(prefix + CORRECTS);
        tab.removeAuthNote(prefix + TYPED);
    }
}
