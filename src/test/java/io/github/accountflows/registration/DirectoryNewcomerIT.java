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

    private static final Directory DIRECTORY = Directory.open();

    private final SigningUp signingUp = OWN.signingUp();

    @BeforeAll
    static void serve() {
        DIRECTORY.serveNewcomers(OWN.realm(), PART);
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

    private static List<JsonNode> stored(String what, String of) {
        return OWN.realm().server().probe().query("select ID from " + what, of);
    }
}
