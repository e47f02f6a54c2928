package io.github.accountflows.keycloak;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorPageException;
import org.keycloak.services.Urls;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.util.LocaleUtil;

/** Pages of a realm that stand outside any login flow, and the usual ways from there. */
public final class RealmPages {
    private RealmPages() {}

    /** What stock checks for its own pages, and a realm resource has to check by itself. */
    public static void requireOpen(KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        boolean secure = "https"
                        .equals(session.getContext().getUri().getBaseUri().getScheme())
                || !realm.getSslRequired().isRequired(session.getContext().getConnection());
        if (!secure) {
            throw new ErrorPageException(session, Response.Status.BAD_REQUEST, Messages.HTTPS_REQUIRED);
        }
        if (!realm.isEnabled()) {
            throw new ErrorPageException(session, Response.Status.BAD_REQUEST, Messages.REALM_NOT_ENABLED);
        }
    }

    public static Response show(
            KeycloakSession session, Response.Status status, String template, String name, Map<String, ?> model) {
        // The language menu leads back to the page itself.
        LocaleUtil.processLocaleParam(
                session, session.getContext().getRealm(), session.getContext().getAuthenticationSession());
        Response page = session.getProvider(LoginFormsProvider.class)
                .setStatus(status)
                .setAttribute(name, model)
                .createForm(template);
        return uncached(Response.fromResponse(page)).build();
    }

    /** The same page, telling programs too when to come again. */
    public static Response retryAfter(Response page, Duration wait) {
        return Response.fromResponse(page)
                .header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.toSeconds()))
                .build();
    }

    /** No cache, and no trace of this address in the next request (PAG-1, PAG-2). */
    public static Response.ResponseBuilder uncached(Response.ResponseBuilder response) {
        return response.header(HttpHeaders.CACHE_CONTROL, "no-store, must-revalidate, max-age=0")
                .header("Referrer-Policy", "no-referrer");
    }

    /** Where a person asks for a new password without having come from an app. */
    public static URI recovery(KeycloakSession session) {
        return recovery(
                session.getContext().getUri().getBaseUri().toString(),
                session.getContext().getRealm());
    }

    /** The same for a mail. */
    public static URI recovery(String base, RealmModel realm) {
        return UriBuilder.fromUri(base)
                .path("realms/{realm}/login-actions")
                .path(Page.RECOVERY_PATH)
                .build(realm.getName());
    }

    /** The account console, which asks whoever is not signed in to do so. */
    public static URI account(KeycloakSession session) {
        return account(
                session.getContext().getUri().getBaseUri().toString(),
                session.getContext().getRealm());
    }

    /** The same for a mail. */
    public static URI account(String base, RealmModel realm) {
        return Urls.accountBase(URI.create(base)).path("/").build(realm.getName());
    }
}
