package io.github.accountflows.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The app that people want to get to: one page, which browsers find at every address of it. */
final class DemoApp {
    private static final byte[] PAGE = ("<!doctype html><html lang=en><title>Demo App</title>"
                    + "<main data-page=app><h1>Demo App</h1></main></html>")
            .getBytes(StandardCharsets.UTF_8);
    private static final int PORT = listen();

    private DemoApp() {}

    static String url() {
        return "http://localhost:" + PORT;
    }

    private static int listen() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
                exchange.sendResponseHeaders(200, PAGE.length);
                exchange.getResponseBody().write(PAGE);
                exchange.close();
            });
            server.start();
            return server.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
