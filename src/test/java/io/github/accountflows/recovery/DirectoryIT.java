package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Directory;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People whose passwords are in their organisation's directory (REC-9), told by a real LDAP server. */
class DirectoryIT {
    private static final String NEW_PASSWORD = "a new password of mine";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private static final Directory DIRECTORY = Directory.open();

    private final Realm realm = OWN.realm();
    private final Mailbox mailbox = OWN.mailbox();
    private final Recovering recovering = OWN.recovering();

    @BeforeAll
    static void serve() {
        for (String mode : List.of("READ_ONLY", "WRITABLE", "UNSYNCED")) {
            DIRECTORY.serve(OWN.realm(), mode);
        }
    }

    @AfterEach
    void takeChangesAgain() {
        DIRECTORY.refuse(null);
    }

    @AfterAll
    static void close() {
        DIRECTORY.close();
    }

    @Test
    void aReadOnlyDirectorysPersonIsToldWhereThePasswordIs() {
        DIRECTORY.add("READ_ONLY", "reader@example.org");

        new Asking(realm).ask("reader@example.org");

        Mail mail = mailbox.awaitMail("reader@example.org");
        assertFalse(mail.hasLink());
        assertFalse(mail.html().contains("href"), mail::html);
        assertTrue(mail.text().contains("your organisation"), mail::text);
        assertTrue(mail.text().contains("reader@example.org"), mail::text);
        assertTrue(mailbox.noneArrivesWithin(Duration.ofMillis(500), "reader@example.org"));
        assertEquals(
                List.of(),
                realm.rows("AF_TOKEN").stream()
                        .filter(token -> token.path("user_id")
                                .textValue()
                                .equals(realm.existing("reader@example.org").id()))
                        .toList());
    }

    @Test
    void aWritableDirectorysPersonChoosesANewPasswordThere() {
        User user = person("WRITABLE", "writer@example.org");

        choose(land(recovering.link(user)), NEW_PASSWORD).is("recovery-done");

        assertFalse(DIRECTORY.takes("WRITABLE", user.username(), User.PASSWORD));
        assertTrue(DIRECTORY.takes("WRITABLE", user.username(), NEW_PASSWORD));
        assertEquals(List.of(), storedHere(user));
        assertFalse(user.signsInWith(User.PASSWORD));
        assertTrue(user.signsInWith(NEW_PASSWORD));
        assertEquals(
                "Your password was changed", mailbox.awaitMail(user.username()).subject());
    }

    /** LDAP's constraint violation and "unwilling to perform", as directories judge passwords by rules of their own. */
    @ParameterizedTest
    @ValueSource(ints = {19, 53})
    void aPasswordThatTheDirectoryRefusesUsesNothingUp(int code) {
        User user = person("WRITABLE", "refused" + code + "@example.org");
        Page landed = land(recovering.link(user));
        DIRECTORY.refuse(code);

        Page answer = choose(landed, NEW_PASSWORD).is("recovery-new-password");

        assertTrue(answer.text().contains("rules of its own"), answer::text);
        assertUnchanged(user);
        DIRECTORY.refuse(null);
        choose(answer, "another new password of mine").is("recovery-done");
        assertTrue(DIRECTORY.takes("WRITABLE", user.username(), "another new password of mine"));
    }

    @Test
    void aDirectoryInTroubleUsesNothingUp() {
        User user = person("WRITABLE", "trouble@example.org");
        Page landed = land(recovering.link(user));
        DIRECTORY.refuse(52);
        long mark = realm.server().log().mark();

        Page answer = choose(landed, NEW_PASSWORD).is("recovery-new-password");

        assertTrue(answer.text().contains("went wrong on our side"), answer::text);
        assertUnchanged(user);
        assertEquals(List.of(), realm.server().log().linesSince(mark, user.username()));
        DIRECTORY.refuse(null);
        choose(answer, NEW_PASSWORD).is("recovery-done");
    }

    /** A directory's change is in no transaction: whatever else can fail must have had its chance before. */
    @Test
    void whatTheDatabaseRefusesLeavesTheDirectoryAsItIs() {
        User user = person("WRITABLE", "database@example.org");
        Page landed = land(recovering.link(user));
        realm.server()
                .probe()
                .update("alter table AF_JOB add constraint INJECTED check (REALM_ID <> '" + realm.id()
                        + "' or KIND = 'recovery-link') nocheck");
        try {
            choose(landed, NEW_PASSWORD).is("recovery-new-password");
        } finally {
            realm.server().probe().update("alter table AF_JOB drop constraint INJECTED");
        }

        assertUnchanged(user);
        choose(landed.refresh(), NEW_PASSWORD).is("recovery-done");
    }

    @Test
    void aDirectoryThatHasBecomeReadOnlySaysSo() {
        User user = person("WRITABLE", "late@example.org");
        Page landed = land(recovering.link(user));
        editMode("READ_ONLY");
        try {
            Page answer = choose(landed, NEW_PASSWORD).is("recovery-new-password");
            assertTrue(answer.text().contains("can't be changed here"), answer::text);
        } finally {
            editMode("WRITABLE");
        }

        assertUnchanged(user);
        choose(landed.refresh(), NEW_PASSWORD).is("recovery-done");
    }

    /** Keycloak keeps their passwords itself once they change; so it was before recovery was ours. */
    @Test
    void anUnsyncedDirectorysPersonGetsAPasswordHere() {
        User user = person("UNSYNCED", "unsynced@example.org");

        choose(land(recovering.link(user)), NEW_PASSWORD).is("recovery-done");

        assertEquals(1, storedHere(user).size());
        assertTrue(user.signsInWith(NEW_PASSWORD));
        assertTrue(DIRECTORY.takes("UNSYNCED", user.username(), User.PASSWORD));
    }

    /** TOK-4, where the directory keeps the time of the change. */
    @Test
    void aPasswordChangedInTheDirectoryEndsTheLink() {
        User user = person("WRITABLE", "changed@example.org");
        URI link = recovering.link(user);
        land(link);

        DIRECTORY.change("WRITABLE", user.username(), "changed at the directory");

        realm.clearUserCache();
        new Visitor().open(link).is("link-invalid");
    }

    private User person(String mode, String address) {
        DIRECTORY.add(mode, address);
        return realm.existing(address);
    }

    private void assertUnchanged(User user) {
        assertTrue(DIRECTORY.takes("WRITABLE", user.username(), User.PASSWORD));
        assertFalse(DIRECTORY.takes("WRITABLE", user.username(), NEW_PASSWORD));
        assertEquals(List.of(), storedHere(user));
        assertTrue(mailbox.noneArrivesWithin(Duration.ofMillis(300), user.username()));
    }

    private List<JsonNode> storedHere(User user) {
        return realm.server().probe().query("select * from CREDENTIAL where USER_ID = ?", user.id());
    }

    private void editMode(String mode) {
        JsonNode component = realm.admin()
                .get(realm.path("/components?name=directory%20WRITABLE"))
                .get(0);
        ObjectNode changed = component.deepCopy();
        changed.withObjectProperty("config").putArray("editMode").add(mode);
        realm.admin().put(realm.path("/components/" + component.path("id").textValue()), changed);
    }
}
