package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.smtp.ReceivedMail;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Postgres;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.ServerOptions;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * MAI-11: a node that dies with mails in its hands loses none, and sends at most those twice. Each dies with four, so that
 * five deaths make twenty.
 */
class KillIT {
    private static final System.Logger LOG = System.getLogger("keycloak.figures");
    private static final int KILLS = Integer.getInteger("account-flows.kills", 5);
    private static final Pattern LINK = Pattern.compile("https?://\\S+/account-link/[\\w-]{43}");

    /** Where in a mail's way the node dies; the last ends by itself at once, so the kill comes right after it. */
    private enum Moment {
        NAMING_THE_RECIPIENT(false),
        BEFORE_THE_MAIL_IS_TAKEN(false),
        TAKEN_AND_NOT_SAID_SO(true),
        TAKEN_AND_SAID_SO(true);

        private final boolean taken;

        Moment(boolean taken) {
            this.taken = taken;
        }

        String recipient(int kill) {
            return "held-" + name().toLowerCase(Locale.ROOT).replace('_', '-') + kill + "@example.org";
        }

        void script(ScriptedSmtp smtp, String recipient) {
            switch (this) {
                case NAMING_THE_RECIPIENT -> smtp.at(Step.RCPT).to(recipient).hang();
                case BEFORE_THE_MAIL_IS_TAKEN ->
                    smtp.at(Step.CONTENT).to(recipient).hang();
                case TAKEN_AND_NOT_SAID_SO ->
                    smtp.at(Step.CONTENT).to(recipient).takeAndHang();
                case TAKEN_AND_SAID_SO -> {}
            }
        }

        boolean reached(ScriptedSmtp smtp, String recipient) {
            return taken ? !smtp.mailsTo(recipient).isEmpty() : smtp.countOf(recipient) > 0;
        }
    }

    private final Rows rows = new Rows(Postgres.newDatabase());
    private final ServerOptions options = ServerOptions.postgres(rows.jdbcUrl());

    @Test
    void aKilledNodeLosesNoMailAndSendsAtMostThoseItHeldTwice() throws Exception {
        TreeMap<String, Integer> copies = new TreeMap<>();
        KeycloakServer server = KeycloakServer.start("kill", options);
        try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
            Realm realm = Realm.open(server, smtp.port(), json -> {});
            for (int kill = 0; kill < KILLS; kill++) {
                String waiting = "waiting" + kill + "@example.org";
                realm.user(waiting).create();
                for (Moment moment : Moment.values()) {
                    realm.user(moment.recipient(kill)).create();
                }

                smtp.at(Step.RCPT).to(waiting).answer("451 4.3.0 later");
                new Asking(realm).ask(waiting);
                Await.equal(
                        1, () -> unchecked("select ID from AF_JOB where ATTEMPTS = 1 and not LEASED and STATE = 'OWED'")
                                .size());
                for (Moment moment : Moment.values()) {
                    String held = moment.recipient(kill);
                    moment.script(smtp, held);
                    new Asking(realm).ask(held);
                    while (!moment.reached(smtp, held)) {
                        Await.pause(Duration.ofMillis(1));
                    }
                }
                server.kill();
                smtp.forgetRules();
                rows.update("update AF_JOB set DUE_AT = 0 where STATE = 'OWED'");

                server = KeycloakServer.start("kill", options);
                realm = realm.at(server);
                Await.equal(
                        List.of(), () -> unchecked("select ID from AF_JOB where STATE not in ('SENT', 'SUPPRESSED')"));
                assertEquals(1, smtp.mailsTo(waiting).size(), "what was not in its hands");
                assertItsLastLinkWorks(smtp, waiting, server);
                for (Moment moment : Moment.values()) {
                    int arrived = smtp.mailsTo(moment.recipient(kill)).size();
                    assertTrue(arrived == 1 || arrived == 2 && moment.taken, moment + ": " + arrived);
                    copies.merge(moment + " " + arrived, 1, Integer::sum);
                    assertItsLastLinkWorks(smtp, moment.recipient(kill), server);
                }
            }
            assertEquals(List.of(), rows.column("select STATE from AF_JOB where STATE <> 'SENT'"), "none was lost");
        } finally {
            server.close();
        }
        LOG.log(System.Logger.Level.INFO, "deaths by moment and copies of the mail: " + copies);
    }

    private List<String> unchecked(String sql) {
        try {
            return rows.column(sql);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertItsLastLinkWorks(ScriptedSmtp smtp, String address, KeycloakServer server) {
        List<ReceivedMail> mails = smtp.mailsTo(address);
        new Visitor().open(link(mails.get(mails.size() - 1), server)).is("recovery-new-password");
    }

    /** The server that comes back listens on another port. */
    private static URI link(ReceivedMail mail, KeycloakServer server) {
        Matcher link = LINK.matcher(mail.text());
        assertTrue(link.find(), "a mail without a link");
        return URI.create(
                link.group().replaceFirst("https?://[^/]+", server.url().toString()));
    }
}
