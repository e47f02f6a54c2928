package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.confirm;
import static io.github.accountflows.testing.SigningUp.filled;
import static io.github.accountflows.testing.SigningUp.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.Statements;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an admin can follow in Keycloak's own events (LOG-1), by ids alone (LOG-2). */
class RegistrationEventsIT {
    private static final String FIRST = "Wilhelmina";
    private static final String LAST = "Unmistakable";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("eventsEnabled", true));

    private final Realm realm = OWN.realm();
    private final SigningUp signingUp = OWN.signingUp();
    private final Visitor visitor = new Visitor();
    private final long mark = realm.server().log().mark();

    @BeforeEach
    void forget() {
        realm.admin().delete(realm.path("/events"));
    }

    @Test
    void aSignUpIsToldAsOneRegistrationAndOneSignIn() {
        String address = "told@example.org";
        SignIn signIn = realm.app().signIn();
        signingUp.form(visitor, signIn);
        filled(signingUp.form(visitor, signIn), Map.of("email", address, "firstName", FIRST, "lastName", LAST))
                .submit()
                .is("registration-sent");
        Mail mail = signingUp.mail(address);
        Await.equal(1, () -> realm.events("SEND_VERIFY_EMAIL").size());
        assertEquals(List.of("CUSTOM_REQUIRED_ACTION", "SEND_VERIFY_EMAIL"), types(), "before the confirmation");

        signIn.tokens(confirm(land(visitor, mail.link()), PASSWORD));

        User user = realm.existing(address);
        for (String type : List.of("REGISTER", "LOGIN", "CODE_TO_TOKEN")) {
            JsonNode event = only(realm.events(type));
            assertEquals(user.id(), event.path("userId").asText(), type);
            assertEquals("demo-app", event.path("clientId").asText(), type);
            assertEquals("127.0.0.1", event.path("ipAddress").asText(), type);
        }
        JsonNode register = only(realm.events("REGISTER")).path("details");
        assertEquals("form", register.path("register_method").asText());
        assertEquals(
                only(realm.events("SEND_VERIFY_EMAIL"))
                        .path("details")
                        .path("ask")
                        .asText(),
                register.path("ask").asText());
        assertNobodyIsNamed(address);
    }

    @Test
    void inAnotherBrowserThereIsNoSignIn() {
        confirm(land(signingUp.link("elsewhere@example.org")), PASSWORD).is("registration-done");

        assertEquals(1, realm.events("REGISTER").size());
        assertEquals(List.of(), realm.events("LOGIN"));
        assertNobodyIsNamed("elsewhere@example.org");
    }

    /** LOG-4: the worker writes them, and each with a reason. */
    @Test
    void whatBecameOfEachMailIsToldWithReasonsAndIds() {
        User owner = realm.user("owner@example.org").create();
        User disabled = realm.user("disabled@example.org").disabled().create();
        List<String> people = List.of("new@example.org", owner.username(), disabled.username());
        people.forEach(signingUp::send);

        Await.equal(2, () -> realm.events("SEND_VERIFY_EMAIL").size());
        Await.equal(1, () -> realm.events("SEND_VERIFY_EMAIL_ERROR").size());
        Await.equal(3, () -> realm.events("CUSTOM_REQUIRED_ACTION").size());

        assertEquals(
                Map.of("registration-link", "", "registration-account", owner.id()),
                realm.events("SEND_VERIFY_EMAIL").stream()
                        .collect(Collectors.toMap(
                                event -> event.path("details").path("mail").asText(),
                                event -> event.path("userId").asText(""))));
        JsonNode none = only(realm.events("SEND_VERIFY_EMAIL_ERROR"));
        assertEquals("user_disabled", none.path("error").asText());
        assertEquals(disabled.id(), none.path("userId").asText());
        people.forEach(this::assertNobodyIsNamed);
    }

    /** The one event before the proof tells of a fault of the input, and of nobody. */
    @Test
    void aBrokenFormIsToldWithoutAnAddressAndAlikeForEverybody() {
        User owner = realm.user("victim@example.org").create();
        for (String address : List.of(owner.username(), "nobody@example.org")) {
            Form form = filled(signingUp.form(new Visitor()), address).add("email", address + "@@");
            assertEquals("", form.submit().name());
        }

        List<JsonNode> errors = realm.events("REGISTER_ERROR");
        assertEquals(2, errors.size());
        assertEquals(told(errors.get(0)), told(errors.get(1)));
        assertEquals(0, owner.failures());
        assertNobodyIsNamed(owner.username());
    }

    private static String told(JsonNode event) {
        return event.path("error").asText()
                + event.path("userId").asText("")
                + event.path("details").properties().stream()
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList();
    }

    @Test
    void aRequestWritesNoEventBeforeTheProof() {
        Page form = signingUp.form(visitor);
        Statements statements = realm.server().probe().statementsDuring(() -> filled(form, "quiet@example.org")
                .submit()
                .is("registration-sent"));
        assertEquals("", statements.ofRequests().mentioning("event_entity").toString());
    }

    /** Whose sign-up was interrupted by an account that came meanwhile makes no second one. */
    @Test
    void whoeverComesTooLateRegistersNobody() {
        Page confirm = land(signingUp.link("late@example.org"));
        realm.user("late@example.org").create();

        confirm(confirm, PASSWORD).is("registration-exists");

        assertEquals(List.of(), realm.events("REGISTER"));
        assertEquals(List.of(), realm.events("LOGIN"));
    }

    @Test
    void whatIsDeclinedRegistersNobody() {
        land(signingUp.link("declined@example.org")).press("not-me").is("registration-declined");

        assertEquals(List.of(), realm.events("REGISTER"));
        assertNobodyIsNamed("declined@example.org");
    }

    private List<String> types() {
        return rows().stream().map(row -> row.path("type").asText()).sorted().toList();
    }

    private List<JsonNode> rows() {
        return realm.server().probe().query("select * from EVENT_ENTITY where REALM_ID = ?", realm.id());
    }

    private void assertNobodyIsNamed(String address) {
        // Keycloak's own event of a sign-in names its username, at every sign-in.
        String rows = rows().toString().replace("\\\"username\\\":\\\"" + address, "");
        for (String name : List.of("@", FIRST, LAST)) {
            assertEquals(-1, rows.indexOf(name), rows);
        }
        for (String name : List.of(address, FIRST, LAST)) {
            assertEquals(List.of(), realm.server().log().linesSince(mark, Pattern.quote(name)), "in the log");
        }
        assertTrue(rows.length() > 2);
    }

    private static JsonNode only(List<JsonNode> events) {
        assertEquals(1, events.size(), events::toString);
        return events.get(0);
    }
}
