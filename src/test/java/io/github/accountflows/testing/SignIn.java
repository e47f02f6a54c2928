package io.github.accountflows.testing;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** One authorization request, from the app's first redirect to its tokens. */
public final class SignIn {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String BEGIN_AGAIN = "this account was given a new password or signed out everywhere";

    private final OidcApp app;
    private final String state = random();
    private final String nonce = random();
    private final String verifier = random();
    private final URI uri;

    SignIn(OidcApp app, Map<String, String> more) {
        this.app = app;
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("client_id", app.clientId());
        parameters.put("redirect_uri", app.callback().toString());
        parameters.put("response_type", "code");
        parameters.put("scope", "openid");
        parameters.put("state", state);
        parameters.put("nonce", nonce);
        parameters.put("code_challenge", challenge());
        parameters.put("code_challenge_method", "S256");
        parameters.putAll(more);
        this.uri = app.authorization(parameters);
    }

    /** Where the app sends the browser to. */
    public URI uri() {
        return uri;
    }

    /** The sign-in page in front of this visitor. */
    public Page open(Visitor visitor) {
        return visitor.open(uri);
    }

    /**
     * Signs in by stock's page; answers with what comes then, the redirect to the app at best. Whose sign-in begins in the
     * second of a recovery and ends in the next one may be asked to sign in again, and does.
     */
    public Page with(Visitor visitor, String username, String password) {
        Page page = open(visitor);
        long second = Instant.now().getEpochSecond();
        Page answer = submit(page, username, password);
        boolean passedASecond = second != Instant.now().getEpochSecond();
        return passedASecond && answer.text().contains(BEGIN_AGAIN) ? submit(answer, username, password) : answer;
    }

    private static Page submit(Page page, String username, String password) {
        return page.formWith("password")
                .fill("username", username)
                .fill("password", password)
                .submit();
    }

    /** The tokens for the redirect to the app that a visitor was answered with. */
    public Tokens tokens(Page redirect) {
        if (!redirect.isApp()) {
            throw new AssertionError("not on the way to the app: " + redirect);
        }
        return tokens(redirect.location().orElseThrow());
    }

    /** The tokens for the address at which a browser came back to the app. */
    public Tokens tokens(URI callback) {
        Map<String, String> answer = parameters(callback);
        if (!state.equals(answer.get("state"))) {
            throw new AssertionError("the answer to another sign-in: " + callback);
        }
        if (!answer.containsKey("code")) {
            throw new AssertionError("no code: " + callback);
        }
        Tokens tokens = Tokens.of(app.token(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                answer.get("code"),
                "redirect_uri",
                app.callback().toString(),
                "code_verifier",
                verifier)));
        if (!nonce.equals(tokens.claims().path("nonce").asText())) {
            throw new AssertionError("the nonce of another sign-in");
        }
        return tokens;
    }

    private static Map<String, String> parameters(URI uri) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : String.valueOf(uri.getRawQuery()).split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private String challenge() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
