package io.github.accountflows.keycloak;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Something beside the password that an account is opened or confirmed with, as its owner would name it. Who has planted
 * one for later shall be seen by the owner (REG-4).
 *
 * @param name the provider's, or what the person called it; may be empty
 * @param since null where Keycloak keeps no date
 */
public record WayIn(Kind kind, String name, Instant since) {

    /** The kinds; the first two open an account by themselves, the others confirm a sign-in. */
    public enum Kind {
        PROVIDER("way.provider"),
        PASSKEY("way.passkey"),
        APP("way.app"),
        KEY("way.key"),
        CODES("way.codes");

        private final String messageKey;

        Kind(String messageKey) {
            this.messageKey = messageKey;
        }
    }

    private static final Map<String, Kind> BY_CREDENTIAL = Map.of(
            WebAuthnCredentialModel.TYPE_PASSWORDLESS, Kind.PASSKEY,
            OTPCredentialModel.TYPE, Kind.APP,
            WebAuthnCredentialModel.TYPE_TWOFACTOR, Kind.KEY,
            RecoveryAuthnCodesCredentialModel.TYPE, Kind.CODES);

    /** All that a user has: providers first, then credentials in the user's order. */
    public static List<WayIn> allOf(KeycloakSession session, UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        return Stream.concat(
                        session.users()
                                .getFederatedIdentitiesStream(realm, user)
                                .flatMap(link -> provider(session, link).stream()),
                        user.credentialManager()
                                .getStoredCredentialsStream()
                                .filter(credential -> BY_CREDENTIAL.containsKey(credential.getType()))
                                .map(WayIn::credential))
                .toList();
    }

    // A provider that may only be linked, or is switched off, lets nobody in.
    private static Optional<WayIn> provider(KeycloakSession session, FederatedIdentityModel link) {
        return Optional.ofNullable(session.identityProviders().getByAlias(link.getIdentityProvider()))
                .filter(provider -> provider.isEnabled() && !Boolean.TRUE.equals(provider.isLinkOnly()))
                .map(provider -> new WayIn(Kind.PROVIDER, nameOf(session, provider), null));
    }

    private static String nameOf(KeycloakSession session, IdentityProviderModel provider) {
        return KeycloakModelUtils.getIdentityProviderDisplayName(session, provider);
    }

    private static WayIn credential(CredentialModel credential) {
        Long created = credential.getCreatedDate();
        return new WayIn(
                BY_CREDENTIAL.get(credential.getType()),
                PlainName.of(credential.getUserLabel()),
                created == null || created <= 0 ? null : Instant.ofEpochMilli(created));
    }

    /** Whether one can sign in with it and nothing else. */
    public boolean isEnough() {
        return kind == Kind.PROVIDER || kind == Kind.PASSKEY;
    }

    /** For somebody who need not know more of the account: no name that the person gave, no date. */
    public WayIn inShort() {
        return new WayIn(kind, kind == Kind.PROVIDER ? name : "", null);
    }

    /** For a template. */
    public Map<String, Object> model(Locale locale) {
        Map<String, Object> model = new HashMap<>();
        model.put("key", kind.messageKey);
        model.put("name", name);
        if (since != null) {
            model.put("since", Lasting.moment(since, locale));
        }
        return model;
    }
}
