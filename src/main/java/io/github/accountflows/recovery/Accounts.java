package io.github.accountflows.recovery;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.PasswordStore;
import java.util.Locale;
import java.util.Objects;
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

    /**
     * The store may compare more loosely than we do (collations that ignore accents), so what it finds is compared again
     * in Java (ADR-4). Where several users may share an address, it names none of them.
     */
    private Optional<UserModel> byAddress(String typed) {
        if (realm.isDuplicateEmailsAllowed()) {
            return Optional.empty();
        }
        return Address.parse(typed).flatMap(address -> address.lookups().stream()
                .map(form -> session.users().getUserByEmail(realm, form))
                .filter(Objects::nonNull)
                .filter(user -> address.is(user.getEmail()))
                .findFirst());
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
