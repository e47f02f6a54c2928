package io.github.accountflows.verification;

import io.github.accountflows.keycloak.ActionFactory;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.RealmPages;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.landing.LinkPage;
import io.github.accountflows.landing.LinkTarget;
import io.github.accountflows.landing.LinkTargetFactory;
import io.github.accountflows.outbox.Help;
import io.github.accountflows.token.OneTimeToken;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The link in the mail to the old address, by which its owner ends a change that somebody else may have asked for. It
 * works in any browser, whoever is signed in there, until the new address is proved. It is not bound to that one change:
 * whoever asked for another one since would else have made the earlier mail worthless.
 */
final class CancelLink implements LinkTarget {
    static final String PURPOSE = "verification-cancel";

    private static final String MODEL = "verification";

    private final KeycloakSession session;
    private final RealmModel realm;

    private CancelLink(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    @Override
    public Optional<URI> open(OneTimeToken token) {
        return Optional.of(owner(token)
                .map(user -> LinkPage.open(session, token).uri())
                .orElseGet(() -> AccountLink.invalid(session)));
    }

    /** As long as the address to which the mail went is still the account's. */
    private Optional<UserModel> owner(OneTimeToken token) {
        return Subject.ownerOfStoredAddress(session, token);
    }

    @Override
    public Optional<Response> page(OneTimeToken token, LinkPage page) {
        return owner(token).map(user -> show(token, user, page));
    }

    private Response show(OneTimeToken token, UserModel user, LinkPage page) {
        Map<String, Object> model = new HashMap<>();
        model.put("account", Masked.unlessProved(user));
        model.put("left", Lasting.model(Duration.between(Instant.now(), token.expiresAt())));
        model.put("backUrl", appUrl(token));
        return page.show("verification-cancel.ftl", MODEL, model);
    }

    @Override
    public Optional<URI> answer(OneTimeToken token, MultivaluedMap<String, String> form, LinkPage page) {
        if (form.containsKey("confirm")) {
            owner(token)
                    .filter(user -> new Cancelling(session).cancel(token, user))
                    .ifPresent(user -> page.endAt("verification-cancelled.ftl", MODEL, cancelled(token, user)));
        }
        return Optional.empty();
    }

    private Map<String, String> cancelled(OneTimeToken token, UserModel user) {
        Map<String, String> model = new HashMap<>();
        model.put("account", Masked.unlessProved(user));
        model.put("appUrl", appUrl(token));
        if (realm.isResetPasswordAllowed()) {
            model.put("recoveryUrl", RealmPages.recovery(session).toString());
        }
        // Flat, for the tab keeps nothing but texts.
        Help help = VerificationSettings.of(realm, ChangeEmail.ID).help();
        if (help.isGiven()) {
            model.put("helpHref", help.href());
            model.put("helpText", help.setting());
        }
        return model;
    }

    private String appUrl(OneTimeToken token) {
        return new Tabs(session)
                .home(AskingApp.of(session, token.binding().askId()))
                .toString();
    }

    /** Whoever comes too late to stop a change has somebody else in the account. */
    @Override
    public Map<String, Object> advice() {
        Map<String, Object> model = new HashMap<>();
        if (ActionFactory.isEnabledIn(realm, ChangeEmail.ID)) {
            VerificationSettings.of(realm, ChangeEmail.ID).help().into(model);
        }
        return model;
    }

    public static final class Factory implements LinkTargetFactory {
        @Override
        public LinkTarget create(KeycloakSession session) {
            return new CancelLink(session);
        }

        @Override
        public String getId() {
            return PURPOSE;
        }
    }
}
