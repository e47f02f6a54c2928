package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.LogoutReceiver;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever fails after the link was used up takes everything back (REC-5, REG-13). */
class TakenBackIT {
    private static final String NEW_PASSWORD = "a new password of mine";
    private static final Mailbox MAILBOX = Mailbox.open();

    @AfterAll
    static void close() {
        MAILBOX.close();
    }

    static Stream<Named<Supplier<KeycloakServer>>> servers() {
        return Stream.of(Named.of("H2", KeycloakServer::h2), Named.of("PostgreSQL", KeycloakServer::postgres));
    }

    /** The last thing that is written. */
    @ParameterizedTest
    @MethodSource("servers")
    void whenTheNoticeCannotBeWritten(Supplier<KeycloakServer> server) {
        try (Story story = new Story(server.get())) {
            story.fails(
                    () -> story.refuse("AF_JOB", "REALM_ID <> '" + story.realm.id() + "' or KIND = 'recovery-link'"),
                    () -> story.allow("AF_JOB"));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whenThePasswordCannotBeWritten(Supplier<KeycloakServer> server) {
        try (Story story = new Story(server.get())) {
            long created = story.user.credentials().get(0).path("createdDate").longValue();
            story.fails(
                    () -> story.refuse(
                            "CREDENTIAL", "USER_ID <> '" + story.user.id() + "' or CREATED_DATE = " + created),
                    () -> story.allow("CREDENTIAL"));
        }
    }

    /** No fault of the database, so nothing but we would take it back. */
    @Test
    void whenThePasswordCannotBeHashed() {
        try (Story story = new Story(KeycloakServer.h2())) {
            story.fails(
                    () -> story.realm.set(
                            "passwordPolicy", "length(15) and hashAlgorithm(pbkdf2-sha256) and hashIterations(-5)"),
                    () -> story.realm.set("passwordPolicy", "length(15)"));
        }
    }

    private static final class Story implements AutoCloseable {
        final Realm realm;
        final User user;
        private final LogoutReceiver app = LogoutReceiver.open();
        private final Tokens tokens;
        private final URI link;

        Story(KeycloakServer server) {
            realm = Realm.open(
                    server, MAILBOX, json -> ((ObjectNode) json.path("clients").get(0))
                            .withObjectProperty("attributes")
                            .put("backchannel.logout.url", app.url()));
            user = realm.user(realm.name() + "@example.org").create();
            SignIn signIn = realm.app().signIn();
            tokens = signIn.tokens(signIn.with(new Visitor(), user.username(), User.PASSWORD));
            link = new Recovering(realm, MAILBOX).link(user);
        }

        void fails(Runnable fault, Runnable mended) {
            Page landed = land(link);
            int mails = MAILBOX.count(user.username());
            fault.run();
            try {
                Page answer = choose(landed, NEW_PASSWORD).is("recovery-new-password");
                assertTrue(answer.text().contains("Nothing has been changed."), answer::text);
                landed.refresh().is("recovery-new-password");
            } finally {
                mended.run();
            }
            assertFalse(realm.rows("AF_TOKEN").get(0).hasNonNull("used_at"));
            assertFalse(realm.rows("AF_TOKEN").get(0).hasNonNull("voided_at"));
            assertEquals(200, realm.app().userInfo(tokens).status());
            assertEquals(200, realm.app().refresh(tokens).status());
            assertTrue(user.signsInWith(User.PASSWORD));
            assertFalse(user.signsInWith(NEW_PASSWORD));
            assertEquals(List.of(), app.tokens());
            assertTrue(MAILBOX.noneArrivesWithin(Duration.ofMillis(500), user.username()));
            assertEquals(mails, MAILBOX.count(user.username()));

            choose(landed.refresh(), NEW_PASSWORD).is("recovery-done");
            assertTrue(user.signsInWith(NEW_PASSWORD));
        }

        /** From now on the table takes only rows of this kind. */
        void refuse(String table, String condition) {
            boolean h2 = realm.server() == KeycloakServer.h2();
            realm.server()
                    .probe()
                    .update("alter table " + table + " add constraint INJECTED check (" + condition + ")"
                            + (h2 ? " nocheck" : " not valid"));
        }

        void allow(String table) {
            realm.server().probe().update("alter table " + table + " drop constraint INJECTED");
        }

        @Override
        public void close() {
            realm.close();
            app.close();
        }
    }
}
