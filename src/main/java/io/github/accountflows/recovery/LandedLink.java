package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.SignedIn;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import io.github.accountflows.token.Stamp;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A link that was opened in this tab, known by its token's id. Each step asks it again whether it still opens this
 * account, for a password, an address or a state may have changed since.
 */
final class LandedLink {
    private static final Logger LOG = Logger.getLogger(LandedLink.class);
    private static final String TOKEN = "account-flows-landed";
    private static final String SAME_BROWSER = "account-flows-same-browser";

    private final AuthenticationFlowContext context;
    private final KeycloakSession session;
    private final RealmModel realm;
    private final AuthenticationSessionModel tab;

    LandedLink(AuthenticationFlowContext context) {
        this.context = context;
        this.session = context.getSession();
        this.realm = context.getRealm();
        this.tab = context.getAuthenticationSession();
    }

    static boolean isIn(AuthenticationFlowContext context) {
        return context.getAuthenticationSession().getAuthNote(TOKEN) != null;
    }

    static void note(AuthenticationSessionModel tab, OneTimeToken token, boolean sameBrowser) {
        tab.setAuthNote(TOKEN, token.id());
        tab.setAuthNote(SAME_BROWSER, Boolean.toString(sameBrowser));
    }

    /** The first step: on to the account, unless somebody else is signed in here. */
    void enter() {
        Optional<Open> open = open();
        if (open.isEmpty()) {
            leaveAsInvalid();
        } else if (!RecoverySettings.leadsToNewPassword(realm)) {
            LOG.errorf(
                    "The reset credentials flow lacks the required step '%s': a link would sign its reader in",
                    NewPassword.ID);
            leaveAsInvalid();
        } else if (signedInAsAnother(open.get().user()).isPresent()) {
            new Page(context).show(() -> elsewhere(open.get().user()));
        } else {
            context.setUser(open.get().user());
            context.success();
        }
    }

    /** "Sign out and go on", or anything else, which changes nothing. */
    void answer() {
        if (context.getHttpRequest().getDecodedFormParameters().containsKey("sign-out")) {
            open().flatMap(open -> signedInAsAnother(open.user())).ifPresent(other -> other.end(session));
        }
        new Page(context).again();
    }

    /** What the link opens. Empty when the token is dead, or anything it was bound to is not as it was at the mint. */
    Optional<Open> open() {
        String id = tab.getAuthNote(TOKEN);
        return id == null
                ? Optional.empty()
                : new OneTimeTokens(session, Clock.systemUTC())
                        .byId(realm.getId(), id)
                        .filter(token -> token.binding().purpose().equals(RecoveryMail.PURPOSE))
                        .flatMap(this::unchanged);
    }

    /**
     * For a step after the first, which trusts none before it: what the link opens, if that is the account this flow is
     * about. Empty when the answer has been given already.
     */
    Optional<Open> opensHere() {
        Optional<Open> open = open();
        if (open.isEmpty()) {
            leaveAsInvalid();
            return Optional.empty();
        }
        UserModel owner = open.get().user();
        if (signedInAsAnother(owner).isPresent() || !isIn(owner)) {
            startOver();
            return Optional.empty();
        }
        return open;
    }

    private boolean isIn(UserModel owner) {
        return context.getUser() != null && context.getUser().getId().equals(owner.getId());
    }

    private Optional<Open> unchanged(OneTimeToken token) {
        UserModel user = session.users().getUserById(realm, token.binding().userId());
        boolean asItWas = user != null
                && user.isEnabled()
                && Stamp.of(user).equals(token.binding().stamp());
        return asItWas ? Optional.of(new Open(token, user)) : Optional.empty();
    }

    Optional<SignedIn> signedInAsAnother(UserModel owner) {
        return SignedIn.in(session).filter(signedIn -> !signedIn.is(owner));
    }

    boolean isSameBrowser() {
        return Boolean.parseBoolean(tab.getAuthNote(SAME_BROWSER));
    }

    /** Forgets the link in this tab: whatever was wrong with it, there is one page for all. */
    void leaveAsInvalid() {
        tab.removeAuthNote(TOKEN);
        new Page(context).leaveFor(AccountLink.invalid(session));
    }

    /** Starts this tab's flow over with the same link. */
    private void startOver() {
        String token = tab.getAuthNote(TOKEN);
        boolean sameBrowser = isSameBrowser();
        new Page(context).reset();
        tab.setAuthNote(TOKEN, token);
        tab.setAuthNote(SAME_BROWSER, Boolean.toString(sameBrowser));
    }

    private Response elsewhere(UserModel owner) {
        String signedInAs = signedInAsAnother(owner)
                .map(other -> other.user().getUsername())
                .orElse("");
        return context.form()
                .setAttribute(
                        "elsewhere",
                        Map.of(
                                "signedInAs",
                                signedInAs,
                                "backUrl",
                                new Tabs(session).home(tab.getClient()).toString()))
                .createForm("signed-in-elsewhere.ftl");
    }

    /** A live token and the account it opens. */
    record Open(OneTimeToken token, UserModel user) {}
}
