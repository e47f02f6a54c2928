package io.github.accountflows.testing;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One request and its answer; header names are in small letters. */
public record Exchange(String method, URI uri, int status, Map<String, List<String>> headers, String body) {

    static Exchange of(HttpResponse<String> response) {
        return new Exchange(
                response.request().method(),
                response.uri(),
                response.statusCode(),
                new TreeMap<>(response.headers().map()),
                response.body());
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase())).map(values -> String.join(", ", values));
    }

    public List<Cookie> cookies() {
        return headers.getOrDefault("set-cookie", List.of()).stream()
                .map(Cookie::parse)
                .toList();
    }

    /** Where it redirects to, made absolute. */
    public Optional<URI> location() {
        return header("location").map(uri::resolve);
    }

    /** As it went over the wire, short of the request's headers and body. */
    @Override
    public String toString() {
        String head = headers.entrySet().stream()
                .flatMap(header -> header.getValue().stream().map(value -> header.getKey() + ": " + value))
                .collect(Collectors.joining("\n"));
        return method + " " + uri + "\n" + status + "\n" + head + "\n\n" + body;
    }
}
