package io.github.accountflows.verification;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.ActionFactory;
import io.github.accountflows.keycloak.ActionPage;
import io.github.accountflows.keycloak.FreshSignIn;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.OngoingSignIn;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.verification.Proof.Outcome;
import io.github.accountflows.verification.ask.VerificationAsk;
import io.github.accountflows.verification.ask.VerificationPages;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * How somebody who is signed in proves an address, in whichever required action: by a typed code, or by a link that was
 * opened in this browser. Everything that depends on what somebody typed and has not proved is asked on the asking side.
 */
final class Verification {
    /** How young a sign-in has to be for a change of address (VER-6). */
    static final Duration FRESH = Duration.ofMinutes(5);

    private static final String SIGN_IN_AGAIN = "verification.error.signInAgain";
    private static final String SIGN_IN_FIRST = "verification.error.signInFirst";
    private static final String STALE = "stale";
    private static final String NOT_SAVED = "account-flows-verification-not-saved";

    private final RequiredActionContext context;
    private final AuthenticationSessionModel tab;
    private final String action;
    private final UserModel user;
    private final Mode mode;
    private final VerificationAsk ask;
    private final VerificationPages pages;
    private final LandedProof landed;
    private final ActionPage page;

    enum Mode {
        /** The stored address waits for its proof; another one may take its place. */
        CORRECT,
        /** Another address is wanted. */
        CHANGE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Verification(RequiredActionContext context, String action, Mode mode) {
        this.context = context;
        this.tab = context.getAuthenticationSession();
        this.action = action;
        this.user = context.getUser();
        this.mode = mode;
        this.landed = new LandedProof(context, action);
        this.page = new ActionPage(context, action);
        this.ask = new VerificationAsk(context, action, mode == Mode.CHANGE || page.isAppInitiated());
        this.pages = new VerificationPages(context, action);
    }

    void enter() {
        if (!page.isAtItsAddress()) {
            page.again();
        } else if (ask.isProved()) {
            done();
        } else if (isOwnSignIn()) {
            show();
        }
    }

    private void show() {
        ask.forgetWhatIsOver();
        Optional<Subject> open = landed.open();
        if (open.isPresent()) {
            context.challenge(confirmPage(open.get()));
        } else if (landed.isOver()) {
            landed.leaveAsInvalid();
        } else if (isForAnotherAddress()) {
            context.challenge(changePage());
        } else if (ask.isSent()) {
            context.challenge(sentPage());
        } else {
            context.challenge(ask.askForStored().orElseGet(this::sentPage));
        }
    }

    void answer() {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        if (form.containsKey("sign-out")) {
            page.leaveFor(new OngoingSignIn(context.getSession(), tab).beginAgain());
        } else if (!ActionFactory.isEnabledIn(context.getRealm(), action)) {
            leave(); // Keycloak itself does not look at that here
        } else if (form.containsKey("cancel")) {
            cancel();
        } else if (ask.isProved()) {
            done();
        } else if (isOwnSignIn()) {
            take(form);
        }
    }

    private void take(MultivaluedMap<String, String> form) {
        ask.forgetWhatIsOver();
        Optional<Subject> open = landed.open();
        if (ask.isSent() && form.containsKey("code")) {
            ask.typedCode().ifPresentOrElse(this::prove, page::again);
        } else if (open.isPresent()) {
            confirm(open.get(), form);
        } else if (isForAnotherAddress()) {
            takeAddress(form);
        } else if (ask.isSent()) {
            answerToSent(form);
        } else {
            page.again();
        }
    }

    /** Else the answer is given: to sign in here. */
    private boolean isOwnSignIn() {
        boolean own = new OwnSignIn(context).isOfThisBrowser();
        if (!own) {
            FreshSignIn signIn = new FreshSignIn(context);
            context.challenge(
                    signIn.wasAskedAgain() ? pages.refused(mode.word(), false, STALE) : signIn.again(SIGN_IN_FIRST));
        }
        return own;
    }

    private void answerToSent(MultivaluedMap<String, String> form) {
        if (form.containsKey("change-address")) {
            ask.correct();
            page.again();
        } else if (form.containsKey("resend")) {
            goOn(ask.resend());
        } else {
            page.again();
        }
    }

    private boolean isForAnotherAddress() {
        return ask.corrects() || (!ask.isSent() && (mode == Mode.CHANGE || stored().isEmpty()));
    }

    /** Empty also where it is none that a mail could be sent to. */
    private Optional<Address> stored() {
        return Address.parse(user.getEmail());
    }

    /** Whoever may go back is not sent to sign in before another address is typed: the code could be typed nowhere then. */
    private Response changePage() {
        Optional<Response> refusal = leadsBack() && mayChange() ? Optional.empty() : refusal();
        return refusal.orElseGet(() -> pages.change(mode.word(), leadsBack()));
    }

    private Response sentPage() {
        return pages.sent(mayChange(), takeNotSaved());
    }

    private void goOn(Optional<Response> refusal) {
        if (refusal.isPresent()) {
            context.challenge(refusal.get());
        } else {
            page.again();
        }
    }

    // --- another address

    private void takeAddress(MultivaluedMap<String, String> form) {
        Optional<Response> refusal = refusal();
        if (refusal.isPresent()) {
            context.challenge(refusal.get());
        } else if (form.containsKey(UserModel.EMAIL)) {
            goOn(ask.askForTyped());
        } else {
            page.again();
        }
    }

    /** A correction leads back to what it would correct. */
    private boolean leadsBack() {
        return ask.corrects() && ask.isSent();
    }

    /** Why no other address is taken here at present, and what to do; empty where one is. */
    private Optional<Response> refusal() {
        FreshSignIn signIn = new FreshSignIn(context);
        if (!mayChange()) {
            return Optional.of(pages.refused(mode.word(), leadsBack(), "readOnly"));
        }
        boolean fresh = isFresh(signIn);
        if (fresh && signIn.provedSecondFactorIfAny()) {
            return Optional.empty();
        }
        return Optional.of(
                signIn.wasAskedAgain()
                        ? pages.refused(mode.word(), leadsBack(), fresh ? "factor" : STALE)
                        : signIn.again(SIGN_IN_AGAIN));
    }

    /** Whoever signs in here and waits for a mail may wait longer. */
    private boolean isFresh(FreshSignIn signIn) {
        return signIn.isYoungerThan(FRESH)
                || (mode == Mode.CORRECT && !new OngoingSignIn(context.getSession(), tab).isSingleSignOn());
    }

    private boolean mayChange() {
        return !LightweightUserAdapter.isLightweightUser(user) && ask.mayChange();
    }

    private void cancel() {
        if (leadsBack()) {
            ask.forgetCorrection();
            page.again();
        } else if (page.isAppInitiated()) {
            leave();
        } else {
            page.again();
        }
    }

    private void leave() {
        ask.takeBack();
        landed.forget();
        context.cancel();
    }

    // --- the proof

    private void confirm(Subject open, MultivaluedMap<String, String> form) {
        if (form.containsKey("confirm")) {
            prove(open.token());
        } else {
            page.again();
        }
    }

    private void prove(OneTimeToken token) {
        Optional<Subject> open = landed.provedBy(token);
        Outcome outcome =
                open.map(new Proof(context)::complete).orElseGet(() -> landed.isOver() ? Outcome.LOST : Outcome.OVER);
        switch (outcome) {
            case PROVED -> done();
            case FAILED -> {
                tab.setAuthNote(NOT_SAVED, "true");
                page.again();
            }
            // Whoever was faster may have been this very person: the next look at the user tells.
            case LOST -> page.again();
            case OVER -> landed.leaveAsInvalid();
        }
    }

    private void done() {
        landed.forget();
        ask.forget();
        Markers.clear(user, tab);
        new OngoingSignIn(context.getSession(), tab).isCalled(user.getUsername());
        context.success();
    }

    private Response confirmPage(Subject open) {
        Map<String, Object> model = new HashMap<>();
        model.put("mode", "here");
        model.put("account", user.getUsername());
        model.put("address", open.claim().target().typed());
        model.put("change", open.isChange());
        model.put(
                "left",
                Lasting.model(Duration.between(Instant.now(), open.token().expiresAt())));
        model.put("notSaved", takeNotSaved());
        pages.waysOut(model);
        return pages.show("verification-confirm.ftl", model);
    }

    private boolean takeNotSaved() {
        boolean notSaved = tab.getAuthNote(NOT_SAVED) != null;
        tab.removeAuthNote(NOT_SAVED);
        return notSaved;
    }
}
