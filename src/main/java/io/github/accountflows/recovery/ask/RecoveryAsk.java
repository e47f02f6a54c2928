package io.github.accountflows.recovery.ask;

import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.SignedIn;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.outbox.ask.AskNotes;
import io.github.accountflows.outbox.ask.AskPages;
import io.github.accountflows.outbox.ask.AskerLimit;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Serves a person who has proved nothing: checks what was typed by itself alone, writes the ask and its job, and shows
 * "instructions sent". It cannot know whether an account exists, so neither its answers nor their time can tell
 * (ENU-1, ENU-3); a test of the bytecode keeps it so.
 */
public final class RecoveryAsk {
    public static final String KIND = "recovery-link";
    private static final String ASKERS = "asker";

    private final AuthenticationFlowContext context;
    private final RealmModel realm;
    private final AuthenticationSessionModel tab;
    private final RecoveryNotes notes;
    private final RecoveryPages pages;
    private final AskNotes asking;
    private final AskPages askPages;
    private final Page page;
    private final Clock clock = Clock.systemUTC();

    public RecoveryAsk(AuthenticationFlowContext context, Duration linkLifetime) {
        this.context = context;
        this.realm = context.getRealm();
        this.tab = context.getAuthenticationSession();
        this.notes = new RecoveryNotes(tab);
        this.asking = notes.asking();
        this.askPages =
                new AskPages(Page.tab(context.getSession(), tab, Page.SIGN_IN_PATH), context::form, asking, clock);
        this.pages = new RecoveryPages(context, notes, askPages, linkLifetime);
        this.page = new Page(context);
    }

    public void enter() {
        forgetWhoWasTried();
        if (asking.limitedUntil().isAfter(clock.instant())) {
            page.show(askPages::tooMany);
        } else if (asking.isSent()) {
            page.show(pages::sent);
        } else if (signedIn().isPresent() && !notes.asksForAnother()) {
            page.show(() -> pages.signedIn(signedIn().orElseThrow().user()));
        } else {
            page.show(pages::request);
        }
    }

    public void answer() {
        forgetWhoWasTried();
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        Optional<SignedIn> signedIn = asking.isSent() || notes.asksForAnother() ? Optional.empty() : signedIn();
        if (asking.isSent()) {
            afterSent(form);
        } else if (signedIn.isPresent()) {
            asSignedIn(form, signedIn.get());
        } else {
            ask(Typed.in(form, realm));
        }
    }

    private void afterSent(MultivaluedMap<String, String> form) {
        if (form.containsKey("other-address")) {
            notes.askForAnother();
        } else if (form.containsKey("resend")) {
            if (asking.pauseLeft(clock.instant()).isPresent()) {
                asking.tooSoon();
            } else {
                ask(Typed.of(notes.typed(), realm));
                return;
            }
        }
        page.again();
    }

    private void asSignedIn(MultivaluedMap<String, String> form, SignedIn signedIn) {
        if (form.containsKey("sign-out")) {
            signedIn.end(context.getSession());
            page.again();
        } else if (form.containsKey("confirm")) {
            ask(Typed.of(signedIn.user().getEmail(), realm));
        } else if (form.containsKey("change-password")) {
            page.restart(Page.SIGN_IN_PATH);
            tab.setClientNote(Constants.KC_ACTION, UserModel.RequiredAction.UPDATE_PASSWORD.name());
        } else if (form.containsKey("cancel")) {
            page.restart(Page.SIGN_IN_PATH);
        } else {
            page.again();
        }
    }

    private void ask(Typed typed) {
        notes.type(typed.text());
        if (typed.fault().isPresent()) {
            asking.fault(typed.fault().get());
            page.again();
            return;
        }
        Outbox outbox = Outbox.of(context.getSession());
        if (outbox.isFull()) {
            context.forceChallenge(askPages.busy());
            return;
        }
        Optional<Duration> wait = new AskerLimit(context.getSession(), ASKERS, clock).take();
        if (wait.isPresent()) {
            asking.limit(clock.instant().plus(wait.get()));
        } else {
            write(outbox, typed);
        }
        page.again();
    }

    private void write(Outbox outbox, Typed typed) {
        var facts = Asker.facts(context.getSession(), tab.getRedirectUri());
        String ask = asking.ask();
        if (ask == null) {
            ask = outbox.ask(
                    KIND, typed.text(), typed.canonical(), tab.getClient().getId(), tab.getTabId(), facts);
        } else {
            outbox.askAgain(ask, KIND, typed.text(), typed.canonical(), facts);
        }
        asking.sent(ask, clock.instant());
    }

    /**
     * Stock's sign-in page leaves the name that was tried in this session, and any form error would look that user up
     * and count a failed sign-in on them: a stranger could lock an account with broken addresses. The name is kept as
     * our own text, to fill the field.
     */
    private void forgetWhoWasTried() {
        String tried = tab.getAuthNote(RecoveryNotes.ATTEMPTED_USERNAME);
        if (tried != null) {
            tab.removeAuthNote(RecoveryNotes.ATTEMPTED_USERNAME);
            if (notes.typed().isEmpty()) {
                notes.type(tried);
            }
        }
        if (context.getUser() != null) {
            context.clearUser();
        }
    }

    private Optional<SignedIn> signedIn() {
        return SignedIn.in(context.getSession());
    }
}
