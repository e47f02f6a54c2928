package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Answer;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The flow {@code account recovery} as an administrator sees it, and what its settings do. */
class RecoverySettingsIT {
    private static final String FLOW = "account recovery";
    private static final String STEP = "account-flows-recovery";
    private static final Map<String, String> USUAL =
            Map.of("link-lifetime-minutes", "60", "unknown-address", "nothing");

    private static Mailbox mailbox;
    private static Realm realm;

    @BeforeAll
    static void open() {
        mailbox = Mailbox.open();
        realm = Realm.open(KeycloakServer.h2(), mailbox);
    }

    @AfterAll
    static void close() {
        realm.close();
        mailbox.close();
    }

    @BeforeEach
    void usual() {
        realm.configure(FLOW, STEP, USUAL);
    }

    @Test
    void allStepsAreThereUnderOurNamesWithHelp() {
        assertEquals(
                List.of(
                        "Account flows: Recovery, ask for a link",
                        "account recovery second factor",
                        "Account flows: Recovery, one-time code",
                        "Account flows: Recovery, security key",
                        "Account flows: Recovery, recovery code",
                        "Account flows: Recovery, new password"),
                List.of(realm.executions(FLOW)).get(0).findValuesAsText("displayName").stream()
                        .filter(name -> name.startsWith("Account flows") || name.startsWith("account"))
                        .toList());
        for (String step : List.of(
                STEP,
                "account-flows-recovery-otp",
                "account-flows-recovery-webauthn",
                "account-flows-recovery-authn-codes",
                "account-flows-recovery-new-password")) {
            JsonNode described = description(step);
            assertTrue(described.path("name").asText().startsWith("Account flows: "), described::toString);
            assertTrue(described.path("helpText").asText().length() > 40, described::toString);
        }
    }

    @Test
    void eachSettingHasALabelAHelpTextAndADefault() {
        JsonNode properties = description(STEP).path("properties");

        assertEquals(List.of("link-lifetime-minutes", "unknown-address", "help"), properties.findValuesAsText("name"));
        assertEquals(
                List.of("Link lifetime in minutes", "An unknown address gets", "The realm's help"),
                properties.findValuesAsText("label"));
        assertEquals(List.of("60", "nothing", ""), properties.findValuesAsText("defaultValue"));
        assertTrue(properties.findValuesAsText("helpText").stream().allMatch(help -> help.length() > 40));
        assertTrue(properties.get(0).path("helpText").asText().contains("OWASP"));
        assertEquals("[\"nothing\",\"mail\"]", properties.get(1).path("options").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "link-lifetime-minutes, 4, 5 to 1440",
        "link-lifetime-minutes, 1441, 5 to 1440",
        "link-lifetime-minutes, an hour, 5 to 1440",
        "unknown-address, everything, nothing: no mail is sent",
        "help, http://help.example.org, an https address or a mail address"
    })
    void aValueThatMakesNoSenseIsRefusedWhereItIsSet(String setting, String value, String why) {
        String path = realm.path("/authentication/config/"
                + realm.execution(FLOW, STEP).path("authenticationConfig").asText());
        ObjectNode stored = (ObjectNode) realm.admin().get(path);
        ObjectNode changed = stored.deepCopy();
        changed.withObjectProperty("config").put(setting, value);

        Answer answer = realm.admin().call("PUT", path, changed);

        assertEquals(400, answer.status());
        assertTrue(answer.json().path("errorMessage").asText().contains(why), answer::toString);
        assertEquals(stored, realm.admin().get(path));
    }

    @Test
    void aValueThatMakesNoSenseIsRefusedWithANewConfigurationToo() {
        String step = realm.execution(FLOW, STEP).path("id").asText();

        Answer answer = realm.admin()
                .call(
                        "POST",
                        realm.path("/authentication/executions/" + step + "/config"),
                        Map.of("alias", "another", "config", Map.of("link-lifetime-minutes", "0")));

        assertEquals(400, answer.status());
        assertTrue(ask(new Visitor(), "emil@example.org").text().contains("The link works for 1 hour"));
    }

    /** An import asks nobody: what comes by it is brought into range where it is read, and the log says so. */
    @Test
    void aValueThatCameByAnImportIsBroughtIntoRange() {
        Consumer<ObjectNode> tooLong =
                json -> ((ObjectNode) json.at("/authenticatorConfig/0/config")).put("link-lifetime-minutes", "99999");
        try (Realm imported = Realm.open(KeycloakServer.h2(), mailbox, tooLong)) {
            Page sent = imported.app()
                    .signIn()
                    .open(new Visitor())
                    .click("a[href*='reset-credentials']")
                    .formWith("username")
                    .fill("username", "emil@example.org")
                    .submit();
            assertTrue(sent.text().contains("The link works for 24 hours"), sent::text);
        }
    }

    @Test
    void aLifetimeOfFiveMinutesIsNamedOnThePageAndKeptByTheMail() {
        realm.configure(FLOW, STEP, Map.of("link-lifetime-minutes", "5"));
        User anton = realm.user("anton@example.org").create();
        Visitor visitor = new Visitor();

        Page sent = ask(visitor, anton.email());

        assertTrue(sent.text().contains("The link works for 5 minutes"), sent::text);
        Mail mail = mailbox.awaitMail(anton.email());
        Page choose = visitor.open(mail.link());
        assertTrue(choose.text().contains("You have 5 minutes left"), choose::text);
        JsonNode token = realm.rows("AF_TOKEN").stream()
                .filter(row -> row.path("user_id").asText().equals(anton.id()))
                .findFirst()
                .orElseThrow();
        assertEquals(
                Duration.ofMinutes(5).toMillis(),
                token.path("expires_at").asLong() - token.path("issued_at").asLong());
    }

    @Test
    void anUnknownAddressGetsNothingByDefaultAndAMailWhereTheRealmWantsIt() {
        ask(new Visitor(), "berta@example.org");
        assertTrue(mailbox.noneArrivesWithin(Duration.ofSeconds(2), "berta@example.org"));

        realm.configure(FLOW, STEP, Map.of("unknown-address", "mail"));
        ask(new Visitor(), "berta@example.org");
        Mail mail = mailbox.awaitMail("berta@example.org");

        assertTrue(mail.text().contains("there is no account with this address"), mail::text);
        assertTrue(mail.text().contains("berta@example.org"), mail::text);
        assertFalse(mail.hasLink());
    }

    @ParameterizedTest
    @CsvSource({
        "https://help.example.org/password, https://help.example.org/password",
        "help@example.org, mailto:help@example.org"
    })
    void theRealmsHelpStandsInEveryMail(String setting, String href) {
        realm.configure(FLOW, STEP, Map.of("unknown-address", "mail", "help", setting));
        User user = realm.user("caesar." + href.length() + "@example.org").create();
        String nobody = "nobody." + href.length() + "@example.org";

        Visitor visitor = new Visitor();
        ask(visitor, user.email());
        ask(new Visitor(), nobody);
        Mail link = mailbox.awaitMail(user.email());
        String password = "a new password of mine";
        visitor.open(link.link())
                .formWith("password-new")
                .fill("password-new", password)
                .fill("password-confirm", password)
                .submit()
                .is("recovery-done");

        for (Mail mail : List.of(link, mailbox.awaitMail(user.email()), mailbox.awaitMail(nobody))) {
            assertTrue(mail.text().contains(setting), mail::text);
            assertTrue(mail.html().contains("href=\"" + href + "\""), mail::html);
        }
    }

    @Test
    void withoutHelpOfItsOwnARealmSendsToItsAdministrator() {
        User dora = realm.user("dora@example.org").create();
        ask(new Visitor(), dora.email());

        Mail mail = mailbox.awaitMail(dora.email());

        assertTrue(mail.text().contains("the administrator of Account Flows Demo"), mail::text);
    }

    private static Page ask(Visitor visitor, String address) {
        return realm.app()
                .signIn()
                .open(visitor)
                .click("a[href*='reset-credentials']")
                .formWith("username")
                .fill("username", address)
                .submit()
                .is("recovery-sent");
    }

    private static JsonNode description(String step) {
        return realm.admin().get(realm.path("/authentication/config-description/" + step));
    }
}
