package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.confirm;
import static io.github.accountflows.testing.SigningUp.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Directory;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.User;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People who sign up where the realm keeps its newcomers in a directory, which no rollback reaches (REG-13). */
class DirectoryNewcomerIT {
    private static final String PART = "WRITABLE";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    /** A database that looks at constraints as late as its commit. */
    @RegisterExtension
    static final OwnRealm POSTGRES = OwnRealm.onPostgres(json -> json.put("eventsEnabled", true));

    private static final Directory DIRECTORY = Directory.open();
    private static final Directory POSTGRES_DIRECTORY = Directory.open();

    private final SigningUp signingUp = OWN.signingUp();

    @BeforeAll
    static void serve() {
        DIRECTORY.serveNewcomers(OWN.realm(), PART);
        POSTGRES_DIRECTORY.serveNewcomers(POSTGRES.realm(), PART);
    }

    @AfterEach
    void takeChangesAgain() {
        DIRECTORY.refuse(null);
    }

    @AfterAll
    static void close() {
        DIRECTORY.close();
        POSTGRES_DIRECTORY.close();
    }

    @Test
    void theirPasswordIsInTheDirectoryAlone() {
        User user = signingUp.user("newcomer@example.org");

        assertTrue(DIRECTORY.takes(PART, user.username(), PASSWORD));
        assertEquals(List.of(), stored("CREDENTIAL where TYPE = 'password' and USER_ID = ?", user.id()));
        assertTrue(user.signsInWith(PASSWORD));
    }

    @Test
    void aPasswordThatTheDirectoryRefusesLeavesNobodyBehind() {
        Page landed = land(signingUp.link("refused@example.org"));
        DIRECTORY.refuse(19);

        Page answer = confirm(landed, PASSWORD).is("registration-confirm");

        assertFalse(DIRECTORY.has(PART, "refused@example.org"));
        assertEquals(List.of(), stored("USER_ENTITY where EMAIL = ?", "refused@example.org"));
        DIRECTORY.refuse(null);
        confirm(answer, PASSWORD).is("registration-done");
        assertTrue(DIRECTORY.takes(PART, "refused@example.org", PASSWORD));
    }

    @Test
    void whoIsInTheDirectoryAlreadyIsToldByMailAlone() {
        DIRECTORY.add(PART, "colleague@example.org");

        signingUp.send("colleague@example.org");

        assertFalse(signingUp.mail("colleague@example.org").hasLink());
    }

    /** The event is the last that is written, after the directory has been told all of it. */
    @Test
    void whatTheDatabaseRefusesAtTheEndLeavesNoEntryInTheDirectory() {
        String address = "unlucky@example.org";
        Realm realm = POSTGRES.realm();
        Page landed = land(POSTGRES.signingUp().link(address));
        Page answer;
        realm.server()
                .probe()
                .update("alter table EVENT_ENTITY add constraint INJECTED check (REALM_ID <> '" + realm.id()
                        + "' or TYPE <> 'REGISTER') not valid");
        try {
            answer = confirm(landed, PASSWORD).is("registration-confirm");
        } finally {
            realm.server().probe().update("alter table EVENT_ENTITY drop constraint INJECTED");
        }

        assertFalse(POSTGRES_DIRECTORY.has(PART, address));
        assertEquals(List.of(), realm.server().probe().query("select ID from USER_ENTITY where EMAIL = ?", address));
        confirm(answer, PASSWORD).is("registration-done");
        assertTrue(POSTGRES_DIRECTORY.takes(PART, address, PASSWORD));
    }

    private static List<JsonNode> stored(String what, String of) {
        return OWN.realm().server().probe().query("select ID from " + what, of);
    }
}
