package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Totp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.util.List;
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
        assertNoAddress();
    }

    private void assertNoAddress() {
        List<JsonNode> events =
                realm.server().probe().query("select * from EVENT_ENTITY where REALM_ID = ?", realm.id());
        assertEquals(-1, events.toString().indexOf("@"), events::toString);
    }

    private static JsonNode only(List<JsonNode> events) {
        assertEquals(1, events.size(), events::toString);
        return events.get(0);
    }
}
