package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * What a REST call brought.
 *
 * @param json missing if there was no body
 * @param location the Location header, or an empty text
 */
public record Answer(int status, JsonNode json, String location) {
    static final ObjectMapper JSON = new ObjectMapper();

    /** The answer, whatever its status. */
    static Answer to(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = Http.CLIENT.send(request, BodyHandlers.ofByteArray());
            JsonNode json = response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
            return new Answer(
                    response.statusCode(),
                    json,
                    response.headers().firstValue("Location").orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The answer to a request that must succeed. */
    static Answer of(HttpRequest request) {
        Answer answer = to(request);
        if (answer.status >= 400) {
            throw new AssertionError(
                    request.method() + " " + request.uri() + " → " + answer.status + " " + answer.json);
        }
        return answer;
    }

    /** The id at the end of the location of what was created. */
    String createdId() {
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
