package io.github.accountflows.registration;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Page;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.outbox.Ask;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The proof of a mailbox that was shown in this tab, by link or by code, known by its token's id. */
public final class LandedSignUp {
    private static final String TOKEN = "account-flows-sign-up-landed";
    private static final String BROWSER = "account-flows-sign-up-browser";

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
        @Override
        public String toString() {
            return "Open";
        }
    }

    static boolean isIn(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getAuthNote(TOKEN) != null;
    }

    public static void note(AuthenticationSessionModel tab, OneTimeToken token, Browser browser) {
        tab.setAuthNote(TOKEN, token.id());
        tab.setAuthNote(BROWSER, browser.name());
    }

    Browser browser() {
        return Browser.valueOf(tab.getAuthNote(BROWSER));
    }

    /** Empty when the token is dead, or what it would confirm was withdrawn. */
    Optional<Open> open() {
        return new OneTimeTokens(session, Clock.systemUTC())
                .byId(session.getContext().getRealm().getId(), tab.getAuthNote(TOKEN))
                .filter(token -> token.binding().purpose().equals(RegistrationMail.PURPOSE))
                .flatMap(token -> Outbox.of(session)
                        .find(token.binding().askId())
                        .filter(ask -> ask.pending() != null)
                        .flatMap(ask -> open(token, ask)));
    }

    private static Optional<Open> open(OneTimeToken token, Ask ask) {
        SignUp signUp = SignUp.parse(ask.pending().profile());
        return Address.parse(signUp.email()).map(address -> new Open(token, signUp, address));
    }

    /** Forgets it in this tab: whatever was wrong, there is one page for all. */
    void leaveAsInvalid() {
        tab.removeAuthNote(TOKEN);
        new Page(context).leaveFor(AccountLink.invalid(session));
    }
}
