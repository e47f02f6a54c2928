package io.github.accountflows.keycloak;

import java.util.Locale;
import java.util.stream.Stream;
import org.keycloak.models.RealmModel;

/** Which language a mail speaks: one the realm supports, whatever was asked for (MAI-17). */
public final class Languages {
    private Languages() {}

    /** The first wish that the realm supports, else the realm's default. */
    public static Locale pick(RealmModel realm, String... wishes) {
        if (!realm.isInternationalizationEnabled()) {
            return Locale.ENGLISH;
        }
        String fallback = realm.getDefaultLocale() == null ? "en" : realm.getDefaultLocale();
        String tag = Stream.of(wishes)
                .filter(wish ->
                        wish != null && realm.getSupportedLocalesStream().anyMatch(supported -> supported.equals(wish)))
                .findFirst()
                .orElse(fallback);
        return Locale.forLanguageTag(tag);
    }
}
