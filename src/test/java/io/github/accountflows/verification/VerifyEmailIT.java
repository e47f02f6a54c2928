package io.github.accountflows.verification;

import static io.github.accountflows.testing.Alike.assertAlike;
import static io.github.accountflows.testing.Proving.VERIFY;
import static io.github.accountflows.testing.Proving.confirm;
import static io.github.accountflows.testing.Proving.isProved;
import static io.github.accountflows.testing.Proving.land;
import static io.github.accountflows.testing.Proving.status;
import static io.github.accountflows.testing.Proving.typeCode;
import static io.github.accountflows.testing.Verifying.correct;
import static io.github.accountflows.testing.Verifying.correction;
import static io.github.accountflows.testing.Verifying.resend;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Verifying;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody meets whose address waits for its proof, and what each way on does (VER-1 to VER-5, VER-7). */
class VerifyEmailIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private final Realm realm = OWN.realm();
    private final Verifying verifying = OWN.verifying();
    private final Visitor visitor = new Visitor();

    private static String some() {
        return UUID.randomUUID().toString().substring(0, 8) + "@example.org";
    }

    private User unproven() {
        return verifying.unproven(some());
    }

    // --- code and link

    @Test
    void theCodeProvesTheAddressAndTheSignInGoesOn() {
        User user = unproven();
        SignIn signIn = realm.app().signIn();
        Page sent = verifying.meet(visitor, signIn, user);
        assertTrue(sent.text().contains(user.email()), sent::text);
        Mail mail = verifying.mail(user);
        assertFalse(isProved(user));

        Page app = typeCode(sent, mail.code());

        assertTrue(signIn.tokens(app).claims().path("email_verified").asBoolean());
        assertTrue(isProved(user));
    }

    static Stream<Named<UnaryOperator<String>>> spellings() {
        return Stream.of(
                Named.of("small", String::toLowerCase),
                Named.of("without the hyphen", code -> code.replace("-", "")),
                Named.of("letter by letter", code -> String.join(" ", code.split(""))),
                Named.of("with prettier spaces", code -> "\u00a0" + code.replace('-', '\u2013') + "\u2009\t"));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void theCodeIsTakenHoweverItIsTyped(UnaryOperator<String> spelling) {
        User user = unproven();
        Page sent = verifying.meet(visitor, user);

        assertTrue(typeCode(sent, spelling.apply(verifying.mail(user).code())).isApp());
    }

    @Test
    void fiveWrongCodesEndTheCodeAndNotTheLink() {
        User user = unproven();
        Page sent = verifying.meet(visitor, user);
        Mail mail = verifying.mail(user);
        for (int wrong = 0; wrong < 5; wrong++) {
            sent = typeCode(sent, "AAAA-AAAA").is("verification-sent");
            assertTrue(sent.has("#wrong"), sent::text);
        }

        assertTrue(typeCode(sent, mail.code()).is("verification-sent").has("#wrong"));
        assertFalse(isProved(user));

        assertTrue(confirm(land(visitor, mail.link())).isApp());
    }

    @Test
    void aNewerMailBringsACodeWithTriesOfItsOwnAndEndsTheOlderOne() {
        User user = unproven();
        Page sent = verifying.meet(visitor, user);
        Mail first = verifying.mail(user);
        for (int wrong = 0; wrong < 5; wrong++) {
            sent = typeCode(sent, "AAAA-AAAA");
        }
        verifying.passPause(visitor, sent);

        sent = resend(sent.refresh());
        Mail second = verifying.mail(user);
        Await.equal(1L, () -> live(user));

        sent = typeCode(sent, first.code()).is("verification-sent");
        new Visitor().open(first.link()).is("link-invalid");
        assertTrue(typeCode(sent, second.code()).isApp());
    }

    private long live(User user) {
        return realm.rows("AF_TOKEN").stream()
                .filter(token -> user.id().equals(token.path("user_id").textValue()))
                .filter(token -> !token.hasNonNull("voided_at") && !token.hasNonNull("used_at"))
                .count();
    }

    /** Of the same user, and of another one. */
    @Test
    void theCodeOfAnotherSessionIsRefused() {
        User user = unproven();
        User other = unproven();
        Page elsewhere = verifying.meet(user);
        String code = verifying.mail(user).code();
        verifying.meet(other);
        String othersCode = verifying.mail(other).code();

        Page sent = verifying.meet(visitor, user);
        verifying.mail(user);
        for (String wrong : List.of(code, othersCode)) {
            sent = typeCode(sent, wrong).is("verification-sent");
            assertTrue(sent.has("#wrong"), sent::text);
        }

        assertFalse(isProved(user));
        assertTrue(typeCode(elsewhere, code).isApp());
    }

    @Test
    void theLinkProvesTheAddressInTheBrowserThatIsSigningInAfterOneButton() {
        User user = unproven();
        SignIn signIn = realm.app().signIn();
        verifying.meet(visitor, signIn, user);
        Mail mail = verifying.mail(user);

        Page page = land(visitor, mail.link());
        assertTrue(page.text().contains(user.username()), page::text);
        assertFalse(page.url().toString().contains(mail.link().getPath()), page::toString);
        assertFalse(isProved(user));

        signIn.tokens(confirm(page));
        assertTrue(isProved(user));
    }

    @Test
    void scannersProveNothingAndUseNothingUp() {
        User user = unproven();
        verifying.meet(visitor, user);
        Mail mail = verifying.mail(user);

        for (int look = 0; look < 3; look++) {
            new Visitor().head(mail.link());
            new Visitor().open(mail.link());
            visitor.head(mail.link());
            visitor.open(mail.link());
        }

        assertFalse(isProved(user));
        assertTrue(confirm(land(visitor, mail.link())).isApp());
    }

    @Test
    void whoProvesItInOneTabGoesOnInTheOther() {
        User user = unproven();
        Page first = verifying.meet(visitor, user);
        Mail mail = verifying.mail(user);
        Visitor elsewhere = new Visitor();
        Page second = verifying.meet(elsewhere, user);
        typeCode(first, mail.code());

        assertTrue(second.refresh().isApp());
        assertEquals(2, user.sessions().size());
    }

    @Test
    void aProofEndsAllOtherLinksAndCodesOfThatUser() {
        User user = unproven();
        verifying.meet(user);
        Mail others = verifying.mail(user);
        Page sent = verifying.meet(visitor, user);
        typeCode(sent, verifying.mail(user).code());

        new Visitor().open(others.link()).is("link-invalid");
        assertEquals(0, live(user));
    }

    // --- what the page offers

    @Test
    void aRefreshWritesNoSecondMail() {
        User user = unproven();
        Page sent = verifying.meet(visitor, user);
        verifying.mail(user);

        sent.refresh().is("verification-sent");
        Page again = realm.app().signIn().open(visitor);

        assertFalse(again.isApp());
        assertEquals(1, jobs(user).size());
    }

    @Test
    void thePauseBeforeAnotherMailIsTold() {
        User user = unproven();
        Page sent = verifying.meet(visitor, user);
        verifying.mail(user);

        Page soon = resend(sent).is("verification-sent");

        assertTrue(soon.has("#pause"), soon::text);
        assertEquals(1, jobs(user).size());
    }

    @Test
    void whoSignsOutIsAtTheSignInPageAndNobody() {
        User user = unproven();
        Page sent = verifying.meet(visitor, user);

        Page page = sent.press("sign-out");

        assertTrue(page.has("[name=password]"), page::toString);
        assertEquals(List.of(), user.sessions());
        assertFalse(sent.refresh().name().startsWith("verification"));
    }

    @Test
    void aDownMailServerIsNotSeenAndCostsNothing() {
        try (Mailbox away = Mailbox.open();
                Realm other = Realm.open(KeycloakServer.h2(), 1, json -> {})) {
            Verifying there = new Verifying(other, away);
            User user = there.unproven(some());

            Page sent = there.meet(visitor, user);
            assertEquals(200, sent.status());
            User moved = there.unproven(some());
            there.meet(moved);
            Await.equal(2L, () -> other.rows("AF_JOB").stream()
                    .filter(job -> job.path("attempts").intValue() > 0)
                    .count());
            // By a hand of which no event tells.
            other.server().probe().update("update USER_ENTITY set EMAIL = ? where ID = ?", some(), moved.id());
            other.clearUserCache();
            other.mailThrough(away.port(), Map.of());

            assertTrue(typeCode(sent, there.mail(user).code()).isApp());
            // A mail that has waited goes out no more once the user has another address (VER-7).
            Await.equal(0L, () -> other.rows("AF_JOB").stream()
                    .filter(job -> job.path("state").asText().equals("OWED"))
                    .count());
            assertEquals(
                    List.of(user.email()),
                    away.all().stream().flatMap(mail -> mail.to().stream()).toList());
        }
    }

    @Test
    void aFullQueueIsToldAndTakesNobodysSignIn() {
        try (Realm full = Realm.open(KeycloakServer.h2(), OWN.mailbox())) {
            Verifying there = new Verifying(full, OWN.mailbox());
            User user = there.unproven(some());
            User earlier = there.unproven(some());
            fillUp(there, earlier);

            Page busy = there.signIn(visitor, user).is("too-many-requests");

            assertEquals(503, busy.status());
            assertTrue(busy.header("Retry-After").isPresent());
            assertTrue(busy.text().contains("We're very busy just now"), busy::text);
            assertEquals(
                    List.of(),
                    full.rows("AF_ASK").stream()
                            .filter(ask -> ask.path("user_id").asText().equals(user.id()))
                            .toList());

            full.server().probe().update("delete from AF_JOB where REALM_ID = ?", full.id());

            Await.equal("verification-sent", () -> busy.refresh().name());
        }
    }

    @Test
    void aFullQueueKeepsNobodyInTheSignIn() {
        try (Realm full = Realm.open(KeycloakServer.h2(), OWN.mailbox())) {
            Verifying there = new Verifying(full, OWN.mailbox());
            User user = there.unproven(some());
            fillUp(there, user);

            Page busy = there.signIn(visitor, user).click("[data-page] a");
            assertEquals(503, busy.is("too-many-requests").status());
            assertTrue(busy.press("sign-out").has("[name=password]"));

            full.set("verifyEmail", false);
            user.change(json -> json.putArray("requiredActions"));
            Page asked = Proving.signIn(full, VERIFY).with(new Visitor(), user.username(), User.PASSWORD);
            assertEquals("cancelled", status(asked.is("too-many-requests").press("cancel")));
        }
    }

    private static void fillUp(Verifying there, User user) {
        Realm realm = there.realm();
        realm.server()
                .probe()
                .update(
                        "insert into AF_JOB (ID, REALM_ID, KIND, ADDRESS_KEY, STATE, DUE_AT, CREATED_AT)"
                                + " select RANDOM_UUID(), ?, 'recovery-link', 'key', 'ASKED', ?, ?"
                                + " from SYSTEM_RANGE(1, 10000)",
                        realm.id(),
                        Long.MAX_VALUE,
                        System.currentTimeMillis());
        // The queue is measured now and then; who signs in before that is still served.
        Await.equal(503, () -> there.signIn(new Visitor(), user).status());
    }

    /** Keycloak itself takes a posted consent in the place of any required action. */
    @Test
    void noPostedConsentGetsAnybodyInAroundTheProof() {
        User user = unproven();
        Page sent = verifying.meet(visitor, user);
        Mail mail = verifying.mail(user);
        String forged = sent.formWith("code").action().toString().replace("required-action", "consent");

        Page page = visitor.post(URI.create(forged), Map.of("accept", "true")).follow();

        assertTrue(page.has("[name=password]"), page::toString);
        assertTrue(page.text().contains("confirm your email address"), page::text);
        assertEquals(List.of(), user.sessions());
        assertFalse(realm.app().signIn().open(visitor).isApp());
        Page again = page.formWith("password")
                .fill("username", user.username())
                .fill("password", User.PASSWORD)
                .submit()
                .is("verification-sent");
        assertTrue(confirm(land(visitor, verifying.mail(user).link())).isApp(), again::toString);
        new Visitor().open(mail.link()).is("link-invalid");
    }

    @Test
    void aConsentThatIsDueComesAfterTheProof() {
        JsonNode app =
                realm.admin().get(realm.path("/clients?clientId=demo-app")).get(0);
        String path = realm.path("/clients/" + app.path("id").asText());
        realm.admin().put(path, ((ObjectNode) app).put("consentRequired", true));
        try {
            User user = unproven();
            Page sent = verifying.meet(visitor, user);

            Page consent = typeCode(sent, verifying.mail(user).code());

            assertTrue(consent.press("accept").isApp(), consent::toString);
        } finally {
            realm.admin().put(path, ((ObjectNode) app).put("consentRequired", false));
        }
    }

    // --- limits

    @Test
    void oneAddressGetsSixMailsInAnHourAndThePageIsTheSame() {
        User user = unproven();
        for (int network = 1; network <= 6; network++) {
            verifying.meet(Visitor.from("198.51." + network + ".1"), user);
            verifying.mail(user);
        }

        Page sent = verifying.meet(Visitor.from("198.51.100.1"), user);

        assertEquals("limit", settled(user).path("reason").asText());
        assertTrue(sent.text().contains("only a few"), sent::text);
        assertEquals(6, OWN.mailbox().count(user.email()));
    }

    @Test
    void oneNetworkCausesThreeOfThem() {
        User user = unproven();
        for (int mail = 1; mail <= 3; mail++) {
            verifying.meet(Visitor.from("203.0.113." + mail), user);
            verifying.mail(user);
        }

        verifying.meet(Visitor.from("203.0.113.4"), user);
        assertEquals("limit", settled(user).path("reason").asText());

        verifying.meet(Visitor.from("203.0.114.1"), user);
        verifying.mail(user);
    }

    /** The limit of a place, which is shown: the person has signed in, and comes to the page later. */
    @Test
    void aPlaceThatAsksTooOftenIsToldWhenToComeBackAndMayTypeItsCode() {
        User user = unproven();
        Visitor first = Visitor.from("192.0.2.77");
        Page sent = verifying.meet(first, user);
        Mail mail = verifying.mail(user);
        for (int ask = 1; ask < 30; ask++) {
            verifying.meet(Visitor.from("192.0.2.77"), user);
        }

        Page refused = verifying.signIn(Visitor.from("192.0.2.77"), user);
        assertEquals(429, refused.is("too-many-requests").status());
        assertTrue(refused.header("Retry-After").isPresent());
        assertTrue(refused.press("sign-out").has("[name=password]"));

        verifying.passPause(first, sent);
        Page resent = resend(sent.refresh());
        assertEquals(429, resent.status());
        assertTrue(typeCode(resent.is("verification-sent"), mail.code()).isApp());
    }

    // --- another address

    @Test
    void aWrongAddressIsReplacedByItsProofAndNotBefore() {
        User user = unproven();
        String right = some();
        SignIn signIn = realm.app().signIn();
        Page sent = verifying.meet(visitor, signIn, user);
        Mail former = verifying.mail(user);
        JsonNode before = user.json();

        Page corrected = correct(sent, right).is("verification-sent");
        assertTrue(corrected.text().contains(right), corrected::text);
        Mail mail = verifying.mail(right);
        assertEquals(before, user.json());
        new Visitor().open(former.link()).is("link-invalid");
        corrected = typeCode(corrected, former.code()).is("verification-sent");

        JsonNode claims = signIn.tokens(typeCode(corrected, mail.code())).claims();
        assertEquals(right, claims.path("email").asText());
        assertTrue(claims.path("email_verified").asBoolean());
        assertEquals(right, user.email());
        assertEquals(right, user.json().path("username").asText());
        assertTrue(isProved(user));
    }

    /** ENU-1, ENU-2: the same page, and the same work for it. Whose it is, only the worker learns, and its owner. */
    @Test
    void aTakenAddressGetsTheSameAnswerAndAMailToItsOwnerAlone() {
        User owner = realm.user(some()).create();
        User user = unproven();
        User other = unproven();
        String free = some();
        correct(verifying.meet(unproven()), some());
        realm.clearUserCache();

        Told taken = told(user, owner.email());
        Told untaken = told(other, free);

        assertAlike(untaken.transcript(), taken.transcript(), "pages");
        assertAlike(untaken.statements(), taken.statements(), "statements");
        Mail mail = verifying.mail(owner);
        assertFalse(mail.hasLink());
        assertFalse(mail.toString().contains(user.email()));
        verifying.mail(free);
        assertEquals(1, OWN.mailbox().count(owner.email()));
        assertEquals(1, OWN.mailbox().count(user.email()));
        assertEquals(0, live(user));
    }

    private record Told(String transcript, String statements) {}

    private Told told(User user, String address) {
        Visitor somebody = new Visitor();
        Page form = correction(verifying.meet(somebody, user));
        verifying.mail(user);
        somebody.forgetTranscript();
        String statements = realm.server()
                .probe()
                .statementsDuring(() -> {
                    Page sent = form.formWith("email").fill("email", address).press("confirm");
                    typeCode(sent.is("verification-sent"), "AAAA-AAAA").is("verification-sent");
                })
                .ofRequests()
                .toString();
        return new Told(Asking.withoutPause(somebody.transcript().masked(address, user.username())), statements);
    }

    @Test
    void whoseAddressWasTakenMeanwhileKeepsTheOldOne() {
        User user = unproven();
        String right = some();
        Page sent = correct(verifying.meet(visitor, user), right);
        Mail mail = verifying.mail(right);
        realm.user(right).create();

        Page answer = typeCode(sent, mail.code());

        answer.is("link-invalid");
        assertFalse(isProved(user));
        assertFalse(user.email().equals(right));
    }

    @Test
    void whoWentWrongTwiceProvesTheLastAddressAlone() {
        User user = unproven();
        String wrong = some();
        String right = some();
        Page sent = correct(verifying.meet(visitor, user), wrong);
        Mail former = verifying.mail(wrong);

        sent = correct(sent, right).is("verification-sent");
        Mail mail = verifying.mail(right);

        visitor.open(former.link()).is("link-invalid");
        assertTrue(confirm(land(visitor, mail.link())).isApp());
        assertEquals(right, user.email());
    }

    @Test
    void whoTypesTheStoredAddressAgainProvesThatOne() {
        User user = unproven();
        Page sent = verifying.meet(visitor, user);
        verifying.mail(user);

        sent = correct(sent, " " + user.email().toUpperCase() + " ").is("verification-sent");

        assertTrue(typeCode(sent, verifying.mail(user).code()).isApp());
        assertTrue(isProved(user));
    }

    @Test
    void whatIsNoAddressIsSaidAndTheFormKept() {
        Page form = correction(verifying.meet(visitor, unproven()));
        for (String wrong :
                List.of("", " ", "mara", "mara@", "mara@example.org,eve@example.org", "a".repeat(300) + "@b.c")) {
            form = form.formWith("email").fill("email", wrong).press("confirm").is("verification-change");
            assertTrue(form.has("#email-error"), form::text);
        }
        assertTrue(form.press("cancel").is("verification-sent").status() == 200);
    }

    /** ADR-1, ADR-4. */
    @Test
    void theProofIsForTheVeryAddressThatTheMailWentTo() {
        User user = verifying.unproven("zoe-" + some());
        String typed = "Zoe-" + UUID.randomUUID().toString().substring(0, 8) + "@bücher.example";
        Page sent = correct(verifying.meet(visitor, user), typed).is("verification-sent");
        Mail mail = Await.present(() -> OWN.mailbox().all().stream()
                .filter(one -> one.to().get(0).endsWith("@xn--bcher-kva.example"))
                .findFirst());

        assertTrue(typeCode(sent, mail.code()).isApp());

        assertEquals(typed.toLowerCase(), user.email());
    }

    /** Keycloak may know the user as it was; what is marked as proved is what is stored (DESIGN 5.3). */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressThatCameInUnheardIsNotMarkedAsProved(boolean byLink) {
        User user = unproven();
        Page sent = verifying.meet(visitor, user);
        Mail mail = verifying.mail(user);
        Page confirm = byLink ? land(visitor, mail.link()) : sent;
        String others = some();
        realm.server().probe().update("update USER_ENTITY set EMAIL = ? where ID = ?", others, user.id());

        Page answer = byLink ? confirm(confirm) : typeCode(confirm, mail.code());

        assertFalse(answer.isApp());
        realm.clearUserCache();
        assertEquals(others, user.email());
        assertFalse(isProved(user));
        Page next = verifying.signIn(new Visitor(), user).is("verification-sent");
        assertTrue(typeCode(next, verifying.mail(others).code()).isApp());
    }

    @Test
    void anAdminsChangeInBetweenEndsLinkAndCode() {
        User user = unproven();
        Page sent = verifying.meet(visitor, user);
        Mail mail = verifying.mail(user);
        String now = some();
        user.change(json -> json.put("email", now));

        typeCode(sent, mail.code());
        visitor.open(mail.link()).is("link-invalid");

        assertFalse(isProved(user));
        assertEquals(now, user.email());
    }

    @Test
    void whereTheProfileLetsNobodyChangeItNoOtherAddressIsOffered() {
        try (Realm strict = Realm.open(KeycloakServer.h2(), OWN.mailbox())) {
            ObjectNode profile = (ObjectNode) strict.admin().get(strict.path("/users/profile"));
            profile.withArray("attributes").forEach(attribute -> {
                if (attribute.path("name").asText().equals("email")) {
                    ((ObjectNode) attribute)
                            .withObjectProperty("permissions")
                            .putArray("edit")
                            .add("admin");
                }
            });
            strict.admin().put(strict.path("/users/profile"), profile);
            Verifying there = new Verifying(strict, OWN.mailbox());
            User user = there.unproven(some());
            Page sent = there.meet(visitor, user);
            Mail mail = there.mail(user);

            assertFalse(sent.has("[name=change-address]"), sent::text);
            String forged = some();
            Page answer = sent.formWith("resend").add("change-address", "true").submit();
            if (answer.name().equals("verification-change")) {
                assertFalse(answer.has("[name=email]"), answer::text);
                answer = answer.form("form[action]").add("email", forged).submit();
            }

            assertEquals(0, OWN.mailbox().count(forged));
            assertTrue(confirm(land(visitor, mail.link())).isApp());
            assertEquals(user.username(), user.email());
        }
    }

    private List<JsonNode> jobs(User user) {
        List<String> asks = realm.rows("AF_ASK").stream()
                .filter(ask -> user.id().equals(ask.path("user_id").textValue()))
                .map(ask -> ask.path("id").textValue())
                .toList();
        return realm.rows("AF_JOB").stream()
                .filter(job -> asks.contains(job.path("ask_id").textValue()))
                .toList();
    }

    /** The newest job of a user, once it is settled. */
    private JsonNode settled(User user) {
        Await.equal(0L, () -> jobs(user).stream()
                .filter(job ->
                        List.of("ASKED", "OWED").contains(job.path("state").asText()))
                .count());
        return jobs(user).stream()
                .reduce((one, other) -> one.path("created_at").longValue()
                                > other.path("created_at").longValue()
                        ? one
                        : other)
                .orElseThrow();
    }

    /** Neither an account nor a sign-up has it yet: recovery must take the ask for none of the two. */
    @Test
    void anAddressThatIsOnlyAskedForOpensNothingByRecovery() {
        User user = unproven();
        String wanted = some();
        correct(verifying.meet(visitor, user), wanted);
        verifying.mail(wanted);

        new Asking(realm).ask(wanted);

        Await.equal(List.of("SUPPRESSED unknown"), () -> realm.rows("AF_JOB").stream()
                .filter(job -> job.path("kind").asText().equals("recovery-link"))
                .map(job ->
                        job.path("state").asText() + " " + job.path("reason").asText())
                .toList());
        assertEquals(1, OWN.mailbox().count(wanted));
    }

    /** VER-3: what a mail says is what it was asked for. */
    @Test
    void noMailGoesAnywhereElseThanToTheAddressInQuestion() {
        User user = unproven();
        String right = some();
        correct(verifying.meet(visitor, user), right);
        verifying.mail(right);

        assertTrue(OWN.mailbox().noneArrivesWithin(Duration.ofSeconds(1), right));
        assertTrue(OWN.mailbox().count(user.email()) <= 1);
    }
}
