package io.github.accountflows.registration;

import io.github.accountflows.outbox.Asker;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The event that stock writes for a new user, with ids alone: its own carries name and address (LOG-2). */
final class RegisterEvent {
    private final EventBuilder builder;

    /** @param own the session of the transaction that makes the user */
    RegisterEvent(AuthenticationFlowContext context, KeycloakSession own, UserModel user, String askId) {
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        this.builder = new EventBuilder(own.getContext().getRealm(), own, context.getConnection())
                .client(tab.getClient())
                .user(user)
                .detail(Details.AUTH_METHOD, tab.getProtocol())
                .detail(Details.CODE_ID, tab.getParentSession().getId())
                .detail(Asker.ASK, askId);
    }

    /** For another event of the same. */
    EventBuilder builder() {
        return builder.clone();
    }

    /** @param consent null where the realm asks for none */
    void write(Consent consent) {
        builder.event(EventType.REGISTER).detail(Details.REGISTER_METHOD, "form");
        if (consent != null) {
            builder.detail("terms_version", consent.version())
                    .detail("terms_language", consent.language())
                    .detail("terms_accepted_at", consent.at().toString());
        }
        builder.success();
    }
}
