package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Consumer;

/** A user about to be: enabled, with a proven address and a good password, unless a test says otherwise. */
public final class NewUser {
    private final Realm realm;
    private final ObjectNode json = Answer.JSON.createObjectNode();

    NewUser(Realm realm, String nameOrAddress) {
        this.realm = realm;
        json.put("username", nameOrAddress);
        json.put("enabled", true);
        // Without names stock's own sign-in would ask for them first.
        json.put("firstName", "Test");
        json.put("lastName", "Person");
        if (nameOrAddress.contains("@")) {
            email(nameOrAddress);
        }
        password(User.PASSWORD);
    }

    public NewUser email(String address) {
        json.put("email", address);
        json.put("emailVerified", true);
        return this;
    }

    public NewUser unverified() {
        json.put("emailVerified", false);
        return this;
    }

    public NewUser disabled() {
        json.put("enabled", false);
        return this;
    }

    public NewUser password(String password) {
        noPassword();
        json.withArray("credentials").addObject().put("type", "password").put("value", password);
        return this;
    }

    /** As somebody has who signs in through another identity provider. */
    public NewUser noPassword() {
        json.remove("credentials");
        return this;
    }

    /** With an authenticator app as the second factor. */
    public NewUser totp(Totp totp) {
        json.withArray("credentials")
                .addObject()
                .put("type", "otp")
                .put("userLabel", "Authenticator app")
                .put(
                        "secretData",
                        Answer.JSON.valueToTree(Map.of("value", totp.secret())).toString())
                .put(
                        "credentialData",
                        "{\"subType\":\"totp\",\"digits\":6,\"period\":30,\"algorithm\":\"HmacSHA1\",\"counter\":0}");
        return this;
    }

    /** With a passkey, which opens the account by itself. */
    public NewUser passkey(String label) {
        return webAuthn("webauthn-passwordless", label);
    }

    /** With a security key as the second factor. */
    public NewUser securityKey(String label) {
        return webAuthn("webauthn", label);
    }

    // No browser has made it: it can be listed, and signs nobody in.
    private NewUser webAuthn(String type, String label) {
        json.withArray("credentials")
                .addObject()
                .put("type", type)
                .put("userLabel", label)
                .put("createdDate", System.currentTimeMillis())
                .put("secretData", "{}")
                .put(
                        "credentialData",
                        "{\"aaguid\":\"00000000-0000-0000-0000-000000000000\",\"credentialId\":\"bm9uZQ\",\"counter\":0,"
                                + "\"credentialPublicKey\":\"bm9uZQ\"}");
        return this;
    }

    /** With codes on paper as the second factor. */
    public NewUser recoveryCodes() {
        json.withArray("credentials")
                .addObject()
                .put("type", "recovery-authn-codes")
                .put("createdDate", System.currentTimeMillis())
                .put("secretData", "{\"codes\":[{\"number\":1,\"encodedHashedValue\":\"bm9uZQ==\"}]}")
                .put("credentialData", "{\"algorithm\":\"RS512\",\"remaining\":1,\"total\":1}");
        return this;
    }

    /** Signs in with this identity provider of the realm, too. */
    public NewUser linkedTo(String provider) {
        json.withArray("federatedIdentities")
                .addObject()
                .put("identityProvider", provider)
                .put("userId", json.path("username").textValue())
                .put("userName", json.path("username").textValue());
        return this;
    }

    public NewUser attribute(String name, String value) {
        json.withObjectProperty("attributes").putArray(name).add(value);
        return this;
    }

    public NewUser requiredAction(String alias) {
        json.withArray("requiredActions").add(alias);
        return this;
    }

    /** Anything else that the admin API takes. */
    public NewUser with(Consumer<ObjectNode> changes) {
        changes.accept(json);
        return this;
    }

    public User create() {
        String id = realm.admin().post(realm.path("/users"), json).createdId();
        return new User(realm, id, json.path("username").textValue());
    }
}
