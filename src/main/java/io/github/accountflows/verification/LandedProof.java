package io.github.accountflows.verification;

import io.github.accountflows.keycloak.ActionPage;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.token.BrowserSecret;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.util.Optional;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The proof of an address that was shown in this tab by its link, known by its token's id. */
final class LandedProof {
    private static final String TOKEN = "account-flows-verification-landed";
    private static final String TRIGGERED = "account-flows-verification-triggered";
    private static final String SECRET = "account-flows-verification-landed-by";

    private final RequiredActionContext context;
    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;
    private final String action;

    /** @param action the id of the required action that looks: each takes what was asked in it */
    LandedProof(RequiredActionContext context, String action) {
        this.context = context;
        this.session = context.getSession();
        this.tab = context.getAuthenticationSession();
        this.action = action;
    }

    /** @param secret the hash of this browser's secret: no other browser goes on in this tab, whoever knows its cookies */
    static void note(AuthenticationSessionModel tab, OneTimeToken token, String secret) {
        tab.setAuthNote(TOKEN, token.id());
        tab.setAuthNote(SECRET, secret);
    }

    /**
     * Empty when nothing was shown, the token is dead, it is another user's, what it was made for has changed since, or
     * this is not the browser that showed it: Keycloak's own session cookie may have been tossed into it from a
     * neighbouring domain (SES-2).
     */
    Optional<Subject> open() {
        return Optional.ofNullable(tab.getAuthNote(TOKEN))
                .filter(id -> BrowserSecret.isIn(session, tab.getAuthNote(SECRET)))
                .flatMap(id -> new OneTimeTokens(session, Clock.systemUTC())
                        .byIdOrSuccessor(context.getRealm().getId(), id))
                .flatMap(this::provedBy);
    }

    /** What a token proves to whoever is signed in here. */
    Optional<Subject> provedBy(OneTimeToken token) {
        return Subject.of(session, token)
                .filter(subject ->
                        subject.user().getId().equals(context.getUser().getId()))
                .filter(subject -> subject.claim().action().equals(action));
    }

    /**
     * Has the person asked to confirm what was shown here, as long as it is good; not where the app or anybody else has
     * asked for this action anyway: Keycloak would take it from the app, and with it the way back.
     */
    void trigger() {
        boolean shown = open().isPresent();
        if (shown && !isAskedFor()) {
            tab.addRequiredAction(action);
            tab.setAuthNote(TRIGGERED, action);
        } else if (!shown && action.equals(tab.getAuthNote(TRIGGERED))) {
            tab.removeRequiredAction(action);
            tab.removeAuthNote(TRIGGERED);
        }
    }

    private boolean isAskedFor() {
        return tab.getRequiredActions().contains(action)
                || new ActionPage(context, action)
                        .appAction()
                        .filter(action::equals)
                        .isPresent();
    }

    /** Whether a link was shown here that is good no more. */
    boolean isOver() {
        return tab.getAuthNote(TOKEN) != null && open().isEmpty();
    }

    void forget() {
        tab.removeAuthNote(TOKEN);
        tab.removeAuthNote(SECRET);
    }

    /** Whatever was wrong, there is one page for all; coming back, the tab is where it was. */
    void leaveAsInvalid() {
        forget();
        new ActionPage(context, action).leaveFor(AccountLink.invalid(session));
    }
}
