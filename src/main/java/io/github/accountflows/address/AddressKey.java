package io.github.accountflows.address;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyStatus;
import org.keycloak.crypto.KeyUse;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The name under which rows know an address, a network or a limit: an HMAC with the realm's own key, so that a table
 * read by a stranger names nobody (PRV-3), and the keys of two realms or two purposes never meet.
 */
public final class AddressKey {
    private static final List<String> ALGORITHMS = List.of(Algorithm.HS512, Algorithm.HS256, Algorithm.HS384);

    private final KeycloakSession session;
    private final RealmModel realm;

    public AddressKey(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Under the realm's active key. */
    public String of(String purpose, String value) {
        return all(purpose, value).get(0);
    }

    /** Under the realm's active key first, then under its retired ones: rows written before a rotation stay known. */
    public List<String> all(String purpose, String value) {
        String text = purpose + "\n" + value;
        List<String> keys = ALGORITHMS.stream()
                .flatMap(this::keys)
                .map(key -> hmac(key, text))
                .distinct()
                .toList();
        if (keys.isEmpty()) {
            throw new IllegalStateException("The realm has no HMAC key: add one under Realm settings, Keys");
        }
        return keys;
    }

    private Stream<SecretKey> keys(String algorithm) {
        return session.keys()
                .getKeysStream(realm, KeyUse.SIG, algorithm)
                .filter(key -> key.getStatus() != KeyStatus.DISABLED)
                .sorted(Comparator.comparing(key -> key.getStatus() != KeyStatus.ACTIVE))
                .map(KeyWrapper::getSecretKey)
                .filter(Objects::nonNull);
    }

    private static String hmac(SecretKey key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java has HmacSHA256
        }
    }
}
