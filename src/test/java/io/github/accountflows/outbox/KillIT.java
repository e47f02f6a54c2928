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
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** MAI-11: a node that dies with a mail in its hands loses none, and sends at most that one twice. */
class KillIT {
    private static final System.Logger LOG = System.getLogger("keycloak.figures");
    private static final int ROUNDS = Integer.getInteger("account-flows.kill-rounds", 20);
    private static final Pattern LINK = Pattern.compile("https?://\\S+/account-link/[\\w-]{43}");

    /** Where in a mail's way the node dies. */
    private enum Moment {
        NAMING_THE_RECIPIENT(false),
        BEFORE_THE_MAIL_IS_TAKEN(false),
        TAKEN_AND_NOT_SAID_SO(true),
        TAKEN_AND_SAID_SO(true);

        private final boolean taken;

        Moment(boolean taken) {
            this.taken = taken;
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
    void aKilledNodeLosesNoMailAndSendsAtMostOneTwice() throws Exception {
        TreeMap<String, Integer> copies = new TreeMap<>();
        KeycloakServer server = KeycloakServer.start("kill", options);
        try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
            Realm realm = Realm.open(server, smtp.port(), json -> {});
            for (int round = 0; round < ROUNDS; round++) {
                Moment moment = Moment.values()[round % Moment.values().length];
                String held = "held" + round + "@example.org";
                String waiting = "waiting" + round + "@example.org";
                realm.user(held).create();
                realm.user(waiting).create();

                moment.script(smtp, held);
                new Asking(realm).ask(held);
                while (!moment.reached(smtp, held)) {
                    Await.pause(Duration.ofMillis(1));
                }
                if (moment != Moment.TAKEN_AND_SAID_SO) {
                    new Asking(realm).ask(waiting);
                }
                server.kill();
                smtp.forgetRules();
                rows.update("update AF_JOB set DUE_AT = 0 where STATE = 'OWED'");

                server = KeycloakServer.start("kill", options);
                realm = realm.at(server);
                if (moment == Moment.TAKEN_AND_SAID_SO) {
                    new Asking(realm).ask(waiting);
                }
                Await.equal(
                        List.of(), () -> unchecked("select ID from AF_JOB where STATE not in ('SENT', 'SUPPRESSED')"));
                assertEquals(1, smtp.mailsTo(waiting).size(), "what was not in its hands");
                int arrived = smtp.mailsTo(held).size();
                assertTrue(arrived == 1 || arrived == 2 && moment.taken, moment + ": " + arrived);
                copies.merge(moment + " " + arrived, 1, Integer::sum);
                for (String address : List.of(held, waiting)) {
                    List<ReceivedMail> mails = smtp.mailsTo(address);
                    new Visitor()
                            .open(link(mails.get(mails.size() - 1), server))
                            .is("recovery-new-password");
                }
            }
            assertEquals(List.of(), rows.column("select STATE from AF_JOB where STATE <> 'SENT'"), "none was lost");
        } finally {
            server.close();
        }
        LOG.log(System.Logger.Level.INFO, "rounds by moment and copies of the mail: " + copies);
    }

    private List<String> unchecked(String sql) {
        try {
            return rows.column(sql);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server that comes back listens on another port. */
    private static URI link(ReceivedMail mail, KeycloakServer server) {
        Matcher link = LINK.matcher(mail.text());
        assertTrue(link.find(), "a mail without a link");
        return URI.create(
                link.group().replaceFirst("https?://[^/]+", server.url().toString()));
    }
}
