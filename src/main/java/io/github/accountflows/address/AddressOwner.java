package io.github.accountflows.address;

import java.util.Objects;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;

/** Whose stored address an address is. For the worker, and for whoever has proved that mailbox. */
public final class AddressOwner {
    /**
     * The purpose of the key under which whoever would become one waits for a turn: both spellings of a domain are one
     * mailbox, and no index of the database knows it.
     */
    public static final String TURN = "owner of address";

    private AddressOwner() {}

    /**
     * The store may compare more loosely than we do (collations that ignore accents), so what it finds is compared again
     * in Java (ADR-4). Where several users may share an address, it is nobody's.
     */
    public static Optional<UserModel> of(Address address, KeycloakSession session) {
        RealmModel realm = session.getContext().getRealm();
        if (realm.isDuplicateEmailsAllowed()) {
            return Optional.empty();
        }
        return address.lookups().stream()
                .map(form -> session.users().getUserByEmail(realm, form))
                .filter(Objects::nonNull)
                .filter(user ->
                        address.is(user.getEmail()) || address.is(stored(user).getEmail()))
                .findFirst();
    }

    /** Keycloak's cache is told of a new address a moment after the commit that others have waited for. */
    private static UserModel stored(UserModel user) {
        if (user instanceof CachedUserModel cached) {
            cached.invalidate();
        }
        return user;
    }
}
