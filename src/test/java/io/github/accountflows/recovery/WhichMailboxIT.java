package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.smtp.ReceivedMail;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Visitor;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is named in whatever spelling: mail goes to the stored address of that account, and to no other (ADR-1 to 4). */
class WhichMailboxIT {
    private static final Consumer<ObjectNode> USERNAMES = json -> json.put("registrationEmailAsUsername", false);
    private static final Consumer<ObjectNode> DUPLICATES = json -> json.put("registrationEmailAsUsername", false)
            .put("loginWithEmailAllowed", false)
            .put("duplicateEmailsAllowed", true);

    private ScriptedSmtp smtp;
    private Realm realm;

    @BeforeEach
    void start() {
        smtp = ScriptedSmtp.start();
    }

    @AfterEach
    void stop() {
        realm.close();
        smtp.close();
    }

    /** ADR-2: what is stored in one spelling is found by each, and mail servers get the A-label. */
    @ParameterizedTest
    @ValueSource(strings = {"anna@bücher.example", "anna@xn--bcher-kva.example", "Anna@BÜCHER.Example"})
    void accountIsFoundByEverySpellingOfItsAddress(String stored) {
        open(json -> {});
        realm.user(stored).create();
        String[] spellings = {
            "anna@bücher.example",
            "anna@xn--bcher-kva.example",
            "ANNA@BÜCHER.EXAMPLE",
            "Anna@Xn--Bcher-KVA.example",
            "  anna@bücher.example ",
            "anna@bu\u0308cher.example"
        };

        for (String spelling : spellings) {
            ask(spelling).is("recovery-sent");
            settle();
        }

        assertEquals(spellings.length, smtp.mails().size());
        for (ReceivedMail mail : smtp.mails()) {
            assertEquals(List.of("anna@xn--bcher-kva.example"), mail.recipients());
            assertEquals(List.of("anna@xn--bcher-kva.example"), mail.headers("To"));
            assertTrue(mail.parameters().isEmpty(), mail.parameters());
        }
    }

    /** ADR-3: another letter is another mailbox; mail to {@code mıke@} must not reach {@code mike@}, nor the other way. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mıke@example.org",
                "mïke@example.org",
                "mike@exampłe.org",
                "mike@straße.example",
                "m.ike@example.org",
                "mike+x@example.org",
                "mike@example.org.example"
            })
    void anAddressThatOnlyLooksAlikeIsAnothers(String typed) {
        open(json -> {});
        realm.user("mike@example.org").create();
        realm.user("mike@strasse.example").create();

        ask(typed).is("recovery-sent");
        settle();

        assertEquals(List.of(), smtp.mails());
        assertEquals("unknown", realm.rows("AF_JOB").get(0).path("reason").asText());
    }

    /** ADR-2, ADR-6: letters that some program turns into a plain one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MİKE@example.org",
                "mi\u212Ae@example.org",
                "mike@example\u3002org",
                "\uFF4Dike@example.org",
                "mike@\uFF45xample.org",
                "mi\u00ADke@example.org",
                "m\u0456ke@example.org"
            })
    void aLetterThatAnotherOneCanBeWrittenForIsRefused(String typed) {
        open(json -> {});
        realm.user("mike@example.org").create();

        assertTrue(ask(typed).is("recovery-request").has("#username-error"));

        assertEquals(List.of(), realm.rows("AF_JOB"));
    }

    /** What has an "@" is an address and nothing else, whoever bears it as a name. */
    @Test
    void anAddressNamesItsOwnerAndNotTheBearerOfThatUsername() {
        open(USERNAMES);
        realm.user("bob").email("owner@example.org").create();
        rename(realm.user("mallory").email("mallory@example.org").create().id(), "owner@example.org");
        rename(realm.user("trudy").email("trudy@example.org").create().id(), "nobody@example.org");

        ask("owner@example.org").is("recovery-sent");
        ask("nobody@example.org").is("recovery-sent");
        settle();

        assertEquals(1, smtp.mails().size());
        assertEquals(List.of("owner@example.org"), smtp.mails().get(0).recipients());
        assertTrue(
                smtp.mails().get(0).text().contains("Account: bob"),
                smtp.mails().get(0)::text);
    }

    @Test
    void aUsernameLeadsToTheStoredAddress() {
        open(USERNAMES);
        realm.user("bob").email("Bob.Stored@Bücher.example").create();

        ask(" BOB ").is("recovery-sent");
        settle();

        assertEquals(1, smtp.mails().size());
        assertEquals(
                List.of("bob.stored@xn--bcher-kva.example"), smtp.mails().get(0).recipients());
    }

    /** Where users share an address it names none of them, and nobody is told that it has no account. */
    @Test
    void aSharedAddressNamesNobodyButAUsernameDoes() {
        open(DUPLICATES);
        realm.configure("account recovery", "account-flows-recovery", Map.of("unknown-address", "mail"));
        realm.user("ann").email("shared@example.org").create();
        realm.user("ben").email("shared@example.org").create();

        ask("shared@example.org").is("recovery-sent");
        ask("single@example.org").is("recovery-sent");
        settle();
        assertEquals(List.of(), smtp.mails());

        ask("ben").is("recovery-sent");
        settle();
        assertEquals(1, smtp.mails().size());
        assertEquals(List.of("shared@example.org"), smtp.mails().get(0).recipients());
        assertTrue(
                smtp.mails().get(0).text().contains("Account: ben"),
                smtp.mails().get(0)::text);
    }

    private void open(Consumer<ObjectNode> changes) {
        realm = Realm.open(KeycloakServer.h2(), smtp.port(), changes);
        realm.mailThrough(smtp.port(), smtp.realmSettings());
    }

    private Page ask(String typed) {
        return Asking.ask(new Asking(realm).openDirectly(new Visitor()), typed);
    }

    /** Until every ask has been decided, and what it owed was sent. */
    private void settle() {
        Await.equal(0L, () -> realm.rows("AF_JOB").stream()
                .filter(job -> job.path("state").asText().matches("ASKED|OWED"))
                .count());
    }

    /** As an import or another store may do it: Keycloak's own forms refuse somebody else's address for a name. */
    private void rename(String id, String username) {
        realm.server().probe().update("update USER_ENTITY set USERNAME = ? where ID = ?", username, id);
        realm.clearUserCache();
    }
}
