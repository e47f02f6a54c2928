package io.github.accountflows.registration;

import io.github.accountflows.keycloak.Invitation;
import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.landing.LinkTarget;
import io.github.accountflows.landing.LinkTargetFactory;
import io.github.accountflows.outbox.Ask;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.registration.LandedSignUp.Browser;
import io.github.accountflows.registration.ask.SignUpAsk;
import io.github.accountflows.token.BrowserSecret;
import io.github.accountflows.token.OneTimeToken;
import java.net.URI;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Opens the registration flow for a link: beside the tab that asked when this is that browser, so that the sign-in goes
 * on; else in a tab of its own.
 */
final class RegistrationLink implements LinkTarget {
    private final KeycloakSession session;
    private final RealmModel realm;

    private RegistrationLink(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Keycloak forgets who is signed in as soon as its registration is opened, so that is asked before. */
    @Override
    public boolean needsNobodySignedIn() {
        return true;
    }

    @Override
    public Optional<URI> open(OneTimeToken token) {
        Optional<Ask> ask = Outbox.of(session).find(token.binding().askId()).filter(found -> found.pending() != null);
        if (ask.isEmpty()) {
            return Optional.of(AccountLink.invalid(session));
        }
        Optional<String> invitation = invitation(ask.get());
        boolean isOpen =
                SignUpSwitch.isOn(session, ask.get()) && (realm.isRegistrationAllowed() || invitation.isPresent());
        return isOpen ? Optional.of(open(token, ask.get(), invitation)) : Optional.empty();
    }

    /** As long as it is good: with one that is not Keycloak shows its own page, and no confirmation could say so. */
    private Optional<String> invitation(Ask ask) {
        return Optional.ofNullable(SignUp.parse(ask.pending().profile()).invitation())
                .filter(token -> Invitation.parse(session, token).isPresent());
    }

    @Override
    public Optional<URI> wayBack(OneTimeToken token) {
        return Outbox.of(session)
                .find(token.binding().askId())
                .map(ask -> session.clients().getClientById(realm, ask.clientId()))
                .map(new Tabs(session)::home);
    }

    private URI open(OneTimeToken token, Ask ask, Optional<String> invitation) {
        Tabs tabs = new Tabs(session);
        ClientModel client = session.clients().getClientById(realm, ask.clientId());
        boolean ours = BrowserSecret.isIn(session, ask.pending().browser());
        Optional<AuthenticationSessionModel> asking = ours
                ? tabs.find(client, ask.tabId()).filter(tab -> SignUpAsk.waitsIn(tab, ask.id()))
                : Optional.empty();
        AuthenticationSessionModel tab = asking.map(tabs::beside).orElseGet(() -> tabs.fresh(client));
        String secret = ours ? ask.pending().browser() : BrowserSecret.ensure(session);
        LandedSignUp.note(tab, token, browser(ours, asking.isPresent()), secret);
        invitation.ifPresent(good -> Invitation.carry(tab, good));
        return Page.tab(session, tab, Page.REGISTRATION_PATH);
    }

    private static Browser browser(boolean ours, boolean tabIsOpen) {
        if (!ours) {
            return Browser.FOREIGN;
        }
        return tabIsOpen ? Browser.LIVE : Browser.COOKIE;
    }

    public static final class Factory implements LinkTargetFactory {
        @Override
        public LinkTarget create(KeycloakSession session) {
            return new RegistrationLink(session);
        }

        @Override
        public String getId() {
            return RegistrationMail.PURPOSE;
        }
    }
}
