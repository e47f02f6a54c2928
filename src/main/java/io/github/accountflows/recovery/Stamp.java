package io.github.accountflows.recovery;

import io.github.accountflows.address.Address;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * A digest of what a link was made for: the user's address and password as they stood. Any change of either, by whatever
 * hand, makes another stamp, and the link is dead without anybody having to tell (TOK-4).
 */
final class Stamp {
    private Stamp() {}

    static String of(UserModel user) {
        String address = Address.parse(user.getEmail()).map(Address::canonical).orElse("");
        // A directory's password has no id, and a date where the directory keeps one.
        String passwords = user.credentialManager()
                .getCredentials()
                .filter(credential -> PasswordCredentialModel.TYPE.equals(credential.getType()))
                .map(password -> password.getId() + " " + password.getCreatedDate())
                .sorted()
                .collect(Collectors.joining("\n"));
        return digest(user.getId() + "\n" + address + "\n" + passwords);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java has SHA-256
        }
    }
}
