package io.github.accountflows.recovery;

import io.github.accountflows.address.Address;
import io.github.accountflows.address.AddressOwner;
import io.github.accountflows.keycloak.PasswordStore;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Who is meant by what was typed, and who a mail is for. Only the worker asks; a store that is away is asked again later. */
final class Accounts {
    private final KeycloakSession session;
    private final RealmModel realm;

    Accounts(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    Optional<UserModel> meantBy(String typed) {
        return (Address.looksLikeAddress(typed) ? byAddress(typed) : byUsername(typed)).map(PasswordStore::answering);
    }

    /** Empty for one who is gone or disabled. */
    Optional<UserModel> enabled(String userId) {
        return Optional.ofNullable(session.users().getUserById(realm, userId))
                .map(PasswordStore::answering)
                .filter(UserModel::isEnabled);
    }

    private Optional<UserModel> byAddress(String typed) {
        return Address.parse(typed).flatMap(address -> AddressOwner.of(address, session));
    }

    private Optional<UserModel> byUsername(String typed) {
        if (realm.isRegistrationEmailAsUsername()) {
            return Optional.empty();
        }
        String name = typed.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(session.users().getUserByUsername(realm, name))
                .filter(user -> name.equals(user.getUsername().toLowerCase(Locale.ROOT)));
    }
}
