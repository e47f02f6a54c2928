package io.github.accountflows.verification;

import static io.github.accountflows.testing.Proving.confirm;
import static io.github.accountflows.testing.Proving.land;
import static io.github.accountflows.testing.Proving.typeCode;
import static io.github.accountflows.testing.Verifying.resend;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Changing;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.FreePort;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who got into an account asks for another address; its owner, at the old one, says no (VER-6). */
class CancelIT {
    private static final int ROUNDS = 20;

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("eventsEnabled", true));

    @RegisterExtension
    static final OwnRealm ON_POSTGRES = OwnRealm.onPostgres();

    private static int people;

    private final Realm realm = OWN.realm();
    private final Changing changing = OWN.changing();
    private final int number = ++people;
    private final String old = "owner-" + number + "@example.org";
    private final String thiefs = "thief-" + number + "@example.com";
    private final User owner = realm.user(old).create();
    private final Visitor thief = new Visitor();
    private final Visitor reader = new Visitor();
    private Page sent;
    private Mail warning;
    private Mail proof;

    @BeforeEach
    void aThiefAsks() {
        sent = changing.send(thief, owner, thiefs);
        warning = changing.mail(old);
        proof = changing.mail(thiefs);
    }

    @Test
    void thePageSaysWhatIsAboutToHappenAndChangesNothing() {
        Tokens tokens = signIn(new Visitor(), Map.of());
        List<JsonNode> before = rows();

        assertEquals(200, reader.head(warning.link()).status());
        Page page = open(warning);
        assertEquals(200, reader.head(page.url()).status());
        page.refresh().is("verification-cancel");
        reader.get(URI.create(page.url() + "&confirm=true"));

        assertTrue(page.text().contains(old), page::text);
        assertTrue(warning.text().contains("t•••@e•••.com"), warning::text);
        assertFalse(page.body().contains(thiefs), page::body);
        assertEquals(before, rows());
        assertEquals(200, realm.app().userInfo(tokens).status());
        assertTrue(confirm(land(thief, proof.link())).isApp());
    }

    @Test
    void thePressEndsTheChange() {
        Page confirmable = land(thief, proof.link());

        Page done = cancel(open(warning));

        assertEquals(200, done.status());
        assertTrue(done.text().contains(old), done::text);
        assertTrue(done.has("[data-page] a[href*='reset-credentials']"), done::body);
        assertFalse(confirmable.press("confirm").isApp());
        thief.open(proof.link()).is("link-invalid");
        new Visitor().open(proof.link()).is("link-invalid");
        assertEquals(old, owner.email());
        done.refresh().is("verification-cancelled");
        new Visitor().open(warning.link()).is("link-invalid");
    }

    /** TOK-10: of what a link was for, the page of dead ones tells as little as of what ended it. */
    @Test
    void deadLinksOfEachKindMeetOnePageThatKnowsAWayOnFromIt() {
        Page unknown = reader.open(realm.url("/account-link/" + "A".repeat(43))).is("link-invalid");

        cancel(open(warning));

        for (Mail dead : List.of(warning, proof)) {
            assertEquals(
                    unknown.text(),
                    new Visitor().open(dead.link()).is("link-invalid").text());
        }
        assertTrue(unknown.text().contains("Start again where you started"), unknown::text);
        assertTrue(unknown.text().contains("Did you want to stop a change of address?"), unknown::text);
    }

    /** VER-6: online and offline, and whatever a thief had half-way. */
    @Test
    void thePressEndsEverySession() {
        Tokens online = signIn(new Visitor(), Map.of());
        Tokens offline = signIn(new Visitor(), Map.of("scope", "openid offline_access"));

        cancel(open(warning));

        assertEquals(List.of(), owner.sessions());
        assertEquals(List.of(), owner.offlineSessions("demo-app"));
        assertEquals(401, realm.app().userInfo(online).status());
        assertEquals(400, realm.app().refresh(online).status());
        assertEquals(400, realm.app().refresh(offline).status());
        assertTrue(owner.signsInWith(User.PASSWORD));
    }

    /** A tab that came in by single sign-on would else make a session of its own when it goes on. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheThiefHasUnderWayEndsToo(boolean ownerIsSignedIn) {
        Visitor sso = new Visitor();
        signIn(sso, Map.of());
        Page bySession =
                realm.app().signIn(Map.of("kc_action", "UPDATE_PROFILE")).open(sso);
        assertTrue(bySession.has("[name=firstName]"), bySession::toString);
        if (ownerIsSignedIn) {
            signIn(reader, Map.of());
        }
        Await.pause(Duration.ofMillis(1100)); // Keycloak keeps these times in seconds

        cancel(open(warning));

        Page back = sent.press("cancel");
        assertFalse(back.isApp(), back::toString);
        assertTrue(back.has("[name=password]"), back::toString);
        Page profile =
                bySession.formWith("firstName").fill("firstName", "Thief").submit();
        assertFalse(profile.isApp(), profile::toString);
        assertEquals("Test", owner.json().path("firstName").asText());
        assertFalse(realm.app().signIn().open(sso).isApp());
        assertEquals(ownerIsSignedIn ? 1 : 0, owner.sessions().size());
    }

    @Test
    void whoCancelsSignedInAsThatUserStaysSignedIn() {
        Tokens earlier = signIn(reader, Map.of());
        Visitor copy = new Visitor();
        reader.cookies().all().forEach(copy.cookies()::set);
        assertTrue(realm.app().signIn().open(copy).isApp());
        Await.pause(Duration.ofMillis(1100)); // Keycloak keeps these times in seconds

        cancel(open(warning));

        assertTrue(realm.app().signIn().open(reader).isApp());
        Await.pause(Duration.ofSeconds(2)); // a look for late sessions has passed
        assertEquals(200, realm.app().userInfo(signedOn(reader)).status());
        assertEquals(1, owner.sessions().size());
        // Whoever has copied the cookie, or a token, is out.
        assertFalse(realm.app().signIn().open(copy).isApp());
        assertEquals(400, realm.app().refresh(earlier).status());
        assertTrue(realm.app().signIn().open(reader).isApp());
    }

    @Test
    void whoIsSignedInAsSomebodyElseCancelsToo() {
        User another = realm.user("another-" + number + "@example.org").create();
        SignIn signIn = realm.app().signIn();
        Tokens tokens = signIn.tokens(signIn.with(reader, another.username(), User.PASSWORD));

        cancel(open(warning));

        thief.open(proof.link()).is("link-invalid");
        assertEquals(200, realm.app().userInfo(tokens).status());
        assertTrue(realm.app().signIn().open(reader).isApp());
        assertEquals(List.of(), owner.sessions());
    }

    @Test
    void afterTheProofTheLinkIsDeadAndTheOldAddressHearsOfIt() {
        Page page = open(warning);
        assertTrue(confirm(land(thief, proof.link())).isApp());

        page.press("confirm").is("link-invalid");
        reader.open(warning.link()).is("link-invalid");

        assertEquals(thiefs, owner.email());
        assertEquals(1, owner.sessions().size());
        Mail notice = changing.mail(old);
        assertFalse(notice.hasLink(), notice::text);
        assertFalse(notice.html().contains("account-link"), notice::html);
        assertFalse(notice.text().contains(thiefs), notice::text);
    }

    @Test
    void afterTheProofByCodeAsWell() {
        assertTrue(typeCode(sent, proof.code()).isApp());

        reader.open(warning.link()).is("link-invalid");
    }

    /** A mail that could not be sent before brings nothing that works. */
    @Test
    void whatIsSentOnlyAfterwardsCarriesNoLink() {
        realm.mailThrough(FreePort.find(), Map.of());
        try {
            changing.passPause(thief, sent);
            resend(sent.refresh()).is("verification-sent");
            cancel(open(warning));
        } finally {
            realm.mailThrough(OWN.mailbox().port(), Map.of());
        }

        Await.equal(0L, () -> {
            realm.server()
                    .probe()
                    .update(
                            "update AF_JOB set DUE_AT = 0 where REALM_ID = ? and STATE = 'OWED' and LEASED = false",
                            realm.id());
            return realm.rows("AF_JOB").stream()
                    .filter(job ->
                            List.of("ASKED", "OWED").contains(job.path("state").textValue()))
                    .count();
        });
        assertEquals(1, OWN.mailbox().count(thiefs));
    }

    /** VER-6: whichever of the two mails its owner finds. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoChangesInARowEitherMailEndsBoth(boolean byTheFirst) {
        Page second = changing.send(new Visitor(), owner, "second-" + thiefs);
        Mail secondWarning = changing.mail(old);
        Mail secondProof = changing.mail("second-" + thiefs);
        new Visitor().open(proof.link()).is("link-invalid");

        Page page = open(byTheFirst ? warning : secondWarning);
        cancel(page);

        new Visitor().open(secondProof.link()).is("link-invalid");
        assertFalse(typeCode(second, secondProof.code()).isApp());
        assertEquals(old, owner.email());
    }

    /**
     * Who takes a change back does not take the owner's link away: he could ask for others, until no more such mail is
     * sent, and no link were left.
     */
    @Test
    void aChangeThatWasTakenBackLeavesTheOwnersLinkAlive() {
        assertTrue(sent.press("cancel").isApp());

        Page page = open(warning);
        Page again = changing.send(new Visitor(), owner, "second-" + thiefs);
        Mail secondProof = changing.mail("second-" + thiefs);
        cancel(page);

        assertFalse(typeCode(again, secondProof.code()).isApp());
        assertEquals(old, owner.email());
    }

    /** However many there were, and were cancelled: none is asked for that its owner does not hear of at once. */
    @Test
    void eachChangeIsToldOf() {
        Visitor network = Visitor.from("198.51.100." + number);
        for (int times = 0; times < 5; times++) {
            changing.send(network.startOver(), owner, times + "-" + thiefs);
            Page page = open(changing.mail(old));
            cancel(page);
        }
    }

    /** As the mail does: an address that nobody has proved may be a stranger's. */
    @Test
    void whereTheOldAddressIsUnprovedTheAccountIsNotNamed() {
        owner.change(json -> json.put("emailVerified", false));

        Page page = open(warning);
        assertFalse(page.text().contains(old), page::text);
        assertTrue(page.text().contains("o•••@e•••.org"), page::text);

        Page done = cancel(page);
        assertFalse(done.text().contains(old), done::text);
    }

    @Test
    void anAdminSeesIt() {
        cancel(open(warning));

        JsonNode event = realm.events("UPDATE_EMAIL_ERROR").get(0);
        assertEquals("cancelled", event.path("error").textValue());
        assertEquals(owner.id(), event.path("userId").textValue());
        assertFalse(event.toString().contains("@"), event::toString);
    }

    /** The mailbox is not the account's any more; so is whoever reads it. */
    @Test
    void afterAnAdminsChangeTheLinkIsDead() {
        Page page = open(warning);
        Tokens tokens = signIn(new Visitor(), Map.of());
        owner.change(json -> json.put("email", "admins-" + old));

        page.press("confirm").is("link-invalid");
        reader.open(warning.link()).is("link-invalid");

        assertEquals(200, realm.app().userInfo(tokens).status());
    }

    /** Keycloak keeps a page for half an hour, and a minute only once somebody has signed in beside it. */
    @Test
    void aPageThatKeycloakHasForgottenSendsBackToTheMail() {
        Page page = open(warning);
        reader.cookies().drop("AUTH_SESSION_ID");

        Page again = page.press("confirm").is("link-again");

        assertEquals(400, again.status());
        assertTrue(again.text().contains("open the link in the email once more"), again::text);
        page.refresh().is("link-again");
        Page cancelled = open(warning).press("confirm").is("verification-cancelled");
        reader.cookies().drop("AUTH_SESSION_ID");
        Page later = cancelled.refresh().is("link-again");
        assertTrue(later.text().contains("done here already stays done"), later::text);
    }

    /** SES-3, and nothing that the page does not offer. */
    @Test
    void onlyThePageItselfCancels() {
        Tokens tokens = signIn(new Visitor(), Map.of());
        Page page = open(warning);
        URI action = page.formWith("confirm").action();
        String noCode = action.toString().replaceFirst("[?&]session_code=[^&]*", "");
        Page foreign = new Visitor().open(warning.link()).is("verification-cancel");

        reader.post(page.url(), Map.of("confirm", "true"));
        reader.post(URI.create(noCode), Map.of("confirm", "true"));
        reader.post(foreign.formWith("confirm").action(), Map.of("confirm", "true"));
        new Visitor().post(action, Map.of("confirm", "true")).follow().is("link-again");
        page.formWith("confirm").add("cancel", "true").submit().is("verification-cancel");
        page = page.refresh();
        page.formWith("confirm").add("not-me", "true").submit().is("verification-cancel");

        assertEquals(200, realm.app().userInfo(tokens).status());
        assertTrue(confirm(land(thief, proof.link())).isApp());
    }

    /** A page that a thief has prepared in his own session is none in the owner's browser (SES-2). */
    @Test
    void aTossedSessionOpensNoPage() {
        Visitor attacker = new Visitor();
        Page prepared = attacker.open(warning.link()).is("verification-cancel");
        attacker.cookies().all().stream()
                .filter(cookie -> !cookie.name().contains("account-flows"))
                .forEach(reader.cookies()::set);

        reader.open(prepared.url()).is("link-again");
        reader.post(prepared.formWith("confirm").action(), Map.of("confirm", "true"))
                .follow()
                .is("link-again");

        prepared.refresh().is("verification-cancel");
    }

    static Stream<Named<OwnRealm>> realms() {
        return Stream.of(Named.of("H2", OWN), Named.of("PostgreSQL", ON_POSTGRES));
    }

    /** TOK-3: the click on one and the press on the other, at the same moment. */
    @ParameterizedTest
    @MethodSource("realms")
    void ofCancellationAndProofOneWins(OwnRealm where) {
        Changing there = where.changing();
        int proofs = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String before = "before-" + round + "@example.org";
            String after = "after-" + round + "@example.org";
            User user = where.realm().user(before).create();
            Visitor asking = new Visitor();
            there.send(asking, user, after);
            Form cancelling = new Visitor()
                    .open(there.mail(before).link())
                    .is("verification-cancel")
                    .formWith("confirm")
                    .add("confirm", "true");
            Form confirming =
                    land(asking, there.mail(after).link()).formWith("confirm").add("confirm", "true");

            List<Page> answers = Together.all(List.of(confirming::submit, cancelling::submit));

            boolean proved = answers.get(0).isApp();
            assertEquals(
                    proved ? "link-invalid" : "verification-cancelled",
                    answers.get(1).name(),
                    answers::toString);
            assertEquals(proved ? after : before, user.email());
            proofs += proved ? 1 : 0;
        }
        System.getLogger("race").log(System.Logger.Level.INFO, proofs + " of " + ROUNDS + " proved");
    }

    private Page open(Mail mail) {
        return reader.open(mail.link()).is("verification-cancel");
    }

    private static Page cancel(Page page) {
        return page.press("confirm").is("verification-cancelled");
    }

    private Tokens signIn(Visitor who, Map<String, String> parameters) {
        SignIn signIn = realm.app().signIn(parameters);
        return signIn.tokens(signIn.with(who, owner.username(), User.PASSWORD));
    }

    private Tokens signedOn(Visitor who) {
        SignIn signIn = realm.app().signIn();
        return signIn.tokens(signIn.open(who));
    }

    private List<JsonNode> rows() {
        List<JsonNode> rows = new ArrayList<>();
        List.of("AF_ASK", "AF_TOKEN", "AF_LIMIT").forEach(table -> rows.addAll(realm.rows(table)));
        return rows;
    }
}
