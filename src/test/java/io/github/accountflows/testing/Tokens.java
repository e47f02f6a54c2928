package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/** What a finished sign-in brings to the app. */
public record Tokens(String access, String refresh, String id) {

    static Tokens of(Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError("no tokens but " + answer);
        }
        return new Tokens(
                answer.json().path("access_token").asText(),
                answer.json().path("refresh_token").asText(),
                answer.json().path("id_token").asText());
    }

    /** What the id token says. */
    public JsonNode claims() {
        try {
            return Answer.JSON.readTree(Base64.getUrlDecoder().decode(id.split("\\.")[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
