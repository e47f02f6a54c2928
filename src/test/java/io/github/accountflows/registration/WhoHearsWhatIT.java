package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.code;
import static io.github.accountflows.testing.SigningUp.confirm;
import static io.github.accountflows.testing.SigningUp.land;
import static io.github.accountflows.testing.SigningUp.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.FreePort;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is mailed what after a sign-up: the one place where people differ (ENU-2, ENU-10). */
class WhoHearsWhatIT {
    private static final String TOKEN = "/account-link/";
    private static final Pattern CODE = Pattern.compile("\\b[2-9A-HJ-KMNP-Z]{4}-[2-9A-HJ-KMNP-Z]{4}\\b");

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private final Realm realm = OWN.realm();
    private final SigningUp signingUp = OWN.signingUp();
    private final Visitor visitor = new Visitor();
    private final String address = "w" + UUID.randomUUID().toString().replace("-", "") + "@example.org";

    private Mail mail() {
        return signingUp.mail(address);
    }

    @Test
    void aNewAddressGetsALinkAndACode() {
        signingUp.send(visitor, address);

        Mail mail = mail();

        assertEquals("Finish creating your account", mail.subject());
        String code = code(mail);
        for (String body : List.of(mail.text(), mail.html())) {
            assertTrue(body.contains(mail.link().toString()), body);
            assertTrue(body.contains(code), body);
            assertTrue(body.contains(address), body);
            assertTrue(body.contains("It works once, until"), body);
            assertTrue(body.contains("Nobody will ever ask you for this code"), body);
            assertTrue(body.contains("Typing it confirms that this address is yours"), body);
            assertTrue(body.contains("just ignore this email"), body);
        }
    }

    @Test
    void theMailSpeaksThePagesLanguage() {
        signingUp.send(new Visitor().speaking("ru"), address);

        Mail mail = mail();

        assertEquals("Завершите регистрацию", mail.subject());
        for (String body : List.of(mail.text(), mail.html())) {
            assertTrue(body.contains(code(mail)), body);
            assertTrue(body.contains("Никто и никогда не попросит у вас этот код"), body);
            assertTrue(body.contains("Она сработает один раз"), body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ru"})
    void anOwnerHearsThatThereIsAnAccountAndGetsNoToken(String language) {
        realm.user(address).create();

        Page sent = signingUp.send(new Visitor().speaking(language), address);

        Mail mail = mail();
        assertEquals(language.equals("en") ? "You already have an account" : "У вас уже есть аккаунт", mail.subject());
        for (String body : List.of(mail.text(), mail.html())) {
            assertFalse(body.contains(TOKEN), body);
            assertFalse(CODE.matcher(body).find(), body);
            assertTrue(body.contains(app()), body);
            assertTrue(body.contains("/login-actions/reset-credentials"), body);
        }
        assertEquals(List.of(), tokens());
        assertTrue(typeCode(sent, "ABCD-EFGH").has("#wrong"));
    }

    private String app() {
        return realm.admin()
                .get(realm.path("/clients?clientId=demo-app"))
                .get(0)
                .path("baseUrl")
                .asText();
    }

    /** The links of that mail are what everybody finds on the sign-in page. */
    @Test
    void theOwnersMailLeadsToSignInAndRecovery() {
        User owner = realm.user(address).create();
        signingUp.send(visitor, address);
        List<String> links = mail().text()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("http"))
                .toList();

        assertEquals(2, links.size(), links::toString);
        new Visitor().open(URI.create(links.get(1))).is("recovery-request");
        assertTrue(owner.signsInWith(User.PASSWORD));
    }

    @Test
    void anOwnerWhoHasNotProvenTheAddressHearsTheSame() {
        realm.user(address).unverified().create();

        signingUp.send(visitor, address);

        assertEquals("You already have an account", mail().subject());
    }

    @Test
    void aDisabledOwnerHearsNothing() {
        realm.user(address).disabled().create();

        signingUp.send(visitor, address);

        assertEquals("disabled", settled(1).get(0).path("reason").textValue());
        assertEquals(0, OWN.mailbox().count(address));
    }

    /** Somebody's username that looks like this address is not this address. */
    @Test
    void anothersUsernameIsNobodysAddress() {
        String others = "other-" + address;
        realm.set("registrationEmailAsUsername", false);
        try {
            realm.user(address).email(others).create();
        } finally {
            realm.set("registrationEmailAsUsername", true);
        }

        signingUp.send(visitor, address);

        assertEquals("Finish creating your account", mail().subject());
        assertEquals(0, OWN.mailbox().count(others));
    }

    /** Nobody's sign-up takes the place of another's, and each proves its own. */
    @Test
    void eachBrowserGetsAMailOfItsOwn() {
        Page mine = signingUp.send(visitor, address);
        Mail first = mail();
        Visitor other = new Visitor();
        signingUp.send(other, address);
        Mail second = mail();

        assertNotEquals(code(first), code(second));
        land(second.link());
        land(first.link());
        typeCode(mine, code(first)).is("registration-confirm");
    }

    @Test
    void mailsThatWaitForDifferentBrowsersAllGoOut() {
        String one = whileTheMailServerIsAway(() -> {
            signingUp.send(visitor, address);
            signingUp.send(new Visitor(), address);
        });

        assertEquals("", one);
        assertNotEquals(code(mail()), code(mail()));
    }

    @Test
    void waitingResendsOfOneBrowserBecomeOneMail() {
        String reasons = whileTheMailServerIsAway(() -> {
            Page sent = signingUp.send(visitor, address);
            for (int i = 0; i < 2; i++) {
                Await.equal(0L, () -> jobs().stream()
                        .filter(job -> job.path("state").textValue().equals("ASKED"))
                        .count());
                Await.equal(0L, () -> jobs().stream()
                        .filter(job -> job.path("leased").booleanValue())
                        .count());
                signingUp.passPause(visitor, sent);
                sent = sent.refresh().press("resend").is("registration-sent");
            }
        });

        assertEquals("coalesced coalesced", reasons);
        land(visitor, mail().link());
        assertEquals(1, OWN.mailbox().count(address));
    }

    /** The reasons of what was suppressed. */
    private String whileTheMailServerIsAway(Runnable story) {
        realm.mailThrough(FreePort.find(), Map.of());
        try {
            story.run();
            Await.equal(0L, () -> jobs().stream()
                    .filter(job -> job.path("state").textValue().equals("ASKED"))
                    .count());
        } finally {
            realm.mailThrough(OWN.mailbox().port(), Map.of());
        }
        Await.equal(0L, () -> {
            realm.server()
                    .probe()
                    .update(
                            "update AF_JOB set DUE_AT = 0 where REALM_ID = ? and STATE = 'OWED' and LEASED = false",
                            realm.id());
            return jobs().stream()
                    .filter(job -> job.path("state").textValue().equals("OWED"))
                    .count();
        });
        return String.join(
                " ",
                jobs().stream()
                        .filter(job -> job.path("state").textValue().equals("SUPPRESSED"))
                        .map(job -> job.path("reason").textValue())
                        .toList());
    }

    @Test
    void oneNetworkCausesThreeAnHourAndTakesNobodyElsesAway() {
        for (int host = 1; host <= 4; host++) {
            signingUp.send(Visitor.from("198.51.100." + host), address);
            settled(host);
        }
        assertEquals("limit", newest().path("reason").textValue());
        assertEquals(3, OWN.mailbox().count(address));

        signingUp.send(Visitor.from("203.0.113.1"), address);
        settled(5);
        assertEquals(4, OWN.mailbox().count(address));
    }

    @Test
    void anAddressGetsSixAnHourAndTheSixthStillWorks() {
        for (int network = 1; network <= 7; network++) {
            signingUp.send(Visitor.from("203.0." + network + ".1"), address);
            settled(network);
        }
        assertEquals("limit", newest().path("reason").textValue());
        List<Mail> mails = OWN.mailbox().all(address);
        assertEquals(6, mails.size());
        land(mails.get(5).link());
        land(mails.get(0).link());

        // A limit of one purpose takes nothing from another (recovery's own is untouched).
        realm.user(address).create();
        new Asking(realm).ask(address);
        Await.equal(7, () -> OWN.mailbox().count(address));
    }

    /** The owner's mail counts as well, or strangers could fill that mailbox. */
    @Test
    void theOwnersMailCountsTheSame() {
        realm.user(address).create();
        for (int host = 1; host <= 4; host++) {
            signingUp.send(Visitor.from("198.51.100." + host), address);
            settled(host);
        }
        assertEquals("limit", newest().path("reason").textValue());
        assertEquals(3, OWN.mailbox().count(address));
    }

    /** Who has forgotten that the sign-up was never confirmed is helped, and whoever asks learns nothing. */
    @Test
    void aRecoveryAskForAPendingSignUpBringsItsMailAgain() {
        Page sent = signingUp.send(visitor, address);
        Mail first = mail();

        new Asking(realm).ask(address);

        Mail again = mail();
        assertEquals("Finish creating your account", again.subject());
        assertNotEquals(first.link(), again.link());
        assertTrue(land(visitor, again.link()).text().contains("Is everything right?"));
        typeCode(sent, code(again)).is("registration-confirm");
    }

    /** It may be anybody's ask, and nobody ends by asking what another has asked for. */
    @Test
    void aStrangersRecoveryAskEndsNothingOfAPendingSignUp() {
        Page sent = signingUp.send(visitor, address);
        Mail first = mail();
        Page open = land(visitor, first.link());

        new Asking(realm).ask(address);
        mail();
        assertEquals("SENT", settled(2).get(1).path("state").textValue());

        land(first.link());
        open.refresh().is("registration-confirm");
        typeCode(sent.refresh(), code(first)).is("registration-confirm");
        assertTrue(confirm(open.refresh(), PASSWORD).isApp());
    }

    @Test
    void aRecoveryAskForAnAddressWithoutAnythingBringsNothing() {
        new Asking(realm).ask(address);

        assertEquals("unknown", settled(1).get(0).path("reason").textValue());
        assertEquals(0, OWN.mailbox().count(address));
    }

    @Test
    void aRecoveryAskAfterTheConfirmationIsAnOrdinaryOne() {
        signingUp.user(address);

        new Asking(realm).ask(address);

        new Visitor().open(mail().link()).is("recovery-new-password");
    }

    @Test
    void notMeErasesAllThatIsPendingAndKeepsMailAwayForADay() {
        signingUp.send(visitor, address);
        Mail first = mail();
        signingUp.send(new Visitor(), address);
        Mail second = mail();

        Page declined = land(first.link()).press("not-me").is("registration-declined");

        assertTrue(declined.text().contains(address), declined::text);
        new Visitor().open(first.link()).is("link-invalid");
        new Visitor().open(second.link()).is("link-invalid");
        assertTrue(asks().stream().noneMatch(ask -> ask.hasNonNull("profile") || ask.hasNonNull("browser")));

        signingUp.send(new Visitor(), address);
        assertEquals("declined", settled(3).get(2).path("reason").textValue());
        age(Duration.ofHours(23));
        signingUp.send(new Visitor(), address);
        assertEquals("declined", settled(4).get(3).path("reason").textValue());
        age(Duration.ofHours(2));
        signingUp.send(new Visitor(), address);
        confirm(land(mail().link()), PASSWORD).is("registration-done");
    }

    @Test
    void notMeForOneAddressTakesNothingFromAnother() {
        String neighbour = "n" + address;
        signingUp.send(visitor, neighbour);
        Mail theirs = signingUp.mail(neighbour);

        land(signingUp.link(address)).press("not-me").is("registration-declined");

        land(theirs.link());
        signingUp.send(new Visitor(), neighbour);
        assertTrue(signingUp.mail(neighbour).hasLink());
    }

    /** A link that was opened changes nothing; a scanner that opens all of them declines nothing. */
    @Test
    void openingALinkDeclinesNothing() {
        signingUp.send(visitor, address);
        Mail mail = mail();

        new Visitor().open(mail.link());
        new Visitor().head(mail.link());

        confirm(land(mail.link()), PASSWORD).is("registration-done");
    }

    /** Moves what limits remember into the past. */
    private void age(Duration time) {
        for (JsonNode limit : realm.rows("AF_LIMIT")) {
            String older = Pattern.compile("(\\d+):")
                    .matcher(limit.path("taken").asText())
                    .replaceAll(taken -> Long.parseLong(taken.group(1)) - time.toMillis() + ":");
            realm.server()
                    .probe()
                    .update(
                            "update AF_LIMIT set TAKEN = ? where ID = ?",
                            older,
                            limit.path("id").textValue());
        }
    }

    private List<JsonNode> settled(int count) {
        Await.equal((long) count, () -> jobs().stream()
                .filter(job ->
                        List.of("SENT", "SUPPRESSED").contains(job.path("state").textValue()))
                .count());
        return jobs();
    }

    private JsonNode newest() {
        List<JsonNode> jobs = jobs();
        return jobs.get(jobs.size() - 1);
    }

    /** All of this test's address, the oldest first: the realm's other asks have other keys. */
    private List<JsonNode> jobs() {
        String key = key();
        return realm.rows("AF_JOB").stream()
                .filter(job -> job.path("address_key").textValue().equals(key))
                .sorted(Comparator.comparing(job -> job.path("created_at").longValue()))
                .toList();
    }

    private List<JsonNode> asks() {
        String key = key();
        return realm.rows("AF_ASK").stream()
                .filter(ask -> ask.path("address_key").textValue().equals(key))
                .toList();
    }

    private List<JsonNode> tokens() {
        String key = key();
        return realm.rows("AF_TOKEN").stream()
                .filter(token -> key.equals(token.path("stamp").textValue()))
                .toList();
    }

    private String key() {
        return realm.server().probe().data(realm, "key", address).textValue();
    }
}
