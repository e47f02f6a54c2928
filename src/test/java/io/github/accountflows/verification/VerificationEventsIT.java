package io.github.accountflows.verification;

import static io.github.accountflows.testing.Proving.confirm;
import static io.github.accountflows.testing.Proving.land;
import static io.github.accountflows.testing.Proving.typeCode;
import static io.github.accountflows.testing.Verifying.correct;
import static io.github.accountflows.testing.Verifying.correction;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Changing;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.Statements;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Verifying;
import io.github.accountflows.testing.Visitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an admin can follow in Keycloak's own events (LOG-1), by ids alone (LOG-2). */
class VerificationEventsIT {
    /** Usernames are no addresses here, for Keycloak's own events name them. */
    @RegisterExtension
    static final OwnRealm OWN =
            OwnRealm.onH2(json -> json.put("eventsEnabled", true).put("registrationEmailAsUsername", false));

    private final Realm realm = OWN.realm();
    private final Verifying verifying = OWN.verifying();
    private final Visitor visitor = new Visitor();
    private final long mark = realm.server().log().mark();
    private final List<String> secrets = new ArrayList<>();

    @BeforeEach
    void forget() {
        realm.admin().delete(realm.path("/events"));
    }

    @AfterEach
    void nobodyIsNamed() {
        String rows = rows().toString();
        assertFalse(rows.contains("@"), rows);
        for (String secret : secrets) {
            assertEquals(List.of(), realm.server().log().linesSince(mark, Pattern.quote(secret)), "in the log");
            assertFalse(rows.contains(secret), rows);
        }
        assertEquals(List.of(), realm.server().log().linesSince(mark, " ERROR |Exception"));
    }

    private String some() {
        String address = UUID.randomUUID().toString().substring(0, 8) + "@unmistakable.example";
        secrets.add(address);
        return address;
    }

    private User user(boolean proved) {
        return realm.user("zq-" + UUID.randomUUID().toString().substring(0, 8))
                .email(some())
                .with(json -> json.put("emailVerified", proved))
                .create();
    }

    /** Its link and code must be told nowhere. */
    private Mail mail(String address) {
        Mail mail = verifying.mail(address);
        secrets.add(Recovering.secret(mail.link()));
        secrets.add(mail.code());
        secrets.add(mail.code().replace("-", ""));
        return mail;
    }

    @Test
    void aProofIsToldAsOneMailOneProofAndOneSignIn() {
        User user = user(false);
        Page sent = verifying.meet(visitor, user);
        Mail mail = mail(user.email());
        Await.equal(Set.of("CUSTOM_REQUIRED_ACTION", "SEND_VERIFY_EMAIL"), () -> types(user));

        assertTrue(typeCode(sent, mail.code()).isApp());

        for (String type : List.of("SEND_VERIFY_EMAIL", "VERIFY_EMAIL", "LOGIN")) {
            JsonNode event = only(told(type, user));
            assertEquals("demo-app", event.path("clientId").asText(), type);
            assertEquals("127.0.0.1", event.path("ipAddress").asText(), type);
        }
        assertEquals(ask("SEND_VERIFY_EMAIL", user), ask("VERIFY_EMAIL", user));
        assertEquals(List.of(), told("UPDATE_EMAIL", user));
    }

    /** The worker tells of other tests' mails, too. */
    private List<JsonNode> told(String type, User user) {
        return realm.events(type).stream()
                .filter(event -> event.path("userId").asText().equals(user.id()))
                .toList();
    }

    private String ask(String type, User user) {
        String ask = only(told(type, user)).path("details").path("ask").asText();
        assertFalse(ask.isEmpty(), type);
        return ask;
    }

    @Test
    void aCorrectedAddressIsToldAsAChangeWithoutTheAddresses() {
        User user = user(false);
        String right = some();
        Page sent = correct(verifying.meet(visitor, user), right);
        sent = typeCode(sent, "AAAA-AAAA");
        land(visitor, mail(right).link());

        assertTrue(confirm(sent.refresh()).isApp());

        assertEquals(ask("UPDATE_EMAIL", user), ask("VERIFY_EMAIL", user));
    }

    @Test
    void aChangeIsToldWithTheMailToTheOldAddress() {
        User user = user(true);
        String other = some();
        Page sent = OWN.changing().send(visitor, user, other);
        Mail cancel = verifying.mail(user.email());
        secrets.add(Recovering.secret(cancel.link()));

        assertTrue(typeCode(sent, mail(other).code()).isApp());

        only(told("UPDATE_EMAIL", user));
        Await.equal(
                new TreeSet<>(List.of("verification-link")), // the other is owed, not asked for
                () -> new TreeSet<>(told("CUSTOM_REQUIRED_ACTION", user).stream()
                        .map(event -> event.path("details")
                                .path("custom_required_action")
                                .asText())
                        .filter(kind -> kind.startsWith("verification-"))
                        .toList()));
    }

    /** LOG-4: the worker tells of its owner what the asker never hears. */
    @Test
    void aTakenAddressIsToldOfItsOwner() {
        User owner = user(true);
        User user = user(false);
        Page form = correction(verifying.meet(visitor, user));
        mail(user.email());

        Changing.send(form, owner.email());
        verifying.mail(owner.email());

        Await.equal(1, () -> told("SEND_VERIFY_EMAIL", owner).size());
        JsonNode told = only(told("SEND_VERIFY_EMAIL", owner));
        assertEquals("verification-taken", told.path("details").path("mail").asText());
        Await.equal(1, () -> told("SEND_VERIFY_EMAIL", user).size());
    }

    @Test
    void whyNoMailWasSentIsTold() {
        User owner = user(true);
        User user = user(false);
        owner.disable();
        Page form = correction(verifying.meet(visitor, user));
        mail(user.email());

        Changing.send(form, owner.email());

        Await.equal(1, () -> told("SEND_VERIFY_EMAIL_ERROR", owner).size());
        assertEquals(
                "user_disabled",
                only(told("SEND_VERIFY_EMAIL_ERROR", owner)).path("error").asText());
    }

    /** ENU-2: neither for a free address nor for a taken one. */
    @Test
    void aRequestWritesNoEventBeforeTheProof() {
        Page form = correction(verifying.meet(visitor, user(false)));
        String address = some();
        Statements statements = realm.server().probe().statementsDuring(() -> {
            Page sent = Changing.send(form, address);
            typeCode(sent, "AAAA-AAAA").is("verification-sent");
        });

        assertEquals("", statements.ofRequests().mentioning("event_entity").toString());
    }

    private Set<String> types(User user) {
        Set<String> types = new TreeSet<>();
        rows().stream()
                .filter(row -> row.path("user_id").asText().equals(user.id()))
                .forEach(row -> types.add(row.path("type").asText()));
        return types;
    }

    private List<JsonNode> rows() {
        return realm.server().probe().query("select * from EVENT_ENTITY where REALM_ID = ?", realm.id());
    }

    private static JsonNode only(List<JsonNode> events) {
        assertEquals(1, events.size(), events::toString);
        return events.get(0);
    }
}
