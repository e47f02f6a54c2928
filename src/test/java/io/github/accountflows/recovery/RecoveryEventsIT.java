package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Statements;
import io.github.accountflows.testing.Totp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an admin can follow in Keycloak's own events (LOG-1), by ids alone (LOG-2). */
class RecoveryEventsIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("eventsEnabled", true));

    private final Realm realm = OWN.realm();

    @Test
    void aRecoveryIsToldAsStockTellsIt() {
        Totp app = new Totp("a secret of twenty b");
        User owner = realm.user("told@example.org").totp(app).create();
        Visitor visitor = new Visitor();
        new Asking(realm).ask(visitor, owner.username());
        Page factor = visitor.open(OWN.mailbox().awaitMail(owner.username()).link());
        Page missed = factor.formWith("otp").fill("otp", app.wrongCode()).submit();
        Page choose = missed.formWith("otp").fill("otp", app.code()).submit();
        Asking.choose(choose, "a brand new one of mine").is("recovery-done");

        for (String type : List.of("RESET_PASSWORD", "UPDATE_CREDENTIAL", "UPDATE_PASSWORD")) {
            JsonNode event = only(realm.events(type));
            assertEquals(owner.id(), event.path("userId").asText());
            assertEquals("demo-app", event.path("clientId").asText());
            assertEquals("127.0.0.1", event.path("ipAddress").asText());
        }
        assertEquals(
                "password",
                only(realm.events("UPDATE_CREDENTIAL"))
                        .path("details")
                        .path("credential_type")
                        .asText());
        JsonNode miss = only(realm.events("RESET_PASSWORD_ERROR"));
        assertEquals("invalid_user_credentials", miss.path("error").asText());
        assertEquals(owner.id(), miss.path("userId").asText());
        assertNoAddress(realm);
    }

    /** LOG-4: the worker writes them, and whoever is named costs the same events. */
    @Test
    void whatBecameOfAnAskIsToldWithReasonsAndIds() throws Exception {
        try (ScriptedSmtp smtp = ScriptedSmtp.start();
                Realm realm =
                        Realm.open(OWN.realm().server(), OWN.mailbox(), json -> json.put("eventsEnabled", true))) {
            realm.mailThrough(smtp.port(), smtp.realmSettings());
            smtp.at(Step.RCPT).to("full@example.org").answer("550 5.1.1 <full@example.org> is unknown here");
            User owner = realm.user("owner@example.org").create();
            User disabled = realm.user("disabled@example.org").disabled().create();
            User full = realm.user("full@example.org").create();
            for (String who : List.of(owner.username(), disabled.username(), full.username(), "nobody@example.org")) {
                new Asking(realm).ask(who);
            }

            Await.equal(4, () -> realm.events("CUSTOM_REQUIRED_ACTION").size());
            Await.equal(1, () -> realm.events("SEND_RESET_PASSWORD").size());
            Await.equal(3, () -> realm.events("SEND_RESET_PASSWORD_ERROR").size());

            JsonNode sent = realm.events("SEND_RESET_PASSWORD").get(0);
            assertEquals(owner.id(), sent.path("userId").asText());
            assertEquals("demo-app", sent.path("clientId").asText());
            assertEquals("127.0.0.1", sent.path("ipAddress").asText());
            JsonNode asked = realm.events("CUSTOM_REQUIRED_ACTION").stream()
                    .filter(event -> owner.id().equals(event.path("userId").asText()))
                    .findFirst()
                    .orElseThrow();
            for (String id : List.of("ask", "job")) {
                assertEquals(
                        sent.path("details").path(id).asText(),
                        asked.path("details").path(id).asText());
            }
            assertEquals(
                    Map.of(
                            "user_not_found", "",
                            "user_disabled", disabled.id(),
                            "email_send_failed", full.id()),
                    realm.events("SEND_RESET_PASSWORD_ERROR").stream()
                            .collect(Collectors.toMap(
                                    event -> event.path("error").asText(),
                                    event -> event.path("userId").asText(""))));
            assertNoAddress(realm);
        }
    }

    @Test
    void aRequestWritesNoEventBeforeTheProof() {
        Visitor visitor = new Visitor();
        Page request = new Asking(realm).open(visitor);
        Statements statements = realm.server().probe().statementsDuring(() -> Asking.ask(request, "quiet@example.org")
                .is("recovery-sent"));
        assertEquals("", statements.ofRequests().mentioning("event_entity").toString());
    }

    private static void assertNoAddress(Realm realm) {
        List<JsonNode> events =
                realm.server().probe().query("select * from EVENT_ENTITY where REALM_ID = ?", realm.id());
        assertEquals(-1, events.toString().indexOf("@"), events::toString);
    }

    private static JsonNode only(List<JsonNode> events) {
        assertEquals(1, events.size(), events::toString);
        return events.get(0);
    }
}
