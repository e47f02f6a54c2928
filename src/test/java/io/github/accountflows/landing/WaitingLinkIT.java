package io.github.accountflows.landing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Cookie;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import io.github.accountflows.token.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A link that wants nobody to be signed in, in a browser in which somebody is (DESIGN 5.8). */
class WaitingLinkIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private static int people;

    private final Realm realm = OWN.realm();
    private final Visitor visitor = new Visitor();
    private User reader;
    private User signedIn;
    private URI link;
    private Tokens tokens;

    @BeforeEach
    void somebodyIsSignedIn(TestInfo test) {
        reader = realm.user("reader-" + ++people + "@example.org").create();
        signedIn = realm.user("signed-in-" + people + "@example.org").create();
        link = planted("planted");
        tokens = signIn(visitor);
    }

    @Test
    void saysWhoIsSignedInAndChangesNothing() {
        List<JsonNode> before = rows();

        Page page = visitor.open(link).is("signed-in-elsewhere");
        page.refresh().is("signed-in-elsewhere");
        visitor.head(page.url());

        assertEquals(200, page.status());
        assertTrue(page.text().contains(signedIn.username()), page::text);
        assertFalse(page.body().contains(reader.username()), page::body);
        assertEquals("https://app.example/back", page.link("[data-page] a").toString());
        assertEquals(before, rows());
        assertTrue(isStillSignedIn());
    }

    @Test
    void nobodySignedInIsLedOnAtOnce() {
        assertOpened(new Visitor().get(link));
    }

    @Test
    void whoSignsOutIsLedOn() {
        Page page = visitor.open(link).is("signed-in-elsewhere");

        Page after = page.formWith("sign-out").add("sign-out", "true").send();

        assertEquals(303, after.status());
        assertOpened(visitor.get(after.location().orElseThrow()));
        assertEquals(401, realm.app().userInfo(tokens).status());
        assertEquals(400, realm.app().refresh(tokens).status());
        assertFalse(realm.app().signIn().open(visitor).isApp());
    }

    /** Pressed twice, or by Back and once more. */
    @Test
    void whatWasPressedOnceCanBePressedAgain() {
        Form form = visitor.open(link).formWith("sign-out").add("sign-out", "true");

        form.send();
        Page again = form.send();

        assertOpened(visitor.get(again.location().orElseThrow()));
    }

    @Test
    void whoSignedOutInAnotherTabIsLedOnByARefresh() {
        Page page = visitor.open(link).is("signed-in-elsewhere");
        realm.admin().post(realm.path("/users/" + signedIn.id() + "/logout"), Map.of());

        assertOpened(visitor.get(page.url()));
    }

    /** SES-3 */
    @Test
    void noOtherSiteCanPressTheButton() {
        Page page = visitor.open(link).is("signed-in-elsewhere");
        String code = page.formWith("sign-out").action().getQuery().replaceFirst(".*session_code=([^&]+).*", "$1");
        String tab = page.url().getQuery();
        Visitor attacker = new Visitor();
        signIn(attacker, reader);
        String foreign = attacker.open(planted("planted"))
                .formWith("sign-out")
                .action()
                .getQuery()
                .replaceFirst(".*session_code=([^&]+).*", "$1");

        List<URI> forged = List.of(
                page.url(),
                at(tab + "&session_code="),
                at(tab + "&session_code=" + foreign),
                at(tab + "&session_code=" + code.substring(1)),
                at("client_id=account&tab_id=" + "A".repeat(11) + "&session_code=" + code),
                at("client_id=demo-app&" + tab.replaceFirst(".*(tab_id=[^&]+).*", "$1") + "&session_code=" + code),
                at("session_code=" + code),
                at(""));
        for (URI uri : forged) {
            Page answer = visitor.post(uri, Map.of("sign-out", "true"));
            assertEquals(303, answer.status(), uri::toString);
            assertTrue(isStillSignedIn(), uri::toString);
        }
        assertTrue(visitor.open(link).is("signed-in-elsewhere").text().contains(signedIn.username()));
    }

    @Test
    void anythingButSignOutLeavesEverythingAsItIs() {
        Form form =
                visitor.open(link).formWith("sign-out").add("cancel", "true").add("password-new", "anything");

        form.submit().is("signed-in-elsewhere");

        assertTrue(isStillSignedIn());
    }

    @Test
    void aCodeIsTakenOnce() {
        Form form = visitor.open(link).formWith("sign-out").add("sign-out", "true");
        form.send();
        Tokens later = signIn(visitor);

        form.submit().is("signed-in-elsewhere");

        assertEquals(200, realm.app().userInfo(later).status());
    }

    /** The tab belongs to this browser; its address is of no use in another, signed in there or not. */
    @Test
    void theAddressOfTheTabOpensNothingElsewhere() {
        URI tab = visitor.open(link).is("signed-in-elsewhere").url();
        Visitor other = new Visitor();

        other.open(tab).is("link-again");
        signIn(other, reader);
        other.open(tab).is("link-again");
        assertTrue(other.open(URI.create(tab.toString().replace("/" + realm.name() + "/", "/master/")))
                        .status()
                >= 400);
    }

    @Test
    void keycloaksOwnPagesDoNotOpenTheTab() {
        Page page = visitor.open(link).is("signed-in-elsewhere");
        for (String path : List.of("authenticate", "registration", "reset-credentials", "required-action")) {
            Page answer = visitor.open(
                    realm.url("/login-actions/" + path + "?" + page.url().getQuery()));
            assertFalse(answer.has("[name=username], [name=email]"), answer::toString);
        }

        page.refresh().is("signed-in-elsewhere");
        assertTrue(isStillSignedIn());
    }

    @Test
    void aTabThatKeycloakStartsOverForgetsTheLink() {
        Page page = visitor.open(link).is("signed-in-elsewhere");

        visitor.open(realm.url("/login-actions/restart?" + page.url().getQuery()));

        page.refresh().is("link-again");
    }

    /** A tab of a sign-in, or of an app that is open in this browser, is none of a waiting link. */
    @Test
    void aTabOfAFlowIsNoTabOfALink() {
        Visitor other = new Visitor();
        String tab = realm.app().signIn().open(other).form("form").action().getRawQuery();

        other.open(at(tab)).is("link-again");
        assertEquals(303, other.post(at(tab), Map.of("sign-out", "true")).status());
        visitor.open(link).is("signed-in-elsewhere");
        Cookie ours = browserOf(visitor);
        other.cookies().set(ours);
        realm.note(other, other.get(at(tab)), "account-flows-link", id());
        realm.note(other, other.get(at(tab)), "account-flows-link-by", Secret.hash(ours.value()));
        other.open(at(tab)).is("link-again");
    }

    /** SES-2: a session can be tossed into a browser from a neighbouring domain, and with it the tab. */
    @Test
    void aTossedSessionBringsNoLinkAlong() {
        Page page = visitor.open(link).is("signed-in-elsewhere");
        Visitor other = new Visitor();
        Tokens others = signIn(other, reader);
        visitor.cookies().all().stream()
                .filter(cookie -> !cookie.name().contains("account-flows"))
                .filter(cookie -> !cookie.name().contains("KEYCLOAK"))
                .forEach(other.cookies()::set);

        other.open(page.url()).is("link-again");
        Form form = page.formWith("sign-out").add("sign-out", "true");
        other.post(form.action(), Map.of("sign-out", "true"));

        assertEquals(200, realm.app().userInfo(others).status());
        page.refresh().is("signed-in-elsewhere");
    }

    private static Cookie browserOf(Visitor who) {
        return who.cookies().all().stream()
                .filter(cookie -> cookie.name().contains("account-flows-browser"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLinkThatDiedMeanwhileEndsNoSignIn() {
        Page page = visitor.open(link).is("signed-in-elsewhere");
        KeycloakServer.h2().probe().update("update AF_TOKEN set VOIDED_AT = 1 where ID = ?", id());

        page.press("sign-out").is("link-invalid");

        page.refresh().is("link-invalid");
        assertTrue(isStillSignedIn());
    }

    @Test
    void aLinkThatCannotBeOpenedSaysSoAndIsNotUsedUp() {
        URI closed = planted("planted-closed");
        List<JsonNode> before = rows();

        Page page = new Visitor().open(closed).is("link-closed");

        assertEquals(400, page.status());
        assertEquals(realm.url("/account-link/closed"), page.url());
        assertTrue(page.link("[data-page] a").toString().endsWith("/account/"));
        visitor.open(closed).is("link-closed");
        assertTrue(isStillSignedIn());
        assertEquals(before, rows());
    }

    @Test
    void nothingOfItIsKeptOrFramedOrTold() {
        visitor.forgetTranscript();
        Page page = visitor.open(link).is("signed-in-elsewhere");
        visitor.open(planted("planted-closed"));
        visitor.get(realm.url("/account-link/closed"));
        visitor.head(page.url());
        visitor.head(realm.url("/account-link/closed"));
        page.press("sign-out");

        String secret = link.getPath().replaceFirst(".*/", "");
        visitor.transcript().exchanges().stream()
                .filter(hop -> hop.uri().getPath().contains("/account-link"))
                .forEach(hop -> {
                    assertTrue(hop.header("Cache-Control").orElse("").contains("no-store"), hop::toString);
                    assertEquals("no-referrer", hop.header("Referrer-Policy").orElse(""), hop::toString);
                    assertFalse(hop.headers().toString().contains(secret), hop::toString);
                });
        assertEquals("SAMEORIGIN", page.header("X-Frame-Options").orElse(""));
        assertFalse(page.body().contains(secret));
        assertFalse(page.body().contains(id()));
        for (Cookie cookie : visitor.cookies().all()) {
            assertFalse(cookie.value().contains(secret), cookie::toString);
        }
    }

    @Test
    void aRealmThatIsSwitchedOffOrWantsHttpsShowsNoneOfIt() {
        URI tab = visitor.open(link).is("signed-in-elsewhere").url();
        for (var closing :
                Map.of("enabled", (Object) false, "sslRequired", "all").entrySet()) {
            Object before = realm.admin().get(realm.path("")).path(closing.getKey());
            realm.set(closing.getKey(), closing.getValue());
            try {
                for (URI uri : List.of(tab, realm.url("/account-link/closed"))) {
                    assertEquals("", visitor.get(uri).name(), uri::toString);
                    assertTrue(visitor.get(uri).status() >= 400, uri::toString);
                }
                assertTrue(visitor.post(tab, Map.of("sign-out", "true")).status() >= 400);
            } finally {
                realm.set(closing.getKey(), before);
            }
        }
        assertTrue(isStillSignedIn());
    }

    @Test
    void theLanguageMenuKeepsThePage() {
        Page page = visitor.open(link).is("signed-in-elsewhere");

        Page russian = visitor.open(URI.create(page.url() + "&kc_locale=ru")).is("signed-in-elsewhere");

        assertEquals("ru", russian.document().selectFirst("html").attr("lang"));
        assertEquals("ru", page.refresh().document().selectFirst("html").attr("lang"));
    }

    private void assertOpened(Page answer) {
        assertEquals(303, answer.status(), answer::toString);
        assertEquals("/opened/" + id(), answer.location().orElseThrow().getPath(), answer::toString);
    }

    /** A link that really came by mail, and is good for something else from now on. */
    private URI planted(String purpose) {
        URI mailed = OWN.recovering().link(reader);
        String newest = "select ID from AF_TOKEN where USER_ID = ? order by ISSUED_AT desc";
        String token = probeId(newest);
        KeycloakServer.h2().probe().update("update AF_TOKEN set PURPOSE = ? where ID = ?", purpose, token);
        return mailed;
    }

    private String id() {
        return probeId("select ID from AF_TOKEN where PURPOSE = 'planted' and USER_ID = ? order by ISSUED_AT");
    }

    private String probeId(String sql) {
        return KeycloakServer.h2()
                .probe()
                .query(sql, reader.id())
                .get(0)
                .path("id")
                .textValue();
    }

    private URI at(String query) {
        return realm.url("/account-link/signed-in" + (query.isEmpty() ? "" : "?" + query));
    }

    private boolean isStillSignedIn() {
        return realm.app().userInfo(tokens).status() == 200
                && realm.app().signIn().open(visitor).isApp();
    }

    private Tokens signIn(Visitor who) {
        return signIn(who, signedIn);
    }

    private Tokens signIn(Visitor who, User user) {
        SignIn signIn = realm.app().signIn();
        return signIn.tokens(signIn.with(who, user.username(), User.PASSWORD));
    }

    private List<JsonNode> rows() {
        List<JsonNode> rows = new ArrayList<>();
        List.of("AF_ASK", "AF_JOB", "AF_TOKEN", "AF_LIMIT").forEach(table -> rows.addAll(realm.rows(table)));
        return rows;
    }
}
