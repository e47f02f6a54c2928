package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.keycloak.TokenEndpoint;
import io.github.accountflows.keycloak.TokenEndpoint.Grant;
import io.github.accountflows.outbox.Delivery.Accepted;
import io.github.accountflows.outbox.Delivery.Deferred;
import io.github.accountflows.outbox.SmtpSettings.Tls;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.smtp.TokenServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.http.client.HttpClient;
import org.apache.http.impl.client.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signing in by access token: the token is kept while it is good, and a refused one is replaced once. */
class TokenLoginTest {
    private static final HttpClient HTTP = HttpClients.createDefault();

    private final ScriptedSmtp server = ScriptedSmtp.start().offering("AUTH PLAIN LOGIN XOAUTH2");
    private final TokenServer tokens = TokenServer.start();
    private final SmtpTransport transport = new SmtpTransport(Duration.ofSeconds(2));

    @AfterEach
    void close() {
        transport.close();
        server.close();
        tokens.close();
    }

    private SmtpSettings settings(String url, String... more) {
        Map<String, String> realm = new HashMap<>(server.realmSettings());
        realm.putAll(Map.of("auth", "true", "authType", "token", "user", "keycloak"));
        for (int i = 0; i < more.length; i += 2) {
            realm.put(more[i], more[i + 1]);
        }
        TokenEndpoint endpoint = new TokenEndpoint(new Grant(url, "mailer", "a secret", "smtp.send"), HTTP);
        return SmtpSettings.of(realm, null, Optional.of(endpoint), Tls.OF_THE_JVM);
    }

    private Delivery send() {
        return transport.send(settings(tokens.url()), SmtpFixture.LETTER);
    }

    private List<String> tokensHeard() {
        return server.heard().stream()
                .filter(line -> line.startsWith("AUTH XOAUTH2 "))
                .map(line -> new String(
                        Base64.getDecoder().decode(line.substring("AUTH XOAUTH2 ".length())), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void theServerHearsUserAndToken() {
        assertInstanceOf(Accepted.class, send());
        assertEquals(List.of("user=keycloak\001auth=Bearer token-1\001\001"), tokensHeard());
        assertEquals(
                List.of("client_id=mailer&client_secret=a+secret&scope=smtp.send&grant_type=client_credentials"),
                tokens.forms());
    }

    @Test
    void aTokenIsKeptWhileItIsGood() {
        assertInstanceOf(Accepted.class, send());
        assertInstanceOf(Accepted.class, send());
        assertEquals(1, tokens.forms().size());
    }

    @Test
    void aTokenThatRunsOutSoonIsNotKept() {
        tokens.answer(200, "{\"access_token\":\"brief\",\"expires_in\":5}");
        assertInstanceOf(Accepted.class, send());
        assertInstanceOf(Accepted.class, send());
        assertEquals(2, tokens.forms().size());
    }

    @Test
    void aRefusedTokenIsReplacedOnceInTheSameSend() {
        assertInstanceOf(Accepted.class, send());
        server.at(Step.AUTH).first(1).answer("535 5.7.8 withdrawn");
        assertInstanceOf(Accepted.class, send());
        assertEquals(
                List.of("token-1", "token-1", "token-2"),
                tokensHeard().stream()
                        .map(line ->
                                line.replaceAll(".*Bearer ([^\001]*).*", "$1").strip())
                        .toList());
    }

    /** As Gmail and Exchange refuse: a challenge that holds the error, before the code. */
    @Test
    void aRefusalByChallengeIsOneToo() {
        server.at(Step.AUTH).first(1).answer("334 eyJzdGF0dXMiOiI0MDEifQ==");
        assertInstanceOf(Accepted.class, send());
        assertEquals(2, tokens.forms().size());
    }

    @Test
    void aTokenThatIsRefusedTwiceDefers() {
        server.at(Step.AUTH).answer("535 5.7.8 no");
        assertEquals(new Deferred("login: 535 5.7.8"), send());
        assertEquals(2, server.count(Step.AUTH));
        assertEquals(0, server.mails().size());
    }

    @Test
    void aServerThatKnowsNoTokensDefersAndIsToldNone() {
        try (ScriptedSmtp plain = ScriptedSmtp.start().offering("AUTH PLAIN LOGIN")) {
            SmtpSettings settings = settings(tokens.url(), "port", String.valueOf(plain.port()));
            assertEquals(new Deferred("login: failed"), transport.send(settings, SmtpFixture.LETTER));
            assertEquals(0, plain.count(Step.AUTH));
        }
    }

    @Test
    void noTokenDefersWithoutAConnectionToTheMailServer() {
        tokens.answer(401, "{\"error\":\"invalid_client\"}");
        assertEquals(new Deferred("token: 401"), send());
        tokens.answer(200, "{}");
        assertEquals(new Deferred("token: none given"), send());
        tokens.answer(200, "<html>");
        assertEquals(new Deferred("token: not readable"), send());
        assertEquals(new Deferred("token: no url"), transport.send(settings("no url at all"), SmtpFixture.LETTER));
        assertEquals(
                new Deferred("token: no connection"),
                transport.send(settings("http://127.0.0.1:1/token"), SmtpFixture.LETTER));
        assertEquals(0, server.count(Step.GREETING));
    }

    @Test
    void anEndpointThatDripsIsCutOffAtTheSendsDeadline() {
        tokens.drip();
        Instant start = Instant.now();
        assertEquals(new Deferred("token: over time"), send());
        assertTrue(Duration.between(start, Instant.now()).compareTo(Duration.ofSeconds(4)) < 0);
    }

    @Test
    void neitherSecretNorTokenIsInAnyText() {
        List<String> told = new ArrayList<>();
        server.at(Step.AUTH).answer("535 5.7.8 token-1 a secret");
        SmtpSettings settings = settings(tokens.url(), "debug", "true");
        told.add(transport.send(settings, SmtpFixture.LETTER, told::add).told());
        told.add(settings + " " + settings.login());
        assertFalse(told.toString().contains("secret") || told.toString().contains("token-"), told::toString);
    }
}
