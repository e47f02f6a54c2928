package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** An app that wants to hear of logouts by OIDC's back channel. */
public final class LogoutReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<JsonNode> tokens = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean hanging;
    private volatile Runnable onCall = () -> {};

    private LogoutReceiver(HttpServer server) {
        this.server = server;
    }

    public static LogoutReceiver open() {
        try {
            LogoutReceiver receiver = new LogoutReceiver(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            receiver.listen();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "logout-receiver");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/logout", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            onCall.run();
            String token = body.substring(body.indexOf("logout_token=") + "logout_token=".length());
            tokens.add(Answer.JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1])));
            if (hanging) {
                awaitClose();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/logout";
    }

    /** Takes calls and answers none, until it is closed. */
    public LogoutReceiver hanging() {
        hanging = true;
        return this;
    }

    /** Does this while a call waits for its answer. */
    public LogoutReceiver during(Runnable look) {
        onCall = look;
        return this;
    }

    /** What the logout tokens said, in the order of the calls. */
    public List<JsonNode> tokens() {
        return List.copyOf(tokens);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
