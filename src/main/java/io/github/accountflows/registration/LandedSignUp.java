package io.github.accountflows.registration;

import io.github.accountflows.address.Address;
import io.github.accountflows.address.AddressKey;
import io.github.accountflows.keycloak.Invitation;
import io.github.accountflows.keycloak.Page;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.outbox.Ask;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.token.BrowserSecret;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The proof of a mailbox that was shown in this tab, by link or by code, known by its token's id. */
public final class LandedSignUp {
    private static final String TOKEN = "account-flows-sign-up-landed";
    private static final String BROWSER = "account-flows-sign-up-browser";
    private static final String SECRET = "account-flows-sign-up-landed-by";

    private final AuthenticationFlowContext context;
    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;

    LandedSignUp(AuthenticationFlowContext context) {
        this.context = context;
        this.session = context.getSession();
        this.tab = context.getAuthenticationSession();
    }

    /** What this browser has to do with the sign-up, and so what the page shows and where it ends (REG-2, REG-3). */
    public enum Browser {
        /** It signed up, and the sign-in it began is still open: that goes on to the app. */
        LIVE,
        /** It signed up, but nothing of the sign-in is left. */
        COOKIE,
        /** Any other: nothing that was typed elsewhere is shown or used. */
        FOREIGN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What was proved, and what is pending for it. */
    record Open(OneTimeToken token, SignUp signUp, Address address) {
        /** What tokens for this mailbox are stamped with, under each of the realm's keys and under one that is gone. */
        List<String> subjects(KeycloakSession session) {
            return Stream.concat(
                            new AddressKey(session).all("address", address.canonical()).stream(),
                            Stream.of(token.binding().stamp()))
                    .distinct()
                    .toList();
        }

        /** Empty when nobody invited, and when the invitation is not good any more. */
        Optional<Invitation> invitation(KeycloakSession session) {
            return Optional.ofNullable(signUp.invitation()).flatMap(token -> Invitation.parse(session, token));
        }

        @Override
        public String toString() {
            return "Open";
        }
    }

    static boolean isIn(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getAuthNote(TOKEN) != null;
    }

    /** @param secret the hash of this browser's secret: no other browser goes on in this tab, whoever knows its cookies */
    public static void note(AuthenticationSessionModel tab, OneTimeToken token, Browser browser, String secret) {
        tab.setAuthNote(TOKEN, token.id());
        tab.setAuthNote(BROWSER, browser.name());
        tab.setAuthNote(SECRET, secret);
    }

    Browser browser() {
        return Browser.valueOf(tab.getAuthNote(BROWSER));
    }

    /**
     * Empty when the token is dead, what it would confirm was withdrawn, or this is not the browser that showed it:
     * Keycloak's own session cookie may have been tossed into it from a neighbouring domain (SES-2).
     */
    Optional<Open> open() {
        return isThisBrowser()
                ? new OneTimeTokens(session, Clock.systemUTC())
                        .byIdOrSuccessor(session.getContext().getRealm().getId(), tab.getAuthNote(TOKEN))
                        .filter(token -> token.binding().purpose().equals(RegistrationMail.PURPOSE))
                        .flatMap(this::pending)
                : Optional.empty();
    }

    private Optional<Open> pending(OneTimeToken token) {
        return Outbox.of(session)
                .find(token.binding().askId())
                .filter(ask -> ask.pending() != null)
                .flatMap(ask -> open(token, ask));
    }

    private static Optional<Open> open(OneTimeToken token, Ask ask) {
        SignUp signUp = SignUp.parse(ask.pending().profile());
        return Address.parse(signUp.email()).map(address -> new Open(token, signUp, address));
    }

    private boolean isThisBrowser() {
        return BrowserSecret.isIn(session, tab.getAuthNote(SECRET));
    }

    /** Whatever was wrong, there is one page for all. Another browser takes the proof from nobody. */
    void leaveAsInvalid() {
        if (isThisBrowser()) {
            tab.removeAuthNote(TOKEN);
        }
        new Page(context).leaveFor(AccountLink.invalid(session));
    }
}
