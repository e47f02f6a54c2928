package io.github.accountflows.smtp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Gives access tokens {@code token-1}, {@code token-2} … to whoever posts a form, unless a test tells it otherwise. */
public final class TokenServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> forms = new ArrayList<>();
    private int status = 200;
    private String answer;
    private boolean dripping;

    private TokenServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/token", this::serve);
        server.start();
    }

    public static TokenServer start() {
        try {
            return new TokenServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** Answers this from now on. */
    public synchronized TokenServer answer(int code, String body) {
        status = code;
        answer = body;
        return this;
    }

    /** Sends a byte now and then, and never ends. */
    public synchronized TokenServer drip() {
        dripping = true;
        return this;
    }

    /** The forms that came, as they came. */
    public synchronized List<String> forms() {
        return List.copyOf(forms);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] body;
        int code;
        boolean slow;
        synchronized (this) {
            forms.add(form);
            code = status;
            slow = dripping;
            body = (answer == null ? "{\"access_token\":\"token-" + forms.size() + "\",\"expires_in\":300}" : answer)
                    .getBytes(StandardCharsets.UTF_8);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, slow ? 0 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            while (slow) {
                out.write(' ');
                out.flush();
                Thread.sleep(100);
            }
            out.write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
