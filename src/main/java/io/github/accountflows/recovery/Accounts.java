package io.github.accountflows.recovery;

import io.github.accountflows.address.Address;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Who is meant by what was typed. Only the worker asks. */
final class Accounts {
    private final KeycloakSession session;
    private final RealmModel realm;

    Accounts(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    Optional<UserModel> meantBy(String typed) {
        return Address.looksLikeAddress(typed) ? byAddress(typed) : byUsername(typed);
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
