package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A user of a realm, as an administrator sees them. */
public final class User {
    /** The one that new users have; it meets the export's policy. */
    public static final String PASSWORD = "an old password of mine";

    private final Realm realm;
    private final String id;
    private final String username;

    User(Realm realm, String id, String username) {
        this.realm = realm;
        this.id = id;
        this.username = username;
    }

    public String id() {
        return id;
    }

    public String username() {
        return username;
    }

    /** The stored address, or an empty text. */
    public String email() {
        return json().path("email").asText("");
    }

    public JsonNode json() {
        return realm.admin().get(path(""));
    }

    public void change(Consumer<ObjectNode> changes) {
        ObjectNode json = (ObjectNode) json();
        changes.accept(json);
        realm.admin().put(path(""), json);
    }

    public void disable() {
        change(json -> json.put("enabled", false));
    }

    /** Sets a password by an administrator's hand. */
    public void password(String password) {
        realm.admin().put(path("/reset-password"), Map.of("type", "password", "value", password, "temporary", false));
    }

    /** Whether this name and password sign in; tried in a browser of its own, so a wrong one counts as a failure. */
    public boolean signsInWith(String password) {
        return realm.app().signIn().with(new Visitor(), username, password).isApp();
    }

    public List<JsonNode> sessions() {
        return Realm.list(realm.admin().get(path("/sessions")));
    }

    public List<JsonNode> offlineSessions(String clientId) {
        String client = realm.admin()
                .get(realm.path("/clients?clientId=" + Http.encoded(clientId)))
                .get(0)
                .path("id")
                .textValue();
        return Realm.list(realm.admin().get(path("/offline-sessions/" + client)));
    }

    public List<JsonNode> credentials() {
        return Realm.list(realm.admin().get(path("/credentials")));
    }

    /** How many failures are counted against the user; Keycloak counts in the background, so {@link Await} it. */
    public int failures() {
        return bruteForce().path("numFailures").intValue();
    }

    /** Whether brute-force protection keeps the user out at the moment. */
    public boolean lockedOut() {
        return bruteForce().path("disabled").booleanValue();
    }

    private JsonNode bruteForce() {
        return realm.admin().get(realm.path("/attack-detection/brute-force/users/" + id));
    }

    /** Lets stock send a mail that asks for these required actions. */
    public void mailActions(String... aliases) {
        realm.admin().put(path("/execute-actions-email"), List.of(aliases));
    }

    public void delete() {
        realm.admin().delete(path(""));
    }

    private String path(String path) {
        return realm.path("/users/" + id + path);
    }
}
