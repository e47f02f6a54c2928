package io.github.accountflows.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request line by line over a socket, as no client would send it: with two hosts, or a foreign one in its first line. */
public final class RawRequest {
    private final URI server;
    private final String firstLine;
    private final List<String> headers = new ArrayList<>();
    private String body = "";

    private RawRequest(URI server, String firstLine) {
        this.server = server;
        this.firstLine = firstLine;
    }

    /** @param target what stands in the first line, which need not be a path */
    public static RawRequest of(URI server, String method, String target) {
        return new RawRequest(server, method + " " + target + " HTTP/1.1");
    }

    /** The headers, as lines; there are no others than these and what the body needs. */
    public RawRequest with(List<String> lines) {
        headers.addAll(lines);
        return this;
    }

    /** With the cookies that this visitor would send there, and gets back. */
    public RawRequest as(Visitor visitor, URI there) {
        headers.add("Cookie: " + visitor.cookies().headerFor(there));
        return this;
    }

    public RawRequest form(Map<String, String> fields) {
        body = Http.form(fields);
        headers.add("Content-Type: application/x-www-form-urlencoded");
        headers.add("Content-Length: " + body.length());
        return this;
    }

    public Exchange send() {
        String head = firstLine + "\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(head, e);
        }
    }

    /** The body is left as it came, in its chunks. */
    private Exchange answer(String text) {
        int end = text.indexOf("\r\n\r\n");
        String[] lines = (end < 0 ? text : text.substring(0, end)).split("\r\n");
        Map<String, List<String>> found = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            found.computeIfAbsent(lines[i].substring(0, colon).toLowerCase(), name -> new ArrayList<>())
                    .add(lines[i].substring(colon + 1).strip());
        }
        int status = Integer.parseInt(lines[0].split(" ")[1]);
        return new Exchange(firstLine, server, status, found, end < 0 ? "" : text.substring(end + 4));
    }
}
