package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.github.accountflows.smtp.ReceivedMail;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.smtp.SelfSigned;
import io.github.accountflows.smtp.TokenServer;
import io.github.accountflows.testing.Answer;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.ServerOptions;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every mail setting of a realm does for our mails what it does for Keycloak's own (DESIGN 5.17): for each, one mail by
 * stock's sender and one of ours go to the same server, which compares what it heard.
 */
class SmtpParityIT {
    private static final AtomicInteger USERS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static SelfSigned certificate;
    private static KeycloakServer server;
    private static Realm realm;

    private final ScriptedSmtp smtp = ScriptedSmtp.start();
    private User owner;

    @BeforeAll
    static void startServer() throws Exception {
        certificate = SelfSigned.forHost("localhost");
        server = KeycloakServer.start("parity", options());
        realm = Realm.open(server, 0, json -> json.put("registrationEmailAsUsername", false));
    }

    private static ServerOptions options() throws Exception {
        Path pem = Files.writeString(folder.resolve("smtp.pem"), certificate.pem());
        Path vault = Files.createDirectories(folder.resolve("vault"));
        return ServerOptions.h2().built("--vault=file").started("--vault-dir=" + vault, "--truststore-paths=" + pem);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void beginWithABareServer() {
        server.probe().update("delete from AF_JOB where REALM_ID = ?", realm.id());
        realm.change(json -> json.putObject("smtpServer")
                .put("host", "localhost")
                .put("port", String.valueOf(smtp.port()))
                .put("from", "keycloak@example.org"));
        owner = userAt("example.org");
    }

    private static User userAt(String domain) {
        String name = "owner" + USERS.incrementAndGet();
        return realm.user(name).noPassword().email(name + "@" + domain).create();
    }

    @AfterEach
    void closeMailServer() {
        smtp.close();
    }

    private void set(String... settings) {
        realm.change(json -> {
            var mail = json.withObjectProperty("smtpServer");
            for (int i = 0; i < settings.length; i += 2) {
                mail.put(settings[i], settings[i + 1]);
            }
        });
    }

    private void inVault(String key, String secret) throws Exception {
        Files.writeString(folder.resolve("vault").resolve(realm.name() + "_" + key), secret);
    }

    private Answer stock(User user) {
        return realm.admin()
                .call("PUT", realm.path("/users/" + user.id() + "/execute-actions-email"), List.of("UPDATE_PASSWORD"));
    }

    private Answer stock() {
        return stock(owner);
    }

    private void ask(String address) {
        new Asking(realm)
                .openDirectly(new Visitor())
                .formWith("username")
                .fill("username", address)
                .submit()
                .is("recovery-sent");
    }

    private String reasonOfOurs() {
        ask(owner.email());
        Await.equal(false, () -> reason().isEmpty());
        return reason();
    }

    private String reason() {
        List<JsonNode> jobs = realm.rows("AF_JOB");
        assertEquals(1, jobs.size(), jobs::toString);
        return jobs.get(0).path("reason").asText("").replace("null", "");
    }

    private record Two(Heard stock, Heard ours) {}

    private record Heard(List<String> lines, ReceivedMail mail) {}

    private Two bothMailTo(User user) throws Exception {
        assertEquals(204, stock(user).status());
        Heard stock = heard(List.of(), 1);
        ask(user.email());
        return new Two(stock, heard(stock.lines(), 2));
    }

    private Two both() throws Exception {
        return bothMailTo(owner);
    }

    private Heard heard(List<String> before, int mails) throws Exception {
        ReceivedMail mail = smtp.awaitMails(mails, Duration.ofSeconds(10)).get(mails - 1);
        Await.equal(true, () -> {
            List<String> lines = smtp.heard();
            return lines.size() > before.size() && lines.get(lines.size() - 1).endsWith("QUIT");
        });
        return new Heard(smtp.heard().subList(before.size(), smtp.heard().size()), mail);
    }

    private Two bothSayTheSame() throws Exception {
        Two two = both();
        assertEquals(two.stock().lines(), two.ours().lines());
        assertEquals(from(two.stock().mail()), from(two.ours().mail()));
        return two;
    }

    private static String from(ReceivedMail mail) throws MessagingException {
        return named(mail.message().getFrom());
    }

    private static String named(Address[] addresses) {
        assertEquals(1, addresses.length);
        return ((InternetAddress) addresses[0]).toUnicodeString();
    }

    private static String replyTo(ReceivedMail mail) throws MessagingException {
        MimeMessage message = mail.message();
        return named(message.getReplyTo()); // From where there is no such header
    }

    @Test
    void aBareServer() throws Exception {
        Two two = bothSayTheSame();
        assertEquals("keycloak@example.org", two.ours().mail().from());
        assertEquals(replyTo(two.stock().mail()), replyTo(two.ours().mail()));
        assertEquals(two.stock().mail().headers("To"), two.ours().mail().headers("To"));
    }

    /** MAI-7: ours on purpose. */
    @Test
    void onlyOursSaysThatNobodyShouldAnswer() throws Exception {
        Two two = both();
        assertEquals(List.of(), two.stock().mail().headers("Auto-Submitted"));
        assertEquals(List.of("auto-generated"), two.ours().mail().headers("Auto-Submitted"));
    }

    @Test
    void namesOfSenderAndReplyTo() throws Exception {
        set(
                "fromDisplayName",
                "Müller & Söhne, Küche",
                "replyTo",
                "help@example.org",
                "replyToDisplayName",
                "Hilfe «1»");
        Two two = bothSayTheSame();
        assertTrue(from(two.ours().mail()).contains("Müller"), from(two.ours().mail()));
        assertEquals(replyTo(two.stock().mail()), replyTo(two.ours().mail()));
        assertTrue(replyTo(two.ours().mail()).contains("help@example.org"));
    }

    @Test
    void envelopeSender() throws Exception {
        set("envelopeFrom", "bounces@example.org");
        Two two = bothSayTheSame();
        assertEquals("bounces@example.org", two.ours().mail().from());
        assertEquals(List.of("keycloak@example.org"), two.ours().mail().headers("From"));
    }

    @Test
    void userAndPassword() throws Exception {
        smtp.offering("AUTH PLAIN LOGIN");
        set("auth", "true", "user", "keycloak", "password", "geheim");
        bothSayTheSame();
        assertEquals(2, smtp.count(Step.AUTH));
    }

    @Test
    void passwordInTheVault() throws Exception {
        smtp.offering("AUTH PLAIN");
        inVault("smtp", "from the vault");
        set("auth", "true", "user", "keycloak", "password", "${vault.smtp}");
        Two two = bothSayTheSame();
        assertTrue(
                two.ours().lines().contains("AUTH PLAIN " + base64("keycloak\0keycloak\0from the vault"))
                        || two.ours().lines().contains("AUTH PLAIN " + base64("\0keycloak\0from the vault")),
                two.ours().lines()::toString);
    }

    @Test
    void wrongPassword() {
        smtp.offering("AUTH PLAIN").at(Step.AUTH).answer("535 5.7.8 wrong");
        set("auth", "true", "user", "keycloak", "password", "geheim");
        assertEquals(500, stock().status());
        assertEquals("login: 535 5.7.8", reasonOfOurs());
        assertEquals(0, smtp.count(Step.MAIL));
    }

    @Test
    void accessTokenWithItsSecretInTheVault() throws Exception {
        try (TokenServer tokens = TokenServer.start()) {
            smtp.offering("AUTH PLAIN LOGIN XOAUTH2");
            withTokens(tokens);
            Two two = both();
            assertEquals(
                    withoutToken(two.stock().lines()), withoutToken(two.ours().lines()));
            assertEquals(List.of("token-1"), tokensIn(two.stock().lines()));
            assertEquals(List.of("token-2"), tokensIn(two.ours().lines()));
            assertEquals(fields(tokens.forms().get(0)), fields(tokens.forms().get(1)));
            assertEquals("from the vault", fields(tokens.forms().get(1)).get("client_secret"));

            // both keep theirs
            User other = userAt("example.org");
            assertEquals(204, stock(other).status());
            ask(other.email());
            smtp.awaitMails(4, Duration.ofSeconds(10));
            assertEquals(2, tokens.forms().size());
        }
    }

    @Test
    void aRefusedAccessTokenIsReplacedOnce() throws Exception {
        try (TokenServer tokens = TokenServer.start()) {
            smtp.offering("AUTH XOAUTH2");
            withTokens(tokens);
            smtp.at(Step.AUTH).first(1).answer("535 5.7.8 withdrawn");
            assertEquals(204, stock().status());
            assertEquals(List.of("token-1", "token-2"), tokensIn(smtp.heard()));

            smtp.at(Step.AUTH).first(1).answer("535 5.7.8 withdrawn");
            ask(owner.email());
            smtp.awaitMails(2, Duration.ofSeconds(10));
            assertEquals(List.of("token-1", "token-2", "token-3", "token-4"), tokensIn(smtp.heard()));
        }
    }

    @Test
    void noAccessTokenNoMail() throws Exception {
        try (TokenServer tokens = TokenServer.start().answer(401, "{\"error\":\"invalid_client\"}")) {
            smtp.offering("AUTH XOAUTH2");
            withTokens(tokens);
            assertEquals(500, stock().status());
            assertEquals("token: 401", reasonOfOurs());
            assertEquals(0, smtp.count(Step.AUTH));
        }
    }

    private void withTokens(TokenServer tokens) throws Exception {
        inVault("token", "from the vault");
        set(
                "auth", "true",
                "authType", "token",
                "user", "keycloak",
                "authTokenUrl", tokens.url(),
                "authTokenScope", "smtp.send",
                "authTokenClientId", "mailer",
                "authTokenClientSecret", "${vault.token}");
    }

    private static List<String> tokensIn(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("AUTH XOAUTH2 "))
                .map(line -> new String(
                        Base64.getDecoder().decode(line.substring("AUTH XOAUTH2 ".length())), StandardCharsets.UTF_8))
                .map(login -> {
                    assertTrue(login.startsWith("user=keycloak\001auth=Bearer "), login);
                    return login.substring(login.indexOf("Bearer ") + 7).replace("\001", "");
                })
                .toList();
    }

    private static List<String> withoutToken(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst("XOAUTH2 .*", "XOAUTH2"))
                .toList();
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String field : form.split("&")) {
            String[] parts = field.split("=", 2);
            fields.put(parts[0], java.net.URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    @Test
    void startTlsWithTheServersTruststore() throws Exception {
        smtp.offeringStartTls(certificate.server()).offering("AUTH PLAIN");
        set("starttls", "true", "auth", "true", "user", "keycloak", "password", "geheim");
        Two two = bothSayTheSame();
        assertTrue(two.ours().lines().stream().anyMatch(line -> line.startsWith("TLS AUTH PLAIN")));
    }

    @Test
    void tlsFromTheFirstByteWithTheServersTruststore() throws Exception {
        smtp.behindTls(certificate.server());
        set("ssl", "true");
        bothSayTheSame();
    }

    /** MAI-3: stock goes on in the clear; so do we, unless the realm says more. */
    @Test
    void withoutTheOfferBothGoOnInTheClearAndOnlyOursCanRefuseTo() throws Exception {
        set("starttls", "true");
        bothSayTheSame();

        set("starttlsRequired", "true");
        assertEquals(204, stock().status());
        User other = userAt("example.org");
        int before = smtp.count(Step.MAIL);
        ask(other.email());
        Await.equal(1L, () -> realm.rows("AF_JOB").stream()
                .filter(job -> job.path("reason").asText().equals("hello: no starttls"))
                .count());
        assertEquals(before, smtp.count(Step.MAIL));
    }

    @Test
    void anUnknownCertificate() throws Exception {
        smtp.offeringStartTls(SelfSigned.forHost("localhost").server());
        set("starttls", "true");
        assertEquals(500, stock().status());
        assertEquals("tls: tls failed", reasonOfOurs());
        assertEquals(0, smtp.count(Step.MAIL));
    }

    @Test
    void anotherHostsCertificate() throws Exception {
        smtp.offeringStartTls(certificate.server());
        set("starttls", "true", "host", "127.0.0.1");
        assertEquals(500, stock().status());
        assertEquals("tls: tls failed", reasonOfOurs());
        assertEquals(0, smtp.count(Step.MAIL));
    }

    @Test
    void anotherHostsCertificateWhereAnyWillDo() throws Exception {
        smtp.offeringStartTls(certificate.server());
        try (KeycloakServer lenient =
                        KeycloakServer.start("lenient", options().started("--tls-hostname-verifier=ANY"));
                Realm there = Realm.open(lenient, smtp.port(), json -> {})) {
            there.mailThrough(smtp.port(), Map.of("host", "127.0.0.1", "starttls", "true"));
            User user = there.user("owner@example.org").noPassword().create();
            user.mailActions("UPDATE_PASSWORD");
            new Asking(there).ask(user.email());
            smtp.awaitMails(2, Duration.ofSeconds(10));
            assertEquals(2, smtp.count(Step.STARTTLS));
        }
    }

    @Test
    void readTimeOut() {
        set("timeout", "1000");
        smtp.at(Step.MAIL).hang();
        Instant start = Instant.now();
        assertEquals(500, stock().status());
        Duration stock = Duration.between(start, Instant.now());
        Instant asked = Instant.now();
        assertEquals("sender: timed out", reasonOfOurs());
        Duration ours = Duration.between(asked, Instant.now());
        for (Duration time : List.of(stock, ours)) {
            assertTrue(time.toMillis() >= 1_000 && time.toMillis() < 4_000, stock + " and " + ours);
        }
    }

    @Test
    void connectTimeOut() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<Socket> queue = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                queue.add(new Socket("127.0.0.1", full.getLocalPort())); // Linux takes one more than it was told
            }
            set("connectionTimeout", "1000", "host", "127.0.0.1", "port", String.valueOf(full.getLocalPort()));
            Instant start = Instant.now();
            assertEquals(500, stock().status());
            Duration stock = Duration.between(start, Instant.now());
            Instant asked = Instant.now();
            assertEquals("greeting: timed out", reasonOfOurs());
            Duration ours = Duration.between(asked, Instant.now());
            for (Duration time : List.of(stock, ours)) {
                assertTrue(time.toMillis() >= 1_000 && time.toMillis() < 4_000, stock + " and " + ours);
            }
            for (Socket waiting : queue) {
                waiting.close();
            }
        }
    }

    @Test
    void anAddressThatNeedsUtf8() throws Exception {
        smtp.offering("SMTPUTF8");
        set("allowutf8", "true");
        User anna = realm.user("anna").noPassword().email("анна@example.org").create();
        Two two = bothMailTo(anna);
        assertEquals(two.stock().lines(), two.ours().lines());
        assertEquals("SMTPUTF8", two.ours().mail().parameters());

        set("allowutf8", "false");
        assertEquals(500, stock(anna).status());
        ask(anna.email());
        Await.equal(1L, () -> realm.rows("AF_JOB").stream()
                .filter(job -> job.path("reason").asText().equals("address needs utf8"))
                .count());
    }

    /** MAI-13: ours asks for the extension only when it is needed. */
    @Test
    void anAddressThatDoesNotNeedUtf8() throws Exception {
        smtp.offering("SMTPUTF8");
        set("allowutf8", "true");
        Two two = both();
        assertEquals("SMTPUTF8", two.stock().mail().parameters());
        assertEquals("", two.ours().mail().parameters());
    }

    /** DESIGN 5.10: ours on purpose; in stock's form the mail would go to somebody else's domain. */
    @Test
    void aDomainThatIdnaOf2003MapsToAnother() throws Exception {
        Two two = bothMailTo(userAt("straße.de"));
        assertTrue(two.stock().mail().recipients().get(0).endsWith("@strasse.de"));
        assertTrue(two.ours().mail().recipients().get(0).endsWith("@xn--strae-oqa.de"));
    }

    /** TOK-14, LOG-2: where stock prints all that is said, ours tells how it went. */
    @Test
    void debug() throws Exception {
        smtp.offering("AUTH PLAIN");
        set("debug", "true", "auth", "true", "user", "keycloak", "password", "geheim");
        long mark = server.log().mark();
        assertEquals(204, stock().status());
        assertNotEquals(
                List.of(), server.log().linesSince(mark, Pattern.quote(owner.email())), "stock tells the address");

        mark = server.log().mark();
        ask(owner.email());
        String link = smtp.awaitMails(2, Duration.ofSeconds(10)).get(1).text().replaceAll("(?s).*account-link/", "");
        long ours = mark;
        Await.equal(1, () -> server.log()
                .linesSince(ours, "INFO .*Mail [0-9a-f-]{36}: greeting 220 .*login 235 .*content 250 .*accepted")
                .size());
        for (String secret : List.of(owner.email(), "example.org", "geheim", base64("geheim"), link.substring(0, 20))) {
            assertEquals(List.of(), server.log().linesSince(mark, Pattern.quote(secret)));
        }
    }

    /** Our own key must outlive a visit to stock's page of mail settings. */
    @Test
    void theConsoleKeepsTheKeyThatRequiresStartTls() {
        set("starttlsRequired", "true");
        try (Browser browser = Browser.open()) {
            Page console = browser.page();
            console.navigate(server.url() + "/admin/master/console/#/" + realm.name() + "/realm-settings/email");
            console.fill("#username", "admin");
            console.fill("#password", "admin");
            console.press("#password", "Enter");
            console.fill("input[name='smtpServer.fromDisplayName']", "Somebody");
            console.click("button[data-testid='email-tab-save']");
            console.waitForSelector(".pf-v5-c-alert.pf-m-success");
        }
        JsonNode mail = realm.admin().get(realm.path("")).path("smtpServer");
        assertEquals("Somebody", mail.path("fromDisplayName").asText());
        assertEquals("true", mail.path("starttlsRequired").asText(), mail::toString);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
