package io.github.accountflows.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpEntity;
import org.apache.http.NameValuePair;
import org.apache.http.client.HttpClient;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.entity.UrlEncodedFormEntity;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.message.BasicNameValuePair;
import org.keycloak.connections.httpclient.HttpClientProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.vault.VaultStringSecret;

/**
 * Where a realm's access tokens for its mail server come from: asked as stock asks, with Keycloak's own HTTP client and so
 * with its truststore and proxies, but never longer than the caller allows.
 */
public final class TokenEndpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration UNKNOWN_LIFE = Duration.ofSeconds(60);
    private static final Duration LONGEST_LIFE = Duration.ofDays(1);
    private static final int LONGEST_ANSWER = 100_000;

    /** Who asks where for what; two that are equal get tokens that are worth the same. */
    public record Grant(String url, String clientId, String clientSecret, String scope) {
        /** A secret must not reach a log by way of a record's text. */
        @Override
        public String toString() {
            return "Grant";
        }
    }

    /** A token, and how long it lasts. */
    public record AccessToken(String text, Duration life) {
        @Override
        public String toString() {
            return "AccessToken";
        }
    }

    /** The endpoint gave no token; the reason is a few words and no text of its own. */
    public static final class NoToken extends IOException {
        private static final long serialVersionUID = 1L;

        NoToken(String reason) {
            super(reason);
        }
    }

    private final Grant grant;
    private final HttpClient http;

    public TokenEndpoint(Grant grant, HttpClient http) {
        this.grant = grant;
        this.http = http;
    }

    /** Empty unless the realm signs in with tokens and says from where. */
    static Optional<TokenEndpoint> of(KeycloakSession session, Map<String, String> smtp) {
        String url = smtp.getOrDefault("authTokenUrl", "");
        if (url.isBlank() || !"token".equalsIgnoreCase(smtp.get("authType"))) {
            return Optional.empty();
        }
        String stored = smtp.get("authTokenClientSecret");
        try (VaultStringSecret secret = session.vault().getStringSecret(stored)) {
            Grant grant = new Grant(
                    url.strip(),
                    smtp.get("authTokenClientId"),
                    secret.get().orElse(stored),
                    smtp.get("authTokenScope"));
            return Optional.of(new TokenEndpoint(
                    grant, session.getProvider(HttpClientProvider.class).getHttpClient()));
        }
    }

    public Grant grant() {
        return grant;
    }

    /** Network: outside any transaction. */
    public AccessToken fetch(Duration limit, ScheduledExecutorService watchdog) throws IOException {
        int millis = (int) Math.max(1, limit.toMillis());
        HttpPost post = post(millis);
        ScheduledFuture<?> alarm = watchdog.schedule(post::abort, millis, TimeUnit.MILLISECONDS);
        try {
            return http.execute(post, response -> {
                int status = response.getStatusLine().getStatusCode();
                String body = response.getEntity() == null ? "" : text(response.getEntity());
                if (status != 200) {
                    throw new NoToken(String.valueOf(status));
                }
                return read(body);
            });
        } catch (IOException broken) {
            throw post.isAborted() ? new NoToken("over time") : broken;
        } finally {
            alarm.cancel(false);
        }
    }

    private static String text(HttpEntity entity) throws IOException {
        try (InputStream content = entity.getContent()) {
            return new String(content.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
        }
    }

    private HttpPost post(int millis) throws NoToken {
        try {
            HttpPost post = new HttpPost(grant.url());
            post.setConfig(RequestConfig.custom()
                    .setConnectTimeout(millis)
                    .setConnectionRequestTimeout(millis)
                    .setSocketTimeout(millis)
                    .build());
            post.setHeader("Accept", "application/json");
            List<NameValuePair> form = List.of(
                    new BasicNameValuePair("client_id", grant.clientId()),
                    new BasicNameValuePair("client_secret", grant.clientSecret()),
                    new BasicNameValuePair("scope", grant.scope()),
                    new BasicNameValuePair("grant_type", "client_credentials"));
            post.setEntity(new UrlEncodedFormEntity(form, StandardCharsets.UTF_8));
            return post;
        } catch (IllegalArgumentException notAnUrl) {
            throw new NoToken("no url");
        }
    }

    private static AccessToken read(String body) throws NoToken {
        try {
            JsonNode json = JSON.readTree(body);
            String token = json.path("access_token").asText("");
            if (token.isEmpty()) {
                throw new NoToken("none given");
            }
            long seconds = Math.min(json.path("expires_in").asLong(UNKNOWN_LIFE.toSeconds()), LONGEST_LIFE.toSeconds());
            return new AccessToken(token, Duration.ofSeconds(seconds));
        } catch (com.fasterxml.jackson.core.JsonProcessingException noJson) {
            throw new NoToken("not readable");
        }
    }
}
