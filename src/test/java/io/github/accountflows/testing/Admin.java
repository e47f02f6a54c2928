package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Keycloak's admin REST API; paths start below {@code /admin/realms}. */
public final class Admin {
    static final String NAME = "admin";
    static final String PASSWORD = "admin";
    /** Shorter than the minute an access token lives. */
    private static final Duration TOKEN_LIFETIME = Duration.ofSeconds(40);

    private final URI server;
    private String token;
    private Instant tokenUntil = Instant.MIN;

    Admin(URI server) {
        this.server = server;
    }

    public JsonNode get(String path) {
        return Answer.of(request("GET", path, BodyPublishers.noBody())).json();
    }

    public Answer post(String path, Object body) {
        return Answer.of(request("POST", path, json(body)));
    }

    /** For the few calls that take a form. */
    public Answer postForm(String path, Map<String, String> fields) {
        return Answer.of(HttpRequest.newBuilder(URI.create(server + "/admin/realms" + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(Http.form(fields)))
                .build());
    }

    public void put(String path, Object body) {
        Answer.of(request("PUT", path, json(body)));
    }

    public void delete(String path) {
        Answer.of(request("DELETE", path, BodyPublishers.noBody()));
    }

    /** Any call, whatever its status, for tests of what is refused; the body may be null. */
    public Answer call(String method, String path, Object body) {
        return Answer.to(request(method, path, body == null ? BodyPublishers.noBody() : json(body)));
    }

    private HttpRequest request(String method, String path, BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(server + "/admin/realms" + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
    }

    private synchronized String token() {
        if (Instant.now().isAfter(tokenUntil)) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(server + "/realms/master/protocol/openid-connect/token"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(Http.form(Map.of(
                            "grant_type",
                            "password",
                            "client_id",
                            "admin-cli",
                            "username",
                            NAME,
                            "password",
                            PASSWORD))))
                    .build();
            tokenUntil = Instant.now().plus(TOKEN_LIFETIME);
            token = Answer.of(request).json().path("access_token").textValue();
        }
        return token;
    }

    private static BodyPublisher json(Object body) {
        return BodyPublishers.ofString(Answer.JSON.valueToTree(body).toString());
    }
}
