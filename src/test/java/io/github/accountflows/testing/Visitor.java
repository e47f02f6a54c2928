package io.github.accountflows.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Somebody at a browser without scripts: own cookies, every hop written down. */
public final class Visitor {
    private final Cookies cookies = new Cookies();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private List<Exchange> exchanges = new ArrayList<>();

    /** A visitor from another network than all the others. */
    public static Visitor from(String ip) {
        return new Visitor().sending("X-Forwarded-For", ip);
    }

    /** Sends this header from now on. */
    public Visitor sending(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public Visitor speaking(String language) {
        return sending("Accept-Language", language);
    }

    /** Goes there and on to where it is sent. */
    public Page open(URI uri) {
        return get(uri).follow();
    }

    /** One request; a redirect is not followed. */
    public Page get(URI uri) {
        return exchange(request(uri).GET().build());
    }

    /** One request; as mail scanners and previews make it. */
    public Page head(URI uri) {
        return exchange(request(uri).method("HEAD", BodyPublishers.noBody()).build());
    }

    /** One request; a redirect is not followed. */
    public Page post(URI uri, Map<String, String> fields) {
        return post(uri, "application/x-www-form-urlencoded", Http.form(fields));
    }

    /** One request with a body that no form would send; a redirect is not followed. */
    public Page post(URI uri, String contentType, String body) {
        return exchange(request(uri)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    public Cookies cookies() {
        return cookies;
    }

    /** All since the beginning, or since the last {@link #forgetTranscript}. */
    public Transcript transcript() {
        return new Transcript(List.copyOf(exchanges));
    }

    /** Forgets everything but the headers, as somebody does who opens another browser. */
    public Visitor startOver() {
        cookies.clear();
        return forgetTranscript();
    }

    /** Starts a new transcript; cookies stay. */
    public Visitor forgetTranscript() {
        exchanges = new ArrayList<>();
        return this;
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        headers.forEach(request::header);
        String cookie = cookies.headerFor(uri);
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private Page exchange(HttpRequest request) {
        try {
            Exchange exchange = Exchange.of(Http.CLIENT.send(request, BodyHandlers.ofString()));
            exchanges.add(exchange);
            cookies.take(exchange.cookies());
            return new Page(this, exchange);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
