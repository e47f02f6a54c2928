package io.github.accountflows.token;

import io.github.accountflows.address.Address;
import java.util.stream.Collectors;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * A digest of what a link was made for: the user's address and password as they stood. Any change of either, by whatever
 * hand, makes another stamp, and the link is dead without anybody having to tell (TOK-4).
 */
public final class Stamp {
    private Stamp() {}

    public static String of(UserModel user) {
        String address = Address.parse(user.getEmail()).map(Address::canonical).orElse("");
        // A directory's password has no id, and a date where the directory keeps one.
        String passwords = user.credentialManager()
                .getCredentials()
                .filter(credential -> PasswordCredentialModel.TYPE.equals(credential.getType()))
                .map(password -> password.getId() + " " + password.getCreatedDate())
                .sorted()
                .collect(Collectors.joining("\n"));
        return Secret.hash(user.getId() + "\n" + address + "\n" + passwords);
    }
}
