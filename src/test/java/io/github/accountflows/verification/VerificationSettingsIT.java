package io.github.accountflows.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Answer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two required actions as an administrator sees them, and what their settings do. */
class VerificationSettingsIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private static int people;

    private final Realm realm = OWN.realm();

    @BeforeEach
    void usual() {
        set(Proving.VERIFY, Map.of("link-lifetime-minutes", "1440"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Proving.VERIFY, Proving.CHANGE})
    void eachIsThereUnderOurNameAndSwitchedOn(String action) {
        JsonNode found = realm.admin().get(realm.path("/authentication/required-actions/" + action));

        assertTrue(found.path("name").asText().startsWith("Account flows: "), found::toString);
        assertTrue(found.path("enabled").booleanValue());
        assertEquals(action.equals(Proving.VERIFY), found.path("defaultAction").booleanValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {Proving.VERIFY, Proving.CHANGE})
    void eachSettingHasALabelAHelpTextAndADefault(String action) {
        JsonNode properties = realm.admin()
                .get(realm.path("/authentication/required-actions/" + action + "/config-description"))
                .path("properties");

        assertEquals(
                List.of("link-lifetime-minutes", "help"),
                properties.findValuesAsText("name").subList(0, 2));
        assertEquals(
                List.of("Link lifetime in minutes", "The realm's help"),
                properties.findValuesAsText("label").subList(0, 2));
        assertEquals(
                List.of("1440", ""), properties.findValuesAsText("defaultValue").subList(0, 2));
        assertTrue(properties.findValuesAsText("helpText").stream().allMatch(help -> help.length() > 40));
    }

    @ParameterizedTest
    @CsvSource({
        "link-lifetime-minutes, 9, 10 to 1440",
        "link-lifetime-minutes, 1441, 10 to 1440",
        "link-lifetime-minutes, a day, 10 to 1440",
        "help, http://help.example.org, an https address or a mail address",
        "max_auth_age, soon, "
    })
    void aValueThatMakesNoSenseIsRefusedWhereItIsSet(String setting, String value, String why) {
        Answer answer = realm.admin().call("PUT", config(Proving.VERIFY), Map.of("config", Map.of(setting, value)));

        assertEquals(400, answer.status());
        assertTrue(answer.toString().contains(why == null ? "" : why), answer::toString);
        assertEquals(
                "1440", stored(Proving.VERIFY).path("link-lifetime-minutes").asText());
    }

    @Test
    void theLifetimeIsThatOfTheLinkAndThePageSaysSo() {
        set(Proving.VERIFY, Map.of("link-lifetime-minutes", "30"));
        User user =
                realm.user("settings-" + ++people + "@example.org").unverified().create();

        Page sent = realm.app().signIn().with(new Visitor(), user.username(), User.PASSWORD);

        assertTrue(sent.is("verification-sent").text().contains("30 minutes"), sent::text);
        Mail mail = OWN.mailbox().awaitMail(user.email());
        Page elsewhere = Proving.land(new Visitor(), mail.link());
        assertTrue(elsewhere.has("button[name=not-me]"), elsewhere::toString);
        JsonNode token = realm.rows("AF_TOKEN").stream()
                .filter(row -> user.id().equals(row.path("user_id").asText()))
                .findFirst()
                .orElseThrow();
        assertEquals(
                30 * 60_000,
                token.path("expires_at").asLong() - token.path("issued_at").asLong());
    }

    @Test
    void theRealmsHelpIsNamedInTheMail() {
        set(Proving.VERIFY, Map.of("help", "help@example.org"));
        User user =
                realm.user("settings-" + ++people + "@example.org").unverified().create();

        realm.app().signIn().with(new Visitor(), user.username(), User.PASSWORD).is("verification-sent");

        assertTrue(OWN.mailbox().awaitMail(user.email()).text().contains("help@example.org"));
    }

    /** Whoever stopped a change has somebody else in the account; so has he who came too late. */
    @Test
    void theRealmsHelpIsNamedToWhoeverStoppedAChangeOrCouldNot() {
        set(Proving.CHANGE, Map.of("help", "help@example.org"));
        realm.set("resetPasswordAllowed", false);
        try {
            User user = realm.user("settings-" + ++people + "@example.org").create();
            OWN.changing().send(new Visitor(), user, "settings-" + people + "@example.com");
            Mail warning = OWN.mailbox().awaitMail(user.email());

            Page stopped = new Visitor()
                    .open(warning.link())
                    .is("verification-cancel")
                    .press("confirm")
                    .is("verification-cancelled");
            Page late = new Visitor().open(warning.link()).is("link-invalid");

            for (Page page : List.of(stopped, stopped.refresh(), late)) {
                assertTrue(page.has("[data-page] a[href='mailto:help@example.org']"), page::body);
                assertFalse(page.text().toLowerCase().contains("choose a new password"), page::text);
            }
        } finally {
            realm.set("resetPasswordAllowed", true);
        }
    }

    private void set(String action, Map<String, String> config) {
        realm.admin().put(config(action), Map.of("config", config));
    }

    private JsonNode stored(String action) {
        return realm.admin().get(config(action)).path("config");
    }

    private String config(String action) {
        return realm.path("/authentication/required-actions/" + action + "/config");
    }
}
