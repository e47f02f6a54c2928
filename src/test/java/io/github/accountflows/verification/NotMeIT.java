package io.github.accountflows.verification;

import static io.github.accountflows.testing.Proving.confirm;
import static io.github.accountflows.testing.Proving.land;
import static io.github.accountflows.testing.Proving.typeCode;
import static io.github.accountflows.testing.Verifying.correct;
import static io.github.accountflows.testing.Verifying.resend;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Changing;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Verifying;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** "I don't know this account", pressed by whoever reads the mailbox. */
class NotMeIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    /** Where addresses need no proof, and an app may ask for one. */
    @RegisterExtension
    static final OwnRealm LAX = OwnRealm.onH2(json -> json.put("verifyEmail", false));

    private static int people;

    private final Realm realm = OWN.realm();
    private final Changing changing = OWN.changing();
    private final int number = ++people;
    private final User asker = realm.user("asker-" + number + "@example.org").create();
    private final String mailbox = "stranger-" + number + "@example.org";
    private final Visitor browser = new Visitor();
    private final Visitor stranger = new Visitor();
    private Page sent;
    private Mail mail;

    @BeforeEach
    void somebodyAsksForAStrangersAddress() {
        sent = changing.send(browser, asker, mailbox);
        mail = changing.mail(mailbox);
    }

    @Test
    void linkAndCodeAreDead() {
        Page page = land(stranger, mail.link());

        Page declined = page.press("not-me").is("verification-declined");

        assertEquals(200, declined.status());
        assertTrue(declined.text().contains(mailbox), declined::text);
        assertFalse(declined.body().contains(asker.username()), declined::body);
        stranger.open(mail.link()).is("link-invalid");
        browser.open(mail.link()).is("link-invalid");
        typeCode(sent.refresh(), mail.code()).is("verification-sent");
        assertEquals("asker-" + number + "@example.org", asker.email());
    }

    /** A person who presses twice, goes back or reloads sees the same; at worst the page once more, and then the same. */
    @Test
    void pressingTwiceAndReloadingShowTheSame() {
        Form form = land(stranger, mail.link()).formWith("not-me").add("not-me", "true");

        List<Page> answers = Together.all(List.of(form::submit, form::submit));

        assertTrue(answers.stream().anyMatch(page -> page.name().equals("verification-declined")), answers::toString);
        answers.stream()
                .filter(page -> page.name().equals("verification-confirm"))
                .forEach(page -> page.press("not-me").is("verification-declined"));
        Page page = form.submit().is("verification-declined");
        page.refresh().is("verification-declined");
        Page russian = stranger.open(URI.create(page.url() + "&kc_locale=ru"));
        assertEquals(
                "ru",
                russian.is("verification-declined")
                        .document()
                        .selectFirst("html")
                        .attr("lang"));
    }

    /** Neither a resend, nor another ask, nor one from another browser. */
    @Test
    void noMoreMailGoesThereForThisAccount() {
        land(stranger, mail.link()).press("not-me").is("verification-declined");

        changing.passPause(browser, sent);
        resend(sent.refresh()).is("verification-sent");
        changing.send(new Visitor(), asker, mailbox.toUpperCase());

        Await.equal(0L, this::undecided);
        assertEquals(
                1,
                realm.rows("AF_JOB").stream()
                        .filter(row -> "declined".equals(row.path("reason").textValue())
                                && row.path("user_id").textValue().equals(asker.id()))
                        .count());
        assertEquals(1, OWN.mailbox().count(mailbox));
    }

    /** Neither while the account asks for another address, nor when it has that. */
    @Test
    void whoDoesNotKnowTheAccountHearsNoMoreOfIt() {
        Realm lax = LAX.realm();
        Verifying verifying = LAX.verifying();
        User user = verifying.unproven("typo-" + mailbox);
        user.change(json -> json.putArray("requiredActions"));
        Page asked = Proving.signIn(lax, Proving.VERIFY)
                .with(browser, user.username(), User.PASSWORD)
                .is("verification-sent");
        land(stranger, verifying.mail(user).link()).press("not-me").is("verification-declined");

        Page corrected = correct(asked, "right-" + mailbox).is("verification-sent");
        Await.equal(List.of("declined"), () -> reasons(lax, user, "verification-cancel"));
        String code = verifying.mail("right-" + mailbox).code();
        assertTrue(typeCode(corrected, code).isApp());

        assertEquals("right-" + mailbox, user.email());
        assertEquals(List.of(), reasons(lax, user, "notice-address-changed"));
        assertEquals(1, LAX.mailbox().count("typo-" + mailbox));
    }

    @Test
    void aProvedOwnerHearsOfAChangeWhateverHeSaidBefore() {
        land(stranger, mail.link()).press("not-me").is("verification-declined");
        asker.change(json -> json.put("email", mailbox));

        changing.send(new Visitor(), realm.existing(mailbox), "own-" + mailbox);

        assertTrue(changing.mail(mailbox).subject().contains("about to change"));
    }

    @Test
    void otherAccountsAndOtherAddressesStillGetMail() {
        land(stranger, mail.link()).press("not-me").is("verification-declined");
        User another = realm.user("another-" + number + "@example.org").create();

        changing.send(new Visitor(), another, mailbox);
        Mail others = changing.mail(mailbox);
        changing.send(browser, asker, "own-" + mailbox);

        land(new Visitor(), others.link());
        assertTrue(
                confirm(land(browser, changing.mail("own-" + mailbox).link())).isApp());
        assertEquals("own-" + mailbox, asker.email());
    }

    @Test
    void aDayLaterItMayBeAskedForAgain() {
        land(stranger, mail.link()).press("not-me").is("verification-declined");
        KeycloakServer.h2().probe().update("delete from AF_LIMIT where REALM_ID = ?", realm.id());

        changing.send(browser, asker, mailbox);

        assertTrue(confirm(land(browser, changing.mail(mailbox).link())).isApp());
        assertEquals(mailbox, asker.email());
    }

    /** ENU-2: what the owner of a mailbox did is nobody else's business. */
    @Test
    void theAskingBrowserSeesNothingOfIt() {
        changing.passPause(browser, sent);
        Page before = sent.refresh().is("verification-sent");
        String wrong = typeCode(before, "AAAA-AAAA").text();

        land(stranger, mail.link()).press("not-me").is("verification-declined");

        assertEquals(before.text(), sent.refresh().text());
        assertEquals(wrong, typeCode(sent.refresh(), mail.code()).text());
        Page resent = resend(sent.refresh()).is("verification-sent");
        assertTrue(resent.text().contains(mailbox), resent::text);
    }

    /** SES-3: no other site, and nobody with another tab's code, presses it. */
    @Test
    void noOtherSitePressesIt() {
        Page page = land(stranger, mail.link());
        String code = page.formWith("not-me").action().getQuery().replaceFirst(".*session_code=([^&]+).*", "$1");
        String tab = page.url().getQuery();
        Page foreign = land(new Visitor(), mail.link());
        String others = foreign.formWith("not-me").action().getQuery().replaceFirst(".*session_code=([^&]+).*", "$1");

        for (String query : List.of(
                tab,
                tab + "&session_code=",
                tab + "&session_code=" + others,
                tab + "&session_code=" + code.substring(1),
                tab.replaceFirst("tab_id=[^&]+", "tab_id=" + "A".repeat(11)) + "&session_code=" + code,
                "client_id=account&" + tab.replaceFirst(".*(tab_id=[^&]+).*", "$1") + "&session_code=" + code,
                "session_code=" + code,
                "tab_id=" + "A".repeat(3000))) {
            for (String button : List.of("not-me", "sign-in")) {
                Page answer = stranger.post(realm.url("/account-link/page?" + query), Map.of(button, "true"));
                assertEquals(303, answer.status(), answer::toString);
                assertTrue(answer.location().orElseThrow().getPath().contains("/account-link"), answer::toString);
            }
        }

        land(stranger, mail.link());
        assertTrue(confirm(land(browser, mail.link())).isApp());
    }

    /** What no page offers is answered with the page. */
    @Test
    void oddFormsChangeNothing() {
        Page page = land(stranger, mail.link());
        for (String body : List.of(
                "", "not=me", "not-me[]=", "NOT-ME=true", "confirm=true&confirm=true", "x=" + "y".repeat(10_000))) {
            Page answer = stranger.post(page.formWith("not-me").action(), "application/x-www-form-urlencoded", body);
            page = answer.follow().is("verification-confirm");
        }
        assertTrue(confirm(land(browser, mail.link())).isApp());
    }

    /** The address of the page is this browser's and this realm's alone; Keycloak's own pages do not open it. */
    @Test
    void thePageOpensNowhereElse() {
        Page page = land(stranger, mail.link());

        new Visitor().open(page.url()).is("link-again");
        Visitor master = stranger;
        assertTrue(master.open(URI.create(page.url().toString().replace("/" + realm.name() + "/", "/master/")))
                        .status()
                >= 400);
        for (String path : List.of("authenticate", "registration", "reset-credentials", "required-action")) {
            Page answer = stranger.open(
                    realm.url("/login-actions/" + path + "?" + page.url().getQuery()));
            assertFalse(answer.has("[name=username], [name=email]"), answer::toString);
        }
        assertEquals(200, stranger.head(page.url()).status());
        page.refresh().is("verification-confirm");
        String secret = mail.link().getPath().replaceFirst(".*/", "");
        assertFalse(page.body().contains(secret));
        assertEquals("no-referrer", page.header("Referrer-Policy").orElse(""));
        assertTrue(page.header("Cache-Control").orElse("").contains("no-store"));
        assertEquals("SAMEORIGIN", page.header("X-Frame-Options").orElse(""));
    }

    /** A page that was left open until the link was used says what every dead link says. */
    @Test
    void aPageThatIsOpenWhenTheLinkDiesIsTheInvalidPage() {
        Page page = land(stranger, mail.link());
        Page second = land(stranger, mail.link());
        assertTrue(confirm(land(browser, mail.link())).isApp());

        page.press("not-me").is("link-invalid");
        second.press("sign-in").is("link-invalid");
        page.refresh().is("link-invalid");
    }

    private static List<String> reasons(Realm realm, User user, String kind) {
        return realm.rows("AF_JOB").stream()
                .filter(job -> kind.equals(job.path("kind").textValue())
                        && user.id().equals(job.path("user_id").textValue()))
                .map(job -> job.path("reason").asText())
                .toList();
    }

    private long undecided() {
        return realm.rows("AF_JOB").stream()
                .filter(row -> "ASKED".equals(row.path("state").textValue()))
                .count();
    }
}
