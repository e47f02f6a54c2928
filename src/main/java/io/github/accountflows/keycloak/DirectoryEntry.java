package io.github.accountflows.keycloak;

import java.util.Objects;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.LDAPConstants;
import org.keycloak.models.UserModel;

/** What a user store outside Keycloak, such as a directory, was told of a new user at once: no rollback reaches it. */
public record DirectoryEntry(String storeId, String username, String entryId) {

    /** Empty for a user whom Keycloak keeps itself. */
    public static Optional<DirectoryEntry> of(UserModel user) {
        return user.isFederated()
                ? Optional.of(new DirectoryEntry(
                        user.getFederationLink(), user.getUsername(), user.getFirstAttribute(LDAPConstants.LDAP_ID)))
                : Optional.empty();
    }

    /** Takes it away again, if it is still the same, in a transaction of its own: the one that made it may be broken. */
    public void removeBy(KeycloakSession session) {
        new Transactions(session.getKeycloakSessionFactory())
                .inRealm(session.getContext().getRealm().getId(), own -> {
                    UserModel left =
                            own.users().getUserByUsername(own.getContext().getRealm(), username);
                    return left != null
                            && Objects.equals(storeId, left.getFederationLink())
                            && Objects.equals(entryId, left.getFirstAttribute(LDAPConstants.LDAP_ID))
                            && own.users().removeUser(own.getContext().getRealm(), left);
                });
    }

    /** A name may be an address (LOG-2). */
    @Override
    public String toString() {
        return "DirectoryEntry";
    }
}
