package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.landing.LinkTarget;
import io.github.accountflows.landing.LinkTargetFactory;
import io.github.accountflows.outbox.Ask;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.token.OneTimeToken;
import java.net.URI;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.SystemClientUtil;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Opens the recovery flow for a link: beside the tab that asked when this is that browser, so that signing in afterwards
 * goes on to the app; else in a tab of its own.
 */
final class RecoveryLink implements LinkTarget {
    private final KeycloakSession session;
    private final RealmModel realm;

    private RecoveryLink(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    @Override
    public Optional<URI> open(OneTimeToken token) {
        Tabs tabs = new Tabs(session);
        Optional<Ask> ask = Outbox.of(session).find(token.binding().askId());
        ClientModel client = ask.map(found -> session.clients().getClientById(realm, found.clientId()))
                .filter(ClientModel::isEnabled)
                .orElseGet(() -> SystemClientUtil.getSystemClient(realm));
        Optional<AuthenticationSessionModel> asking = ask.flatMap(found -> tabs.find(client, found.tabId()));
        AuthenticationSessionModel tab = asking.map(tabs::beside).orElseGet(() -> tabs.fresh(client));
        LandedLink.note(tab, token, asking.isPresent());
        return Optional.of(Page.tab(session, tab, Page.RECOVERY_PATH));
    }

    public static final class Factory implements LinkTargetFactory {
        @Override
        public LinkTarget create(KeycloakSession session) {
            return new RecoveryLink(session);
        }

        @Override
        public String getId() {
            return RecoveryMail.PURPOSE;
        }
    }
}
