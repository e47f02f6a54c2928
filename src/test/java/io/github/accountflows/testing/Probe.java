package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A look into a running server: its rows, and the statements it runs. */
public final class Probe {
    private final URI server;

    Probe(URI server) {
        this.server = server;
    }

    /** The rows, by column names in small letters; times are ISO 8601 in UTC. */
    public List<JsonNode> query(String sql, Object... params) {
        List<JsonNode> rows = new ArrayList<>();
        post("query", Map.of("sql", sql, "params", List.of(params))).forEach(rows::add);
        return rows;
    }

    /** Changes rows, for tests that move them in time, and says how many. */
    public int update(String sql, Object... params) {
        return post("update", Map.of("sql", sql, "params", List.of(params))).intValue();
    }

    /** Writes a note into a tab of an authentication session, for tests that move it in time. */
    public void note(String realm, String rootSession, String tab, String name, String value) {
        post("note", Map.of("realm", realm, "root", rootSession, "tab", tab, "name", name, "value", value));
    }

    /** Makes all sign-ins of a user older; the root session may be null. */
    public void age(String realm, String user, String rootSession, Duration age, boolean keycloaksDate) {
        Map<String, Object> body = new HashMap<>();
        body.put("realm", realm);
        body.put("user", user);
        body.put("root", rootSession);
        body.put("seconds", age.toSeconds());
        body.put("keycloaksDate", keycloaksDate);
        post("age", body);
    }

    /** Calls what keeps our rows, in a realm and a transaction of its own; {@code probe.DataCall} lists the calls. */
    public JsonNode data(Realm realm, String call, String... args) {
        return post(realm.name(), "data", Map.of("name", call, "args", List.of(args)));
    }

    /** Lets the server's JVM speak another language from now on; only for a server of one's own. */
    public void speak(String language) {
        post("language", language);
    }

    /** The statements that the server prepares while something happens; one recording at a time. */
    public Statements statementsDuring(Runnable story) {
        post("statements/record", Map.of());
        List<Statements.Statement> all = new ArrayList<>();
        try {
            story.run();
        } finally {
            post("statements/take", Map.of())
                    .forEach(s -> all.add(new Statements.Statement(
                            s.path("thread").textValue(), s.path("sql").textValue())));
        }
        return new Statements(List.copyOf(all));
    }

    private JsonNode post(String path, Object body) {
        return post("master", path, body);
    }

    private JsonNode post(String realm, String path, Object body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/realms/" + realm + "/probe/" + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Answer.JSON.valueToTree(body).toString()))
                .build();
        return Answer.of(request).json();
    }
}
