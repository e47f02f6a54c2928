package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.function.Consumer;

/** A public OpenID Connect client: starts sign-ins and uses the tokens they bring. */
public final class OidcApp {
    private final Realm realm;
    private final String clientId;
    private final URI callback;

    OidcApp(Realm realm, String clientId, URI callback) {
        this.realm = realm;
        this.clientId = clientId;
        this.callback = callback;
    }

    /** A new sign-in with state, nonce and PKCE of its own. */
    public SignIn signIn() {
        return signIn(Map.of());
    }

    /** The same with more parameters, such as {@code prompt} or {@code scope}. */
    public SignIn signIn(Map<String, String> parameters) {
        return new SignIn(this, parameters);
    }

    /** New tokens for old; an error with status 400 if the session is gone. */
    public Answer refresh(Tokens tokens) {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()));
    }

    /** Tokens without any page, for an app that may take passwords itself; whatever comes of it. */
    public Answer signInByPassword(String username, String password) {
        return token(Map.of("grant_type", "password", "username", username, "password", password));
    }

    /** Tokens for a machine of the realm, whatever comes of it. */
    public Answer serviceAccount(String machine, String secret) {
        return new OidcApp(realm, machine, callback)
                .token(Map.of("grant_type", "client_credentials", "client_secret", secret));
    }

    public Answer userInfo(Tokens tokens) {
        return Answer.to(HttpRequest.newBuilder(realm.url("/protocol/openid-connect/userinfo"))
                .header("Authorization", "Bearer " + tokens.access())
                .build());
    }

    /** What an account console does with the user's own profile. */
    public Answer changeProfile(Tokens tokens, Consumer<ObjectNode> changes) {
        HttpRequest.Builder account = HttpRequest.newBuilder(realm.url("/account/"))
                .header("Authorization", "Bearer " + tokens.access())
                .header("Accept", "application/json")
                .header("Content-Type", "application/json");
        ObjectNode profile =
                (ObjectNode) Answer.of(account.copy().GET().build()).json();
        changes.accept(profile);
        return Answer.to(
                account.POST(BodyPublishers.ofString(profile.toString())).build());
    }

    Answer token(Map<String, String> grant) {
        return Answer.to(HttpRequest.newBuilder(realm.url("/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(Http.form(grant) + "&client_id=" + clientId))
                .build());
    }

    URI authorization(Map<String, String> parameters) {
        return realm.url("/protocol/openid-connect/auth?" + Http.form(parameters));
    }

    String clientId() {
        return clientId;
    }

    URI callback() {
        return callback;
    }
}
