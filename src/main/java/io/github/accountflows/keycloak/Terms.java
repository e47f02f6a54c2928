package io.github.accountflows.keycloak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.authentication.forms.RegistrationTermsAndConditions;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.theme.Theme;

/**
 * The terms that the realm asks people to agree to when they sign up.
 *
 * @param version a digest of their text: another text is another version, with nobody having to count (REG-15)
 */
public record Terms(String version) {
    /** The checkbox of stock's form. */
    public static final String FIELD = "termsAccepted";

    /** Stock's action in the form, by which a realm asks for it. */
    public static final String STEP = RegistrationTermsAndConditions.PROVIDER_ID;

    private static final String TEXT = "termsText";

    /** As they read in that language; empty where the realm's registration flow asks for none. */
    public static Optional<Terms> of(KeycloakSession session, Locale language) {
        RealmModel realm = session.getContext().getRealm();
        boolean asked = BoundFlow.ofRegistration(realm).has(STEP);
        return asked ? Optional.of(new Terms(digest(text(session, realm, language)))) : Optional.empty();
    }

    private static String text(KeycloakSession session, RealmModel realm, Locale language) {
        try {
            Theme theme = session.theme().getTheme(Theme.Type.LOGIN);
            return theme.getEnhancedMessages(realm, language).getProperty(TEXT, TEXT);
        } catch (IOException unreadable) {
            throw new IllegalStateException("The realm's login theme cannot be read", unreadable);
        }
    }

    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has SHA-256
        }
    }
}
