package io.github.accountflows.verification.ask;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.ActionPage;
import io.github.accountflows.keycloak.AddressField;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Facts;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.outbox.Pending;
import io.github.accountflows.outbox.ask.AskNotes;
import io.github.accountflows.outbox.ask.AskPages;
import io.github.accountflows.outbox.ask.AskerLimit;
import io.github.accountflows.outbox.ask.TypedCode;
import io.github.accountflows.token.BrowserSecret;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import io.github.accountflows.token.Stamp;
import io.github.accountflows.verification.Claim;
import io.github.accountflows.verification.VerificationSettings;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private static final String ASKERS = "asker of verification";

    private final RequiredActionContext context;
    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;
    private final UserModel user;
    private final String action;
    private final boolean tellsOldAddress;
    private final VerificationSettings settings;
    private final VerificationNotes notes;
    private final AskNotes asking;
    private final AskPages pages;
    private final ActionPage page;
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
        this.settings = VerificationSettings.of(context.getRealm(), action);
        this.notes = new VerificationNotes(tab, action);
        this.asking = notes.asking();
        this.pages = new AskPages(session, tab, context::form, asking, clock);
        this.page = new ActionPage(context, action);
    }

    /** Whether that tab waits for the proof of that ask. */
    public static boolean waitsIn(AuthenticationSessionModel tab, Claim claim, String askId) {
        return askId.equals(new VerificationNotes(tab, claim.action()).asking().ask());
    }

    public boolean isSent() {
        return asking.isSent();
    }

    /** Whether what this tab has asked for is proved by now, wherever that was done. */
    public boolean isProved() {
        return asking.isSent()
                && user.isEmailVerified()
                && Address.parse(notes.address())
                        .filter(asked -> asked.is(user.getEmail()))
                        .isPresent();
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

    /** The first mail of a tab, to the address that is to be proved. Empty where it can be shown what comes next. */
    public Optional<Response> askFor(Address address) {
        if (Outbox.of(session).isFull()) {
            return Optional.of(pages.busy());
        }
        if (isWithinLimit()) {
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
        Optional<Response> refusal = askFor(typed.address());
        if (refusal.isEmpty()) {
            notes.forgetCorrection();
        }
        return refusal;
    }

    private void write(Address address) {
        boolean changes = !address.is(user.getEmail());
        if (changes) {
            forgetEarlier();
        }
        String browser = BrowserSecret.give(session, tab);
        Claim claim = new Claim(user.getId(), address.typed(), action, Stamp.of(user));
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
        if (changes && tellsOldAddress) {
            tellOldAddress(ask, facts);
        }
        asking.forgetAsk();
        asking.sent(ask, clock.instant());
        notes.address(address.typed());
    }

    /** Whoever wants another address does not mean the earlier one any more (VER-3). */
    private void forgetEarlier() {
        new OneTimeTokens(session, clock).voidAllOf(context.getRealm().getId(), user.getId(), PURPOSE);
        Outbox.of(session).withdrawAllOf(KIND, user.getId());
    }

    private void tellOldAddress(String ask, Facts facts) {
        Address.parse(user.getEmail())
                .ifPresent(old -> Outbox.of(session).askAgain(ask, CANCEL_KIND, old.typed(), old.canonical(), facts));
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
        Optional<OneTimeToken> token = TypedCode.in(session, tab, asking.ask(), typed);
        if (token.isEmpty()) {
            asking.wrongCode();
        }
        return token;
    }

    /** What this tab has asked for is not wanted any more. */
    public void withdraw() {
        String ask = asking.ask();
        if (ask != null) {
            new OneTimeTokens(session, clock).voidAllOfAsk(ask);
            Outbox.of(session).withdraw(ask);
            asking.forgetAsk();
        }
    }

    private boolean isWithinLimit() {
        Optional<Duration> wait = new AskerLimit(session, ASKERS, clock).take();
        wait.ifPresent(time -> asking.limit(clock.instant().plus(time)));
        return wait.isEmpty();
    }

    private Facts facts() {
        return Asker.facts(session, tab.getRedirectUri());
    }

    /** "Check your email." Also where a proof was good, and the address could not be stored. */
    public Response sentPage(boolean mayChange, boolean notSaved) {
        Map<String, Object> model = pages.sent(notes.address(), settings.linkLifetime());
        boolean changes = Address.parse(notes.address())
                .filter(asked -> asked.is(user.getEmail()))
                .isEmpty();
        model.put("change", changes);
        model.put("codeLifetime", Lasting.model(TypedCode.LIFETIME));
        model.put("wrongCode", asking.takeWrongCode());
        model.put("notSaved", notSaved);
        model.put("mayChange", mayChange);
        waysOut(model);
        return pages.limited(
                model, () -> context.form().setAttribute(PURPOSE, model).createForm("verification-sent.ftl"));
    }

    /** The form for another address. */
    public Response changePage(String mode) {
        Map<String, Object> model = new HashMap<>();
        Optional.ofNullable(user.getEmail()).ifPresent(current -> model.put("current", current));
        model.put("mode", mode);
        model.put("typed", notes.typed());
        model.put(
                "errors",
                notes.takeFaulty()
                        .map(sent -> Typed.in(sent, session, user).errors())
                        .orElse(List.of()));
        waysBack(model);
        return pages.limited(
                model, () -> context.form().setAttribute(PURPOSE, model).createForm("verification-change.ftl"));
    }

    /** The same without a form, and with the reason in a word. */
    public Response refusedPage(String mode, String reason) {
        Map<String, Object> model = new HashMap<>();
        Optional.ofNullable(user.getEmail()).ifPresent(current -> model.put("current", current));
        model.put("mode", mode);
        model.put("refused", reason);
        settings.help().into(model);
        waysBack(model);
        return context.form().setAttribute(PURPOSE, model).createForm("verification-change.ftl");
    }

    /** A correction leads back to what it would correct. */
    private void waysBack(Map<String, Object> model) {
        waysOut(model);
        model.put("back", notes.corrects() && !tellsOldAddress);
    }

    /** An app that asked for this may have its person back; everybody else may sign out. */
    private void waysOut(Map<String, Object> model) {
        model.put("cancel", page.isAppInitiated());
        model.put("signOut", !page.isAppInitiated());
        if (page.isAppInitiated()) {
            model.put("appUrl", new Tabs(session).home(tab.getClient()).toString());
        }
    }

    public boolean mayChange() {
        return AddressField.of(session, user).isWritable();
    }
}
