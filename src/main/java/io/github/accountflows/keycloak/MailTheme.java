package io.github.accountflows.keycloak;

import java.io.IOException;
import java.net.URI;
import java.text.Bidi;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.keycloak.email.freemarker.beans.ProfileBean;
import org.keycloak.forms.login.freemarker.model.UrlBean;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.theme.FreeMarkerException;
import org.keycloak.theme.Theme;
import org.keycloak.theme.beans.MessageFormatterMethod;
import org.keycloak.theme.freemarker.FreeMarkerProvider;

/**
 * Renders mails by the realm's own e-mail theme and texts, with all that layouts written for stock's mails may use.
 * Stock's template provider itself wants a request, and renders and sends in one breath; the worker has no request, and
 * sends later.
 */
public final class MailTheme {
    /** A theme's fault; the message names theme and template, and nothing of the mail. */
    public static final class Unrenderable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unrenderable(String message, Exception cause) {
            super(message, cause);
        }
    }

    private final KeycloakSession session;
    private final RealmModel realm;
    private final String base;

    /** @param base the server's public address; null where it is not fixed: a layout must not show a forged one (MAI-1) */
    public MailTheme(KeycloakSession session, String base) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.base = base;
    }

    /**
     * @param template the name shared by {@code text/} and {@code html/}, such as {@code recovery-link.ftl}
     * @param mail what the templates know as {@code mail}
     */
    public MailText render(
            Locale locale, String subjectKey, String template, UserModel reader, Map<String, Object> mail) {
        Theme theme = theme();
        try {
            Map<String, Object> model = model(theme, locale, reader);
            model.put("mail", mail);
            String subject = subject(theme, locale, subjectKey);
            model.put("subject", subject);
            FreeMarkerProvider templates = session.getProvider(FreeMarkerProvider.class);
            return new MailText(
                    subject,
                    templates.processTemplate(model, "text/" + template, theme),
                    templates.processTemplate(model, "html/" + template, theme));
        } catch (IOException | FreeMarkerException broken) {
            throw new Unrenderable("The e-mail theme '" + theme.getName() + "' cannot render " + template, broken);
        }
    }

    private Theme theme() {
        try {
            return session.theme().getTheme(Theme.Type.EMAIL);
        } catch (IOException unreadable) {
            throw new IllegalStateException("The realm's e-mail theme cannot be read", unreadable);
        }
    }

    private Map<String, Object> model(Theme theme, Locale locale, UserModel reader) throws IOException {
        Map<String, Object> model = new HashMap<>();
        model.put("locale", locale);
        model.put("ltr", isLeftToRight(locale));
        model.put("msg", new MessageFormatterMethod(locale, theme.getEnhancedMessages(realm, locale)));
        model.put("properties", theme.getProperties());
        model.put("realmName", nameOf(realm));
        model.put("user", new ProfileBean(reader, session));
        if (base != null) {
            model.put("url", new UrlBean(realm, theme, URI.create(base), null));
        }
        return model;
    }

    private String subject(Theme theme, Locale locale, String key) throws IOException {
        Properties messages = theme.getEnhancedMessages(realm, locale);
        return new MessageFormat(messages.getProperty(key, key), locale).format(new Object[] {nameOf(realm)});
    }

    private static boolean isLeftToRight(Locale locale) {
        return new Bidi(locale.getDisplayLanguage(locale), Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).isLeftToRight();
    }

    private static String nameOf(RealmModel realm) {
        String shown = realm.getDisplayName();
        return shown == null || shown.isBlank() ? realm.getName() : shown;
    }
}
