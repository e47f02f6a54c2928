package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/** A realm of a test class's own, with the repository's settings, users and app. */
public final class Realm implements AutoCloseable {
    private final KeycloakServer server;
    private final String name;
    private boolean open = true;

    private Realm(KeycloakServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** The realm of {@code realm-export.json}, mailing to the given mailbox. */
    public static Realm open(KeycloakServer server, Mailbox mailbox) {
        return open(server, mailbox, json -> {});
    }

    /** The same with changes to the export. */
    public static Realm open(KeycloakServer server, Mailbox mailbox, Consumer<ObjectNode> changes) {
        Realm realm = open(server, mailbox.port(), changes);
        mailbox.serve(realm);
        return realm;
    }

    /** The same, mailing to whatever listens on this port. */
    public static Realm open(KeycloakServer server, int smtpPort, Consumer<ObjectNode> changes) {
        ObjectNode json = RealmExport.read(Map.of(
                "SMTP_HOST", "127.0.0.1",
                "SMTP_PORT", String.valueOf(smtpPort),
                "DEMO_APP_URL", DemoApp.url()));
        String name = "test-" + UUID.randomUUID().toString().substring(0, 8);
        json.put("realm", name);
        // Visitors from other networks come by http too.
        json.put("sslRequired", "none");
        json.withObject("/components").set("org.keycloak.keys.KeyProvider", RealmExport.smallKeys());
        changes.accept(json);
        server.admin().post("", json);
        return new Realm(server, name);
    }

    /** The same without any flow or theme of ours, to compare with. */
    public static Realm stock(KeycloakServer server, Mailbox mailbox) {
        return open(
                server,
                mailbox,
                json -> json.remove(List.of(
                        "resetCredentialsFlow",
                        "registrationFlow",
                        "authenticationFlows",
                        "authenticatorConfig",
                        "requiredActions",
                        "loginTheme",
                        "emailTheme")));
    }

    /** The same realm by another server, or by its own started again. */
    public Realm at(KeycloakServer other) {
        return new Realm(other, name);
    }

    public String name() {
        return name;
    }

    public KeycloakServer server() {
        return server;
    }

    /** An address below the realm's own, such as {@code /account-link/…}. */
    public URI url(String path) {
        return URI.create(server.url() + "/realms/" + name + path);
    }

    /** A new user with that e-mail address, or with that username and no address if there is no "@" in it. */
    public NewUser user(String nameOrAddress) {
        return new NewUser(this, nameOrAddress);
    }

    /** A user that is there already, such as those of the export. */
    public User existing(String username) {
        JsonNode found = admin().get(path("/users?exact=true&username=" + Http.encoded(username)));
        if (found.size() != 1) {
            throw new AssertionError("no user " + username);
        }
        return new User(this, found.get(0).path("id").textValue(), username);
    }

    /** The app of the export. */
    public OidcApp app() {
        return new OidcApp(this, "demo-app", URI.create(DemoApp.url() + "/callback"));
    }

    /** Changes settings of the realm. */
    public void change(Consumer<ObjectNode> changes) {
        ObjectNode json = (ObjectNode) admin().get(path(""));
        changes.accept(json);
        admin().put(path(""), json);
    }

    /** Changes one setting of the realm. */
    public void set(String setting, Object value) {
        change(json -> json.putPOJO(setting, value));
    }

    /** Sends the realm's mail to a server on this port; the options are those of {@code smtpServer}. */
    public void mailThrough(int port, Map<String, String> options) {
        change(json -> {
            ObjectNode smtp = json.withObjectProperty("smtpServer");
            smtp.put("port", String.valueOf(port));
            options.forEach(smtp::put);
        });
    }

    /** Sets the configuration of one step of a flow, by the step's provider. */
    public void configure(String flow, String step, Map<String, String> config) {
        JsonNode execution = execution(flow, step);
        String id = execution.path("authenticationConfig").asText("");
        if (id.isEmpty()) {
            admin().post(
                            path("/authentication/executions/"
                                    + execution.path("id").textValue() + "/config"),
                            Map.of("alias", step + " settings", "config", config));
        } else {
            String path = path("/authentication/config/" + id);
            ObjectNode stored = (ObjectNode) admin().get(path);
            admin().put(path, stored.set("config", Answer.JSON.valueToTree(config)));
        }
    }

    /** One step of a flow, by the step's provider. */
    public JsonNode execution(String flow, String step) {
        for (JsonNode execution : executions(flow)) {
            if (step.equals(execution.path("providerId").textValue())) {
                return execution;
            }
        }
        throw new AssertionError("no step " + step + " in " + flow);
    }

    /** All steps of a flow and its subflows, in their order. */
    public JsonNode executions(String flow) {
        return admin().get(path("/authentication/flows/" + Http.encoded(flow).replace("+", "%20") + "/executions"));
    }

    /** Stored events of a type, the newest first; {@code eventsEnabled} must have been set. */
    public List<JsonNode> events(String type) {
        return list(admin().get(path("/events?max=1000&type=" + type)));
    }

    /** Forgets what it has cached of users, so that the next request reads all of it. */
    public void clearUserCache() {
        admin().post(path("/clear-user-cache"), Map.of());
    }

    /** Rows of one of our tables that belong to this realm. */
    public List<JsonNode> rows(String table) {
        return server.probe().query("select * from " + table + " where realm_id = ?", id());
    }

    /** Mails on their way to the mail server, or there and not yet noted as accepted. */
    int mailsInFlight() {
        return server.probe()
                .query(
                        "select ID from AF_JOB where LEASED = true and REALM_ID = (select ID from REALM where NAME = ?)",
                        name)
                .size();
    }

    /** Writes a note into the tab that shows this page to a visitor, for tests that move it in time. */
    public void note(Visitor visitor, Page page, String name, String value) {
        String tab = page.url().getQuery().replaceFirst("(?:.*&)?tab_id=([^&]+).*", "$1");
        server.probe().note(this.name, rootSession(visitor).orElseThrow(), tab, name, value);
    }

    /** Makes a user's sign-ins older, that of this visitor under way too. */
    public void age(Visitor visitor, User user, Duration age) {
        server.probe().age(name, user.id(), rootSession(visitor).orElse(null), age, true);
    }

    /** The same, and as if something had kept the end of each sign-in waiting: Keycloak dates them by that. */
    public void ageOfSteps(Visitor visitor, User user, Duration age) {
        server.probe().age(name, user.id(), rootSession(visitor).orElse(null), age, false);
    }

    private static Optional<String> rootSession(Visitor visitor) {
        return visitor.cookies()
                .named("AUTH_SESSION_ID")
                .map(cookie -> cookie.value().split("\\.")[0])
                .map(signed -> new String(Base64.getUrlDecoder().decode(signed), StandardCharsets.UTF_8))
                .map(signed -> signed.split("\\.")[0]);
    }

    public String id() {
        return admin().get(path("")).path("id").textValue();
    }

    /** The admin API's path of something of this realm. */
    public String path(String path) {
        return "/" + name + path;
    }

    public Admin admin() {
        return server.admin();
    }

    @Override
    public void close() {
        open = false;
        admin().delete(path(""));
    }

    boolean isOpen() {
        return open;
    }

    static List<JsonNode> list(JsonNode array) {
        return new ArrayList<>(StreamSupport.stream(array.spliterator(), false).toList());
    }
}
