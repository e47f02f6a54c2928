package io.github.accountflows.verification.ask;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.AddressField;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Facts;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.outbox.Pending;
import io.github.accountflows.outbox.ask.AskNotes;
import io.github.accountflows.outbox.ask.AskerLimit;
import io.github.accountflows.outbox.ask.TypedCode;
import io.github.accountflows.token.BrowserSecret;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import io.github.accountflows.token.Stamp;
import io.github.accountflows.verification.Claim;
import io.github.accountflows.verification.Masked;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Serves somebody who has signed in and has yet to prove an address: writes the ask and its job, shows "check your email",
 * takes another address and the code. It knows the one user who sits here, and cannot know whose another address is
 * (ENU-2); a test of the bytecode keeps it so.
 */
public final class VerificationAsk {
    public static final String KIND = "verification-link";
    public static final String PURPOSE = "verification";

    /** The mail that tells the old address of a change, and lets it be cancelled. */
    public static final String CANCEL_KIND = "verification-cancel";

    /** A person here has signed in, so each counts alone: others may sign in from the same place. */
    private static final String ASKERS = "asker of verification";

    private final RequiredActionContext context;
    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;
    private final UserModel user;
    private final String action;
    private final boolean tellsOldAddress;
    private final VerificationNotes notes;
    private final AskNotes asking;
    private final VerificationPages pages;
    private final Clock clock = Clock.systemUTC();

    /**
     * @param tellsOldAddress not where the stored one waits for its proof: it may be a stranger's, who has no say in a
     *     correction
     */
    public VerificationAsk(RequiredActionContext context, String action, boolean tellsOldAddress) {
        this.context = context;
        this.session = context.getSession();
        this.tab = context.getAuthenticationSession();
        this.user = context.getUser();
        this.action = action;
        this.tellsOldAddress = tellsOldAddress;
        this.notes = new VerificationNotes(tab, action);
        this.asking = notes.asking();
        this.pages = new VerificationPages(context, action);
    }

    /** Whether that tab waits for the proof of that ask. */
    public static boolean waitsIn(AuthenticationSessionModel tab, Claim claim, String askId) {
        return askId.equals(new VerificationNotes(tab, claim.action()).asking().ask());
    }

    public boolean isSent() {
        return asking.isSent();
    }

    /**
     * Whoever changed this user's address or password since has ended what this tab has asked for: it asks anew, or no
     * mail would ever come.
     */
    public void forgetWhatIsOver() {
        if (asking.isSent() && !Stamp.of(user).equals(notes.stamp())) {
            forget();
        }
    }

    /** What was asked for is settled. */
    public void forget() {
        asking.forgetAsk();
        notes.forgetCorrection();
    }

    /** Whether what this tab has asked for is proved by now, wherever that was done. */
    public boolean isProved() {
        return asking.isSent() && user.isEmailVerified() && !notes.asksForAnotherThan(user.getEmail());
    }

    /** Whether the form for another address is open. */
    public boolean corrects() {
        return notes.corrects();
    }

    public void correct() {
        notes.correct();
    }

    public void forgetCorrection() {
        notes.forgetCorrection();
    }

    /** The first mail of a tab, to the stored address. Empty where it can be shown what comes next. */
    public Optional<Response> askForStored() {
        return askFor(Address.parse(user.getEmail()).orElseThrow(), () -> {});
    }

    private Optional<Response> askFor(Address address, Runnable before) {
        if (Outbox.of(session).isFull()) {
            return Optional.of(pages.busy());
        }
        if (isWithinLimit()) {
            before.run();
            write(address);
            return Optional.empty();
        }
        return Optional.of(pages.tooMany());
    }

    /** What was typed into the form for another address. Empty where it was good, and has been asked for. */
    public Optional<Response> askForTyped() {
        List<String> sent =
                context.getHttpRequest().getDecodedFormParameters().getOrDefault(UserModel.EMAIL, List.of());
        Typed typed = Typed.in(sent, session, user);
        if (!typed.isGood()) {
            notes.fault(sent, typed.text());
            return Optional.empty();
        }
        notes.type(typed.text());
        Optional<Response> refusal = askFor(typed.address(), this::forgetEarlier);
        if (refusal.isEmpty()) {
            notes.forgetCorrection();
        }
        return refusal;
    }

    private void write(Address address) {
        String browser = BrowserSecret.give(session, tab);
        String stamp = Stamp.of(user);
        Claim claim = new Claim(user.getId(), address.typed(), action, stamp);
        Facts facts = facts();
        String ask = Outbox.of(session)
                .askPending(
                        KIND,
                        user.getId(),
                        address.typed(),
                        address.canonical(),
                        tab.getClient().getId(),
                        tab.getTabId(),
                        new Pending(browser, claim.format()),
                        facts);
        if (tellsOldAddress && !address.is(user.getEmail())) {
            tellOldAddress(ask, address, facts);
        }
        asking.forgetAsk();
        asking.sent(ask, clock.instant());
        notes.address(address.typed(), stamp);
    }

    /** Whoever wants another address does not mean the earlier one any more (VER-3). */
    private void forgetEarlier() {
        new OneTimeTokens(session, clock).voidAllOf(context.getRealm().getId(), user.getId(), PURPOSE);
        Outbox.of(session).withdrawAllOf(KIND, user.getId());
    }

    /** Each time, for it can stop the change; only an address that may be a stranger's has a limit. */
    private void tellOldAddress(String ask, Address address, Facts facts) {
        Facts told = facts.with(Asker.ASK, ask).with(Asker.TO, Masked.of(address.typed()));
        Optional<Address> old = Address.parse(user.getEmail());
        if (user.isEmailVerified()) {
            old.ifPresent(owner ->
                    Outbox.of(session).oweTo(CANCEL_KIND, user.getId(), owner.typed(), owner.canonical(), told));
        } else {
            old.ifPresent(
                    other -> Outbox.of(session).askAgain(ask, CANCEL_KIND, other.typed(), other.canonical(), told));
        }
    }

    /** Empty where the page is to be shown again. */
    public Optional<Response> resend() {
        Outbox outbox = Outbox.of(session);
        if (asking.pauseLeft(clock.instant()).isPresent()) {
            asking.tooSoon();
        } else if (outbox.isFull()) {
            return Optional.of(pages.busy());
        } else if (isWithinLimit()) {
            Address address = Address.parse(notes.address()).orElseThrow();
            outbox.askAgain(asking.ask(), KIND, address.typed(), address.canonical(), facts());
            outbox.forgetTries(asking.ask());
            asking.sent(asking.ask(), clock.instant());
        }
        return Optional.empty();
    }

    /** What the typed code proves; empty where the page is to be shown again, and will say that it was wrong. */
    public Optional<OneTimeToken> typedCode() {
        List<String> typed = context.getHttpRequest().getDecodedFormParameters().getOrDefault("code", List.of());
        // Before the ask's row, on which the try is counted: a proof by link takes them in that order, too.
        new OneTimeTokens(session, clock).lockAllOf(user.getId());
        Optional<OneTimeToken> token = TypedCode.in(session, tab, asking.ask(), typed);
        if (token.isEmpty()) {
            asking.wrongCode();
        }
        return token;
    }

    /** Another address than the stored one is not wanted any more; the mail that tells of it keeps its link. */
    public void takeBack() {
        if (asking.isSent() && notes.asksForAnotherThan(user.getEmail())) {
            forgetEarlier();
            forget();
        }
    }

    private boolean isWithinLimit() {
        Optional<Duration> wait = new AskerLimit(session, ASKERS + " " + user.getId(), clock).take();
        wait.ifPresent(time -> asking.limit(clock.instant().plus(time)));
        return wait.isEmpty();
    }

    private Facts facts() {
        return Asker.facts(session, tab.getRedirectUri());
    }

    public boolean mayChange() {
        return AddressField.of(session, user).isWritable();
    }
}
