package io.github.accountflows.registration;

import static io.github.accountflows.testing.Alike.assertAlike;
import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.code;
import static io.github.accountflows.testing.SigningUp.confirm;
import static io.github.accountflows.testing.SigningUp.land;
import static io.github.accountflows.testing.SigningUp.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.FreePort;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Probe;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code that is typed on the "sent" page, for mail read on another device (TOK-7). */
class CodeIT {
    private static final String WRONG = "ABCD-EFGH";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("eventsEnabled", true));

    private final Realm realm = OWN.realm();
    private final Probe probe = realm.server().probe();
    private final SigningUp signingUp = OWN.signingUp();
    private final Visitor visitor = new Visitor();
    private final String address = UUID.randomUUID() + "@example.org";

    private Mail mail() {
        return signingUp.mail(address);
    }

    @Test
    void theCodeLeadsOnInTheSameTab() {
        Page sent = signingUp.send(visitor, address);

        Page confirm = typeCode(sent, code(mail())).is("registration-confirm");

        assertTrue(confirm.text().contains("Is everything right?"), confirm::text);
        assertTrue(confirm(confirm, PASSWORD).isApp());
        assertTrue(realm.existing(address).signsInWith(PASSWORD));
    }

    static Stream<UnaryOperator<String>> spellings() {
        return Stream.of(
                text -> text.toLowerCase(Locale.ROOT),
                text -> text.replace("-", ""),
                text -> " " + text.replace("-", " ") + " ",
                text -> text.replace('-', '\u2013'));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void spellingIsForgiven(UnaryOperator<String> spelling) {
        Page sent = signingUp.send(visitor, address);

        typeCode(sent, spelling.apply(code(mail()))).is("registration-confirm");
    }

    @Test
    void theFifthTryMayStillBeRight() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();
        for (int i = 0; i < 4; i++) {
            sent = typeCode(sent, WRONG).is("registration-sent");
        }
        typeCode(sent, code(mail)).is("registration-confirm");
    }

    @Test
    void afterFiveWrongOnesTheRightCodeIsNoneAndTheLinkLivesOn() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();
        for (int i = 0; i < 5; i++) {
            sent = typeCode(sent, WRONG).is("registration-sent");
        }
        sent = refused(typeCode(sent, code(mail)));
        refused(typeCode(sent, code(mail)));
        land(mail.link());
    }

    /** An empty field is a try, too, or the answer would have to differ. */
    @Test
    void anEmptyOneIsATry() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();
        for (int i = 0; i < 5; i++) {
            sent = refused(typeCode(sent, ""));
        }
        refused(typeCode(sent, code(mail)));
    }

    private static Page refused(Page page) {
        assertTrue(page.is("registration-sent").has("#wrong"), page::text);
        return page;
    }

    @Test
    void aResendBringsAnotherCodeWithTriesOfItsOwn() {
        Page sent = signingUp.send(visitor, address);
        Mail older = mail();
        for (int i = 0; i < 5; i++) {
            sent = typeCode(sent, WRONG).is("registration-sent");
        }
        signingUp.passPause(visitor, sent);
        sent = sent.refresh().press("resend").is("registration-sent");
        Mail newer = mail();
        Await.equal("link-invalid", () -> new Visitor().open(older.link()).name());

        sent = refused(typeCode(sent, code(older)));
        typeCode(sent, code(newer)).is("registration-confirm");
    }

    /** The limit is on mails: whoever has reached it may still use the one that has come (ENU-6). */
    @Test
    void whereThePlaceHasAskedTooOftenAResendIsRefusedAndTheCodeStillWorks() {
        String place = "198.51.100.71";
        for (int ask = 1; ask < 30; ask++) {
            Page form = signingUp.formDirectly(Visitor.from(place));
            SigningUp.filled(form, "others-" + address).submit().is("registration-sent");
        }
        Visitor visitor = Visitor.from(place);
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();
        int asked = realm.rows("AF_JOB").size();
        signingUp.passPause(visitor, sent);

        Page limited = sent.refresh().press("resend").is("registration-sent");

        assertEquals(429, limited.status());
        int seconds = Integer.parseInt(limited.header("Retry-After").orElseThrow());
        assertTrue(seconds > 0 && seconds <= 600, () -> seconds + " s");
        assertTrue(limited.text().contains("That was a lot of requests"), limited::text);
        assertEquals(asked, realm.rows("AF_JOB").size());
        limited = refused(typeCode(limited, WRONG));
        assertTrue(confirm(typeCode(limited, code(mail)).is("registration-confirm"), PASSWORD)
                .isApp());
    }

    @Test
    void theOlderOneLivesUntilTheNewerMailIsAccepted() {
        Page sent = signingUp.send(visitor, address);
        Mail older = mail();
        realm.mailThrough(FreePort.find(), Map.of());
        try {
            signingUp.passPause(visitor, sent);
            sent = sent.refresh().press("resend").is("registration-sent");
            Await.equal(1, () -> (int) realm.rows("AF_JOB").stream()
                    .filter(job -> job.path("attempts").intValue() > 0
                            && "OWED".equals(job.path("state").textValue()))
                    .count());

            land(older.link());
            typeCode(sent, code(older)).is("registration-confirm");
        } finally {
            realm.mailThrough(OWN.mailbox().port(), Map.of());
            probe.update("update AF_JOB set DUE_AT = 0 where REALM_ID = ? and STATE = 'OWED'", realm.id());
        }
    }

    @Test
    void aCodeWorksTenMinutesAndItsLinkLonger() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();
        JsonNode row = token();
        assertEquals(
                600_000,
                row.path("code_expires_at").longValue() - row.path("issued_at").longValue());
        assertEquals(
                86_400_000,
                row.path("expires_at").longValue() - row.path("issued_at").longValue());

        probe.update(
                "update AF_TOKEN set CODE_EXPIRES_AT = ? where ID = ?",
                Instant.now().toEpochMilli(),
                row.path("id").textValue());

        refused(typeCode(sent, code(mail)));
        land(mail.link());
    }

    /** The one token of this test's address. */
    private JsonNode token() {
        List<JsonNode> rows = realm.rows("AF_TOKEN").stream()
                .filter(row -> realm.rows("AF_ASK").stream()
                        .filter(ask -> ask.path("profile").asText().contains(address))
                        .anyMatch(ask -> ask.path("id").equals(row.path("ask_id"))))
                .toList();
        assertEquals(1, rows.size());
        return rows.get(0);
    }

    @Test
    void aCodeWorksOnThePageThatAskedForItAlone() {
        signingUp.send(visitor, address);
        String mine = code(mail());
        Visitor other = new Visitor();
        Page others = signingUp.send(other, address);
        String theirs = code(mail());

        others = refused(typeCode(others, mine));
        typeCode(others, theirs).is("registration-confirm");
    }

    @Test
    void whoeverHasUsedTheLinkHasUsedTheCode() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();
        confirm(land(mail.link()), PASSWORD).is("registration-done");

        refused(typeCode(sent, code(mail)));
    }

    @Test
    void whoeverHasUsedTheCodeHasUsedTheLink() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();
        Page elsewhere = land(mail.link());

        assertTrue(confirm(typeCode(sent, code(mail)), PASSWORD).isApp());

        new Visitor().open(mail.link()).is("link-invalid");
        confirm(elsewhere, PASSWORD).is("link-invalid");
        assertEquals(
                1,
                probe.query("select ID from USER_ENTITY where EMAIL = ?", address)
                        .size());
    }

    /** Typing it proves the mailbox and uses nothing up: the password is not chosen yet. */
    @Test
    void aTypedCodeLeavesTheLinkAlive() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();

        typeCode(sent, code(mail)).is("registration-confirm");

        confirm(land(mail.link()), PASSWORD).is("registration-done");
    }

    @Test
    void parallelTriesHaveFiveBetweenThem() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();

        Together.all(Collections.nCopies(
                20, (Supplier<Page>) () -> tried(sent, WRONG).send()));

        // Keycloak itself takes one answer to each page it has shown, or a few of a burst; all that it took are
        // counted.
        int counted = tries();
        assertTrue(counted >= 1 && counted <= 20, () -> counted + " tries");
        Page spent = sent.refresh();
        for (int i = counted; i < 5; i++) {
            spent = typeCode(spent, WRONG);
        }
        refused(typeCode(spent, code(mail)));
    }

    /** Whoever has spent four of them gets one more answer, however many ask at once. */
    @Test
    void aBurstOfRightOnesAfterFiveWrongOnesProvesNothing() {
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();
        Page spent = sent;
        for (int i = 0; i < 5; i++) {
            spent = typeCode(spent, WRONG);
        }
        Form right = tried(spent, code(mail));

        Together.all(Collections.nCopies(10, (Supplier<Page>) right::send));

        sent.refresh().is("registration-sent");
    }

    private static Form tried(Page sent, String code) {
        return sent.formWith("code").fill("code", code).add("confirm", "true");
    }

    private int tries() {
        return realm.rows("AF_ASK").stream()
                .filter(ask -> ask.path("profile").asText().contains(address))
                .mapToInt(ask -> ask.path("tries").intValue())
                .sum();
    }

    /** ENU-2: for an address that has an account there is no code at all, and nobody can tell. */
    @Test
    void aWrongAnOldAMissingAndAnImpossibleOneAreOneAnswer() {
        String owner = UUID.randomUUID() + "@example.org";
        realm.user(owner).create();
        String spent = UUID.randomUUID() + "@example.org";
        String usual = told(address, WRONG);

        assertAlike(usual, told(address, ""), "missing");
        assertAlike(usual, told(address, "?!"), "impossible");
        assertAlike(usual, told(address, "A".repeat(5_000)), "long");
        assertAlike(usual, told(owner, WRONG), "has an account");
        assertAlike(usual, told(owner, ""), "has an account, missing");
        assertAlike(usual, toldAfter(5, spent, WRONG), "sixth");
        assertAlike(usual, toldAfterUse(WRONG), "used");
        assertAlike(usual, toldAfterUse(null), "used, and right");
    }

    private String told(String typed, String code) {
        return toldAfter(0, typed, code);
    }

    private String toldAfter(int wrong, String typed, String code) {
        Visitor fresh = new Visitor();
        Page sent = signingUp.send(fresh, typed);
        awaitDecided();
        for (int i = 0; i < wrong; i++) {
            sent = typeCode(sent, WRONG);
        }
        return told(fresh, sent, typed, code);
    }

    /** @param code null for the one that was used */
    private String toldAfterUse(String code) {
        Visitor fresh = new Visitor();
        String used = UUID.randomUUID() + "@example.org";
        Page sent = signingUp.send(fresh, used);
        Mail mail = signingUp.mail(used);
        confirm(land(mail.link()), PASSWORD).is("registration-done");
        return told(fresh, sent, used, code == null ? code(mail) : code);
    }

    private String told(Visitor fresh, Page sent, String typed, String code) {
        Page before = sent.refresh();
        fresh.forgetTranscript();
        String statements = probe.statementsDuring(() -> refused(typeCode(before, code)))
                .ofRequests()
                .toString();
        return Asking.withoutPause(fresh.transcript().masked(typed)) + "\n" + statements;
    }

    private void awaitDecided() {
        Await.equal(0L, () -> realm.rows("AF_JOB").stream()
                .filter(job ->
                        List.of("ASKED", "OWED").contains(job.path("state").textValue()))
                .count());
    }

    @Test
    void aCodeIsInItsMailAndNowhereElse() {
        long mark = realm.server().log().mark();
        Page sent = signingUp.send(visitor, address);
        Mail mail = mail();
        String guess = "WXYZ-2345";
        Page confirm = typeCode(typeCode(sent, guess), code(mail)).is("registration-confirm");
        URI url = confirm.url();
        assertTrue(confirm(confirm, PASSWORD).isApp());
        Await.equal(1, () -> realm.events("REGISTER").size() > 0 ? 1 : 0);

        String log = realm.server().log().since(mark);
        StringBuilder rows = new StringBuilder();
        for (String table : List.of("AF_ASK", "AF_JOB", "AF_TOKEN", "AF_LIMIT", "EVENT_ENTITY")) {
            rows.append(probe.query("select * from " + table));
        }
        for (String clear : List.of(code(mail), code(mail).replace("-", ""), guess, guess.replace("-", ""))) {
            assertFalse(log.contains(clear), "in the log");
            assertFalse(rows.toString().contains(clear), "in a row");
            assertFalse(url.toString().contains(clear), "in the address bar");
        }
        assertEquals(List.of(), realm.server().log().linesSince(mark, Pattern.quote(address)), "in the log");
    }
}
