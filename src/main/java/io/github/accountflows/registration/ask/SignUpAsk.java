package io.github.accountflows.registration.ask;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.Page;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Facts;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.outbox.Pending;
import io.github.accountflows.outbox.ask.AskNotes;
import io.github.accountflows.outbox.ask.AskPages;
import io.github.accountflows.outbox.ask.AskerLimit;
import io.github.accountflows.outbox.ask.TypedCode;
import io.github.accountflows.registration.LandedSignUp;
import io.github.accountflows.registration.LandedSignUp.Browser;
import io.github.accountflows.registration.RegistrationSettings;
import io.github.accountflows.registration.SignUp;
import io.github.accountflows.token.BrowserSecret;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Serves a person who has filled the form and proved nothing yet: writes the ask and its job, shows "check your email",
 * and takes the code from there. It cannot know whether an account exists (ENU-2); a test of the bytecode keeps it so.
 */
public final class SignUpAsk {
    public static final String KIND = "registration-link";

    private static final String ASKERS = "asker of registration";

    private final AuthenticationFlowContext context;
    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;
    private final RegistrationSettings settings;
    private final SignUpNotes form;
    private final SentNotes notes;
    private final AskNotes asking;
    private final AskPages pages;
    private final Page page;
    private final Clock clock = Clock.systemUTC();

    SignUpAsk(AuthenticationFlowContext context, RegistrationSettings settings) {
        this.context = context;
        this.session = context.getSession();
        this.tab = context.getAuthenticationSession();
        this.settings = settings;
        this.form = SignUpNotes.of(tab);
        this.notes = new SentNotes(tab);
        this.asking = notes.asking();
        this.pages = new AskPages(Page.tab(session, tab, Page.SIGN_IN_PATH), context::form, asking, clock);
        this.page = new Page(context);
    }

    /** Whether that tab waits for the proof of that ask. */
    public static boolean waitsIn(AuthenticationSessionModel tab, String askId) {
        return askId.equals(new SentNotes(tab).asking().ask());
    }

    /** After the form was sent, and whenever somebody comes back here. */
    void enter() {
        boolean justSent = "POST".equals(context.getHttpRequest().getHttpMethod());
        if (justSent && form.typed().isPresent() && !isSent()) {
            ask();
        } else if (isSent()) {
            page.show(this::sent);
        } else if (asking.limitedUntil().isAfter(clock.instant())) {
            page.show(pages::tooMany);
        } else {
            backToForm();
        }
    }

    void answer() {
        MultivaluedMap<String, String> sent = context.getHttpRequest().getDecodedFormParameters();
        if (!isSent()) {
            page.again();
        } else if (sent.containsKey("other-address")) {
            withdraw();
            backToForm();
        } else if (sent.containsKey("resend")) {
            resend();
        } else if (sent.containsKey("code")) {
            prove(sent.get("code"));
        } else {
            page.again();
        }
    }

    private void ask() {
        Outbox outbox = Outbox.of(session);
        if (outbox.isFull()) {
            context.forceChallenge(pages.busy());
            return;
        }
        if (isWithinLimit()) {
            withdraw();
            write(outbox, typed());
        }
        page.again();
    }

    private void write(Outbox outbox, SignUp typed) {
        Address address = Address.parse(typed.email()).orElseThrow();
        String browser = BrowserSecret.give(session, tab);
        String ask = outbox.askPending(
                KIND,
                address.typed(),
                address.canonical(),
                tab.getClient().getId(),
                tab.getTabId(),
                new Pending(browser, typed.format()),
                facts());
        notes.sent(ask, typed, clock.instant());
    }

    /** The earlier link and code die, and what was typed for them is erased; the form still shows it. */
    private void withdraw() {
        String ask = asking.ask();
        if (ask != null) {
            new OneTimeTokens(session, clock).voidAllOfAsk(ask);
            Outbox.of(session).withdraw(ask);
            notes.forgetAsk();
        }
    }

    private void resend() {
        Outbox outbox = Outbox.of(session);
        if (asking.pauseLeft(clock.instant()).isPresent()) {
            asking.tooSoon();
        } else if (outbox.isFull()) {
            context.forceChallenge(pages.busy());
            return;
        } else if (isWithinLimit()) {
            Address address = Address.parse(typed().email()).orElseThrow();
            outbox.askAgain(asking.ask(), KIND, address.typed(), address.canonical(), facts());
            outbox.forgetTries(asking.ask());
            asking.sent(asking.ask(), clock.instant());
        }
        page.again();
    }

    private void prove(List<String> typed) {
        String ask = asking.ask();
        Optional<OneTimeToken> token = TypedCode.in(session, tab, ask, typed);
        if (token.isPresent()) {
            String browser = BrowserSecret.notedIn(tab).orElseThrow();
            page.reset();
            LandedSignUp.note(tab, token.get(), Browser.LIVE, browser);
            // Whoever opens the link as well, in this browser, finds the same sign-in.
            asking.sent(ask, clock.instant());
            BrowserSecret.note(tab, browser);
        } else {
            asking.wrongCode();
            page.again();
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

    private Response sent() {
        Map<String, Object> model = pages.sent(typed().email(), settings.linkLifetime());
        model.put("codeLifetime", Lasting.model(TypedCode.LIFETIME));
        model.put("wrongCode", asking.takeWrongCode());
        return pages.limited(
                model, () -> context.form().setAttribute("registration", model).createForm("registration-sent.ftl"));
    }

    private void backToForm() {
        Optional<SignUp> typed = form.typed();
        Optional<String> browser = BrowserSecret.notedIn(tab);
        page.reset();
        typed.ifPresent(form::type);
        browser.ifPresent(hash -> BrowserSecret.note(tab, hash));
    }

    private boolean isSent() {
        return form.typed().filter(notes::isSent).isPresent();
    }

    private SignUp typed() {
        return form.typed().orElseThrow();
    }
}
