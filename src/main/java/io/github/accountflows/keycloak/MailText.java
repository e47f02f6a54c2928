package io.github.accountflows.keycloak;

import java.io.IOException;
import java.text.Bidi;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.FreeMarkerException;
import org.keycloak.theme.Theme;
import org.keycloak.theme.beans.MessageFormatterMethod;
import org.keycloak.theme.freemarker.FreeMarkerProvider;

/**
 * A mail's words, from the realm's own e-mail theme and texts. Stock's template provider wants a user and a request,
 * and renders and sends in one breath; the worker has neither, and sends later.
 */
public record MailText(String subject, String text, String html) {

    /** @param template the name shared by {@code text/} and {@code html/}, such as {@code recovery-link.ftl} */
    public static MailText render(
            KeycloakSession session, Locale locale, String subjectKey, String template, Map<String, Object> mail) {
        RealmModel realm = session.getContext().getRealm();
        try {
            Theme theme = session.theme().getTheme(Theme.Type.EMAIL);
            Properties messages = theme.getEnhancedMessages(realm, locale);
            String subject = new MessageFormat(messages.getProperty(subjectKey, subjectKey), locale)
                    .format(new Object[] {nameOf(realm)});
            Map<String, Object> model = new HashMap<>();
            model.put("locale", locale);
            model.put("ltr", isLeftToRight(locale));
            model.put("msg", new MessageFormatterMethod(locale, messages));
            model.put("properties", theme.getProperties());
            model.put("realmName", nameOf(realm));
            model.put("subject", subject);
            model.put("mail", mail);
            FreeMarkerProvider templates = session.getProvider(FreeMarkerProvider.class);
            return new MailText(
                    subject,
                    templates.processTemplate(model, "text/" + template, theme),
                    templates.processTemplate(model, "html/" + template, theme));
        } catch (IOException | FreeMarkerException broken) {
            throw new IllegalStateException("The e-mail theme cannot render " + template, broken);
        }
    }

    private static boolean isLeftToRight(Locale locale) {
        return new Bidi(locale.getDisplayLanguage(locale), Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).isLeftToRight();
    }

    public static String nameOf(RealmModel realm) {
        String shown = realm.getDisplayName();
        return shown == null || shown.isBlank() ? realm.getName() : shown;
    }
}
