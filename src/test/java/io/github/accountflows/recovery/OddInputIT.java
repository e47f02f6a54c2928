package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Visitor;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that no form would send get a clear answer, cause no ask and break nothing (ADR-12, INP-4). */
class OddInputIT {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Mailbox MAILBOX = Mailbox.open();
    private static Realm realm;
    private static Realm usernames;
    private static Realm stock;
    private long log;

    @BeforeAll
    static void open() {
        // The database of record, which takes less than the embedded one, such as no NUL.
        realm = Realm.open(KeycloakServer.postgres(), MAILBOX);
        usernames =
                Realm.open(KeycloakServer.postgres(), MAILBOX, json -> json.put("registrationEmailAsUsername", false));
        stock = Realm.stock(KeycloakServer.postgres(), MAILBOX);
    }

    @AfterAll
    static void close() {
        realm.close();
        usernames.close();
        stock.close();
        MAILBOX.close();
    }

    @BeforeEach
    void markLog() {
        log = realm.server().log().mark();
    }

    @AfterEach
    void nothingBrokeInside() {
        assertEquals("", String.join("\n", realm.server().log().linesSince(log, " ERROR |Exception")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "username=one@example.org&username=two@example.org",
                "username=one@example.org&username=one@example.org",
                "username=&username=one@example.org",
                "username=one@example.org&username="
            })
    void twoFieldsOfOneNameAreNoClearWish(String body) {
        assertFault("recovery.request.error.invalid", post(realm, FORM, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "other=1", "username", "username=", "username=+++", "username[]=one@example.org"})
    void missingFieldIsAskedFor(String body) {
        assertFault("recovery.request.error.empty", post(realm, FORM, body));
    }

    @Test
    void theFieldCountsAndNotTheAddressBar() {
        Visitor visitor = new Visitor();
        Page request = new Asking(realm).openDirectly(visitor);
        URI action = request.formWith("username").action();

        Page sent = visitor.post(URI.create(action + "&username=two%40example.org"), FORM, "username=one%40example.org")
                .follow();

        sent.is("recovery-sent");
        assertTrue(sent.text().contains("one@example.org"), sent::text);
        assertTrue(!sent.text().contains("two@example.org"), sent::text);
    }

    @Test
    void manyFieldsBesideOursDoNotMatter() {
        String many = IntStream.range(0, 900).mapToObj(i -> "field" + i + "=1&").collect(Collectors.joining());

        post(realm, FORM, many + "username=nobody%40example.org").is("recovery-sent");
    }

    @Test
    void nineHundredNamesAreNoClearWish() {
        assertFault("recovery.request.error.invalid", post(realm, FORM, "username=a%40example.org&".repeat(900)));
    }

    static Stream<Named<Supplier<String>>> unreadable() {
        return Stream.of(
                Named.of("5,000 fields", () -> IntStream.range(0, 5_000)
                        .mapToObj(i -> "field" + i + "=1")
                        .collect(Collectors.joining("&"))),
                Named.of("5,000 names", () -> "username=a%40example.org&".repeat(5_000)),
                Named.of("a lone %", () -> "username=%"),
                Named.of("no hex", () -> "username=%zz"),
                Named.of("half an escape", () -> "username=%4"),
                Named.of("a field's broken name", () -> "%=1"));
    }

    /**
     * More than 1,000 fields and broken escapes are refused by the server before any extension is asked, with a 500 in
     * 26.7.4 that is not ours to change (INP-4). It must not come to more than that: no answer of its own, no row.
     */
    @ParameterizedTest
    @MethodSource("unreadable")
    void whatTheServerCannotReadNeverComesToUs(Supplier<String> body) {
        int rows = realm.rows("AF_ASK").size();
        Page ours = post(realm, FORM, body.get());
        Visitor visitor = new Visitor();
        Page stocks = visitor.post(
                visitor.open(stock.url("/login-actions/reset-credentials?client_id=demo-app"))
                        .formWith("username")
                        .action(),
                FORM,
                body.get());

        assertEquals(stocks.status(), ours.status());
        assertEquals(stocks.body(), ours.body());
        assertEquals(rows, realm.rows("AF_ASK").size());
        assertEquals(List.of(), realm.server().log().linesSince(log, "io\\.github\\.accountflows"));
        markLog();
    }

    @Test
    void fieldOfAMegabyteIsRefused() {
        assertClear(post(realm, FORM, "username=" + "x".repeat(1_000_000) + "%40example.org"));
        assertClear(post(realm, FORM, "username=a%40example.org&other=" + "x".repeat(1_000_000)));
    }

    @Test
    void fieldThatIsTooLongSaysSo() {
        assertFault("recovery.request.error.tooLong", post(realm, FORM, "username=" + "x".repeat(256)));
        assertFault("recovery.request.error.tooLong", post(usernames, FORM, "username=" + "x".repeat(256)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%FF%FE@example.org",
                "a%C0%80@example.org",
                "a%ED%A0%80@example.org",
                "a%F4%90%80%80@example.org",
                "a%00@example.org",
                "a%0D%0ABcc:x@example.org",
                "a%E2%80%AE@example.org",
                "a%E2%80%A8@example.org"
            })
    void brokenTextIsNoAddress(String text) {
        assertFault("recovery.request.error.invalid", post(realm, FORM, "username=" + text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%00b", "a%0D%0ABcc:x", "a%C2%85b"})
    void controlsAreNoUsername(String text) {
        assertFault("recovery.request.error.invalid", post(usernames, FORM, "username=" + text));
    }

    /** These say nothing, but they can't hurt a database either. */
    @ParameterizedTest
    @ValueSource(strings = {"%FF%FE", "a%C0%80", "a%ED%A0%80b", "%F0%9F%90%9F", "${7*7}", "%3Cscript%3E", "'+or+1=1--"})
    void strangeUsernamesMeetTheSamePageAsAnyOther(String text) {
        post(usernames, FORM, "username=" + text).is("recovery-sent");
    }

    @Test
    void longestUsernameFitsIntoTheDatabaseInAnyScript() {
        post(usernames, FORM, "username=" + "%D1%89".repeat(255)).is("recovery-sent");
        post(usernames, FORM, "username=" + "%F0%9F%90%9F".repeat(127)).is("recovery-sent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=&=&&&", "&&&&", "=", "username=a=b", "user%6eame[0]=a"})
    void oddShapesGetAClearAnswer(String body) {
        assertClear(post(realm, FORM, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/octet-stream", "multipart/form-data"})
    void otherKindsOfBodyGetAClearAnswer(String type) {
        assertClear(post(realm, type, "{\"username\":\"one@example.org\"}"));
    }

    @Test
    void twoPartsOfOneNameAreNoClearWishEither() {
        String part = "--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\none@example.org\r\n";

        assertClear(post(realm, "multipart/form-data; boundary=x", part + part + "--x--\r\n"));
    }

    private static Page post(Realm at, String type, String body) {
        Visitor visitor = new Visitor();
        Page request = new Asking(at).openDirectly(visitor);
        return visitor.post(request.formWith("username").action(), type, body).follow();
    }

    private static void assertFault(String key, Page page) {
        page.is("recovery-request");
        assertEquals(200, page.status());
        assertEquals(
                words(key), page.document().select("#username-error").text().strip());
    }

    /** Our page with a fault, or a refusal by the server before any of our code ran. */
    private static void assertClear(Page page) {
        boolean refused = page.status() / 100 == 4;
        boolean told = page.status() == 200 && page.has("#username-error");
        assertTrue(refused || told, page::toString);
    }

    /** What a page says for a message without parameters, in English. */
    private static String words(String key) {
        try (Reader file = Files.newBufferedReader(
                Path.of("src/main/resources/theme-resources/messages/messages_en.properties"))) {
            Properties messages = new Properties();
            messages.load(file);
            return MessageFormat.format(messages.getProperty(key), new Object[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
