package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.chosen;
import static io.github.accountflows.testing.SigningUp.code;
import static io.github.accountflows.testing.SigningUp.confirm;
import static io.github.accountflows.testing.SigningUp.filled;
import static io.github.accountflows.testing.SigningUp.land;
import static io.github.accountflows.testing.SigningUp.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Cookie;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Postgres;
import io.github.accountflows.testing.Probe;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.ServerOptions;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Before the proof there is no user, no row in Keycloak's own tables and no secret; after it, nothing is left (REG-1). */
class NoTraceIT {
    private static final String SECRET = "a secret typed too early";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onPostgres();

    private final Realm realm = OWN.realm();
    private final Probe probe = realm.server().probe();
    private final SigningUp signingUp = OWN.signingUp();
    private final Visitor visitor = new Visitor();
    private final String address = "t" + UUID.randomUUID().toString().replace("-", "") + "@example.org";

    private Mail mail() {
        return signingUp.mail(address);
    }

    @Test
    void aSignUpLeavesNothingInKeycloaksTablesBeforeItsConfirmation() {
        signingUp.form(new Visitor()); // what Keycloak makes at the first use
        Map<String, Long> before = keycloaksRows();

        Page form = filled(signingUp.form(visitor), address)
                .add("password", SECRET)
                .add("password-confirm", SECRET)
                .add("password-new", SECRET)
                .submit()
                .is("registration-sent");
        Mail first = mail();
        signingUp.passPause(visitor, form);
        Page sent = form.refresh().press("resend").is("registration-sent");
        Mail newest = mail();
        sent = typeCode(sent, "ABCD-EFGH").is("registration-sent");
        Page elsewhere = land(newest.link());
        confirm(elsewhere, "short").is("registration-confirm");
        Page confirm = typeCode(sent, code(newest)).is("registration-confirm");
        chosen(confirm, SECRET).fill("password-confirm", "another").submit().is("registration-confirm");

        assertEquals(before, keycloaksRows());
        assertFalse(ourRows().contains(SECRET));
        assertFalse(first.toString().contains(SECRET));
        assertEquals(List.of(), probe.query("select ID from USER_ENTITY where EMAIL = ?", address));

        assertTrue(confirm(confirm.refresh(), PASSWORD).isApp());
        assertEquals(
                before.get("user_entity") + 1,
                keycloaksRows().get("user_entity").longValue());
    }

    /** Rows of each table but ours, and but those of sessions. */
    private Map<String, Long> keycloaksRows() {
        Map<String, Long> counts = new TreeMap<>();
        for (JsonNode table :
                probe.query("select table_name from information_schema.tables where table_schema = 'public'"
                        + " and table_name not like 'af_%' and table_name not like '%session%'")) {
            String name = table.path("table_name").textValue();
            counts.put(
                    name,
                    probe.query("select count(*) as n from " + name)
                            .get(0)
                            .path("n")
                            .longValue());
        }
        assertTrue(counts.size() > 80 && counts.containsKey("user_entity"), counts::toString);
        return counts;
    }

    private String ourRows() {
        StringBuilder rows = new StringBuilder();
        for (String table : List.of("AF_ASK", "AF_JOB", "AF_TOKEN", "AF_LIMIT")) {
            rows.append(realm.rows(table));
        }
        return rows.toString();
    }

    @Test
    void aPendingKeepsWhatWasTypedInOneRowAlone() {
        signingUp.send(visitor, Map.of("email", address, "firstName", "Zoë 王", "lastName", "O'Neill"));
        mail();

        JsonNode ask = ask();
        assertTrue(ask.path("profile").textValue().contains("Zoë 王"));
        assertEquals(43, ask.path("browser").textValue().length());
        Await.equal(List.of(), () -> realm.rows("AF_JOB").stream()
                .filter(job -> job.hasNonNull("address") || job.hasNonNull("facts"))
                .toList());
        assertFalse(ourRows().replace(ask.toString(), "").contains("Zoë"));
        List<String> secrets = visitor.cookies().all().stream()
                .filter(cookie -> cookie.name().startsWith("account-flows-browser"))
                .map(Cookie::value)
                .toList();
        assertEquals(1, secrets.size());
        assertFalse(ourRows().contains(secrets.get(0)), "the browser's own secret");
    }

    private JsonNode ask() {
        List<JsonNode> asks = realm.rows("AF_ASK").stream()
                .filter(row -> row.path("profile").asText().contains(address))
                .toList();
        assertEquals(1, asks.size());
        return asks.get(0);
    }

    /** Whoever signs up with somebody's address reserves nothing and shows nothing. */
    @Test
    void pendingsOfOneAddressKnowNothingOfEachOther() {
        signingUp.send(visitor, Map.of("email", address, "firstName", "Mine", "lastName", "First"));
        Mail mine = mail();
        Visitor stranger = new Visitor();
        signingUp.send(stranger, Map.of("email", address, "firstName", "Mallory", "lastName", "Second"));
        Mail strangers = mail();

        assertEquals("Mine", firstName(land(visitor, mine.link())));
        assertEquals("", firstName(land(visitor, strangers.link())));
        assertEquals("Mallory", firstName(land(stranger, strangers.link())));
        assertTrue(confirm(land(visitor, mine.link()), PASSWORD).isApp());
        assertEquals("Mine", realm.existing(address).json().path("firstName").textValue());
        stranger.open(strangers.link()).is("link-invalid");
    }

    private static String firstName(Page confirm) {
        return confirm.formWith("firstName").value("firstName");
    }

    @Test
    void aPendingReservesNeitherAddressNorUsername() {
        signingUp.send(visitor, address);
        mail();

        assertTrue(realm.user(address).create().signsInWith(User.PASSWORD));
    }

    @Test
    void theConfirmationErasesAllThatIsPendingForItsAddress() {
        signingUp.send(visitor, address);
        Mail mail = mail();
        signingUp.send(new Visitor(), address);
        mail();
        String neighbour = "n" + address;
        signingUp.send(new Visitor(), neighbour);

        confirm(land(mail.link()), PASSWORD).is("registration-done");

        assertFalse(realm.rows("AF_ASK").stream()
                .map(row -> row.path("profile").asText())
                .anyMatch(profile -> profile.contains("\"" + address)));
        assertTrue(ourRows().contains(neighbour));
    }

    @Test
    void anotherAddressErasesWhatWasTypedForTheFirst() {
        Page sent = signingUp.send(visitor, Map.of("email", address, "firstName", "Mara", "lastName", "Kept"));
        Mail first = mail();

        Page form = sent.press("other-address");

        assertEquals("Kept", form.formWith("email").value("lastName"));
        assertFalse(ourRows().contains("Kept"));
        new Visitor().open(first.link()).is("link-invalid");
        String other = "o" + address;
        filled(form, other).submit().is("registration-sent");
        assertTrue(land(visitor, signingUp.mail(other).link()).body().contains(other));
    }

    /** The rows of a sign-up were nobody's; they are the user's whom it made. */
    @Test
    void aDeletedUserTakesTheSignUpAlong() {
        signingUp.send(visitor, address);
        Mail mail = mail();
        String ask = ask().path("id").textValue();
        confirm(land(visitor, mail.link()), PASSWORD);

        realm.existing(address).delete();

        for (String table : List.of("AF_ASK where ID = ?", "AF_JOB where ASK_ID = ?", "AF_TOKEN where ASK_ID = ?")) {
            assertEquals(List.of(), probe.query("select ID from " + table, ask), table);
        }
    }

    /** Whoever has the "sent" page open still, is promised another mail there. */
    @Test
    void whatWasTypedOutlivesItsLinkForAnHourSoThatAResendBringsAnother() {
        Page sent = signingUp.send(visitor, address);
        mail();
        String late = "l" + address;
        Visitor latecomer = new Visitor();
        Page tooLate = signingUp.send(latecomer, late);
        signingUp.mail(late);
        Await.equal(0L, () -> realm.rows("AF_JOB").stream()
                .filter(job -> job.path("state").textValue().matches("ASKED|OWED"))
                .count());
        askedFor(address, 55);
        askedFor(late, 65);

        // What rows may keep is looked after at the start of a node.
        try (KeycloakServer node =
                KeycloakServer.start("no-trace", ServerOptions.postgres(Postgres.sharedDatabase()))) {
            Await.equal(false, () -> ourRows().contains("\"" + late));
            assertEquals(43, ask().path("browser").asText().length(), node.url()::toString);
        }

        signingUp.passPause(latecomer, tooLate);
        tooLate.refresh().press("resend").is("registration-sent");
        signingUp.passPause(visitor, sent);
        sent.refresh().press("resend").is("registration-sent");
        assertTrue(confirm(land(visitor, mail().link()), PASSWORD).isApp());
        assertTrue(OWN.mailbox().noneArrivesWithin(Duration.ofMillis(500), late));
    }

    /** Moves a sign-up, its mail and its link so far into the past that the link is over. */
    private void askedFor(String mailbox, int minutesAgo) {
        String key = probe.data(realm, "key", mailbox).textValue();
        long then = ago(minutesAgo);
        assertEquals(1, probe.update("update AF_JOB set CREATED_AT = ? where ADDRESS_KEY = ?", then, key));
        assertEquals(
                1, probe.update("update AF_ASK set CREATED_AT = ? where ADDRESS_KEY = ?", ago(minutesAgo + 60), key));
        assertEquals(1, probe.update("update AF_TOKEN set EXPIRES_AT = ? where STAMP = ?", then, key));
    }

    private static long ago(int minutes) {
        return Instant.now().minus(Duration.ofMinutes(minutes)).toEpochMilli();
    }

    @Test
    void aDeletedRealmTakesItsPendingsAlong() {
        String id;
        try (Mailbox mailbox = Mailbox.open();
                Realm leaving = Realm.open(KeycloakServer.h2(), mailbox)) {
            id = leaving.id();
            new SigningUp(leaving, mailbox).link(address);
        }
        for (String table : List.of("AF_ASK", "AF_JOB", "AF_TOKEN", "AF_LIMIT")) {
            assertEquals(
                    List.of(),
                    KeycloakServer.h2().probe().query("select * from " + table + " where REALM_ID = ?", id),
                    table);
        }
    }
}
