package io.github.accountflows.landing;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static io.github.accountflows.testing.Recovering.secret;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.LoadState;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.Exchange;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import io.github.accountflows.testing.pages.RecoveryNewPasswordPage;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to a link on its way to the person, and what it shows to whoever opens it. */
class LandingIT {
    private static final String NEW_PASSWORD = "a new password of mine";

    private static final Mailbox MAILBOX = Mailbox.open();
    private static Realm realm;
    private static Recovering recovering;

    @BeforeAll
    static void open() {
        realm = Realm.open(KeycloakServer.h2(), MAILBOX);
        recovering = new Recovering(realm, MAILBOX);
    }

    @AfterAll
    static void close() {
        realm.close();
        MAILBOX.close();
    }

    /** TOK-8 */
    @Test
    void scannersAndPreviewsUseNothingUp() {
        User user = realm.user("scanned@example.org").create();
        URI link = recovering.link(user);
        List<JsonNode> before = rows();

        assertEquals(200, new Visitor().head(link).status());
        Visitor prefetch = new Visitor().sending("Purpose", "prefetch").sending("Sec-Purpose", "prefetch;prerender");
        Visitor scanner =
                new Visitor().sending("User-Agent", "Mozilla/5.0 (compatible; SafeLinks; Microsoft Office Existence)");
        for (Visitor visitor : List.of(prefetch, scanner, scanner, new Visitor(), new Visitor())) {
            visitor.head(link);
            land(visitor, link);
        }

        assertEquals(before, rows());
        assertTrue(user.signsInWith(User.PASSWORD));
        choose(land(link), NEW_PASSWORD).is("recovery-done");
    }

    /** TOK-8: some scanners are browsers. */
    @Test
    void aBrowserThatRunsScriptsAndTouchesNothingUsesNothingUp() {
        User user = realm.user("rendered@example.org").create();
        URI link = recovering.link(user);
        List<JsonNode> before = rows();

        try (Browser scanner = Browser.open()) {
            new RecoveryNewPasswordPage(scanner.visit(link));
            scanner.page().waitForLoadState(LoadState.NETWORKIDLE);
            new RecoveryNewPasswordPage(scanner);
        }

        assertEquals(before, rows());
        choose(land(link), NEW_PASSWORD).is("recovery-done");
    }

    /** TOK-9, PAG-1, PAG-2 */
    @Test
    void theFirstAnswerTakesTheTokenAwayAndIsNotKept() {
        URI link = recovering.link(realm.user("clean@example.org").create());
        Visitor visitor = new Visitor();

        Page first = visitor.get(link);
        choose(first.follow().is("recovery-new-password"), NEW_PASSWORD).is("recovery-done");

        assertEquals(303, first.status());
        List<Exchange> hops = visitor.transcript().exchanges();
        assertEquals(link, hops.get(0).uri());
        assertFalse(hops.get(0).headers().toString().contains(secret(link)));
        hops.stream().skip(1).forEach(hop -> assertFalse(hop.toString().contains(secret(link)), hop::toString));
        hops.forEach(LandingIT::assertNotKept);
        visitor.cookies().all().forEach(cookie -> assertFalse(cookie.value().contains(secret(link))));
    }

    private static void assertNotKept(Exchange hop) {
        assertTrue(hop.header("Cache-Control").orElse("").contains("no-store"), hop::toString);
        assertEquals("no-referrer", hop.header("Referrer-Policy").orElse(""), hop::toString);
    }

    /** TOK-9, TOK-14 */
    @Test
    void neitherHistoryNorReferrersOfABrowserKeepTheToken() {
        URI link = recovering.link(realm.user("history@example.org").create());
        List<Request> requests = new ArrayList<>();

        try (Browser browser = Browser.open()) {
            browser.page().onRequest(requests::add);
            new RecoveryNewPasswordPage(browser.visit(link)).choose(NEW_PASSWORD);

            assertFalse(browser.url().toString().contains(secret(link)));
            assertFalse(browser.page().content().contains(secret(link)));
            List<String> history = history(browser);
            assertTrue(history.toString().contains("login-actions/reset-credentials"), history::toString);
            assertFalse(history.toString().contains(secret(link)), history::toString);
            requests.stream().skip(1).forEach(request -> {
                assertFalse(request.url().contains(secret(link)));
                assertFalse(request.allHeaders().toString().contains(secret(link)));
            });
        }
    }

    /** Where Back and Forward lead. */
    private static List<String> history(Browser browser) {
        List<String> urls = new ArrayList<>();
        browser.page()
                .context()
                .newCDPSession(browser.page())
                .send("Page.getNavigationHistory")
                .getAsJsonArray("entries")
                .forEach(entry -> urls.add(entry.getAsJsonObject().get("url").getAsString()));
        return urls;
    }

    /** TOK-10 */
    @Test
    void whateverIsNoLiveLinkMeetsOnePage() {
        try (Realm other = Realm.open(KeycloakServer.h2(), MAILBOX)) {
            URI used = recovering.link(realm.user("used@example.org").create());
            choose(land(used), NEW_PASSWORD).is("recovery-done");
            URI expired = recovering.link(realm.user("expired@example.org").create());
            KeycloakServer.h2()
                    .probe()
                    .update(
                            "update AF_TOKEN set EXPIRES_AT = ? where REALM_ID = ? and USED_AT is null",
                            System.currentTimeMillis() - 1,
                            realm.id());
            User changed = realm.user("voided@example.org").create();
            URI voided = recovering.link(changed);
            changed.password("a password by the administrator");
            User stranger = other.user("stranger@example.org").create();
            URI foreign = new Recovering(other, MAILBOX).link(stranger);

            Map<String, String> secrets = new LinkedHashMap<>();
            secrets.put("unknown", "A".repeat(43));
            secrets.put("used", secret(used));
            secrets.put("expired", secret(expired));
            secrets.put("voided", secret(voided));
            secrets.put("of another realm", secret(foreign));
            secrets.put("truncated", secret(foreign).substring(0, 42));
            secrets.put("too long", secret(foreign) + "A");
            secrets.put("padded", secret(foreign) + "=");
            secrets.put("of other letters", "%D0%B6".repeat(43));
            secrets.put("of no bytes", "%00".repeat(43));
            secrets.put("not UTF-8", "%FF".repeat(43));
            secrets.put("with a path", secret(foreign) + "/" + secret(foreign));
            secrets.put("short", "-_-_-");
            secrets.put("3 kB", "A".repeat(3_000));

            Map<String, String> met = new LinkedHashMap<>();
            secrets.forEach((kind, secret) -> met.put(kind, transcriptOf(secret)));
            met.forEach((kind, transcript) -> assertEquals(met.get("unknown"), transcript, kind));
            assertTrue(met.get("unknown").contains("\n400\n"), met.get("unknown"));

            land(foreign); // it was alive all the time
        }
    }

    private static String transcriptOf(String secret) {
        Visitor visitor = new Visitor();
        visitor.open(realm.url("/account-link/" + secret)).is("link-invalid");
        return visitor.transcript().masked(secret);
    }

    /** TOK-10: a line of that length never gets to us; the HTTP server itself answers it. */
    @Test
    void aLinkOf64KilobytesIsNoFaultOfTheServer() {
        Page answer = new Visitor().get(realm.url("/account-link/" + "A".repeat(65_536)));

        assertEquals(414, answer.status());
    }

    /** FRM, PAG: no dead end. */
    @Test
    void whoseLinkIsDeadMayAskForANewOne() {
        Page invalid = new Visitor().open(realm.url("/account-link/" + "A".repeat(43)));

        invalid.click("[data-page] a[href*='reset-credentials']").is("recovery-request");
        assertNotEquals(400, invalid.click("[data-page] a[href*='/account/']").status());
    }

    /** The same for every dead link, so it names the ways that the realm has, and no other. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void aDeadLinkOffersWhatTheRealmHas(boolean recovery, boolean signUp) {
        realm.set("resetPasswordAllowed", recovery);
        realm.set("registrationAllowed", signUp);
        try {
            Page invalid = new Visitor().open(realm.url("/account-link/" + "A".repeat(43)));

            assertEquals(400, invalid.is("link-invalid").status());
            assertEquals(recovery, invalid.has("[data-page] a[href*='reset-credentials']"), invalid::body);
            assertEquals(
                    signUp,
                    invalid.text().contains("Were you signing up? Start again from the sign-in page."),
                    invalid::text);
            assertTrue(invalid.has("[data-page] a[href*='/account/']"), invalid::body);
        } finally {
            realm.set("resetPasswordAllowed", true);
            realm.set("registrationAllowed", true);
        }
    }

    private static List<JsonNode> rows() {
        List<JsonNode> rows = new ArrayList<>();
        List.of("AF_ASK", "AF_JOB", "AF_TOKEN", "AF_LIMIT").forEach(table -> rows.addAll(realm.rows(table)));
        return rows;
    }
}
