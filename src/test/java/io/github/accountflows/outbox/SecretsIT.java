package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.smtp.ScriptedSmtp.Step;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** TOK-14, LOG-2: secrets live in one mail and one person's hands, and nowhere else. */
class SecretsIT {
    private static final String NEW_PASSWORD = "a brand new secret of sasha";
    private static final Pattern TOKEN = Pattern.compile("/account-link/([\\w-]{43})");

    @Test
    void noTokenPasswordOrAddressIsInAnyLogRowOrEvent() throws Exception {
        KeycloakServer server = KeycloakServer.h2();
        long mark = server.log().mark();
        try (Mailbox unused = Mailbox.open();
                ScriptedSmtp smtp = ScriptedSmtp.start();
                Realm realm = Realm.open(server, unused)) {
            realm.mailThrough(smtp.port(), smtp.realmSettings());
            realm.set("eventsEnabled", true);
            realm.set("adminEventsEnabled", true);
            realm.user("sasha@example.org").create();
            realm.user("refused@example.org").create();
            smtp.at(Step.RCPT).to("refused@example.org").answer("550 5.1.1 <refused@example.org> is unknown here");
            smtp.at(Step.CONTENT).to("sasha@example.org").first(1).answer("451 4.3.0 sasha@example.org later");

            new Asking(realm).ask("refused@example.org");
            new Asking(realm).ask("nobody@example.org");
            Visitor sasha = new Visitor();
            new Asking(realm).ask(sasha, "sasha@example.org");
            Await.equal(1, () -> (int) realm.rows("AF_JOB").stream()
                    .filter(job -> job.path("attempts").asInt() == 1
                            && job.path("state").asText().equals("OWED"))
                    .filter(job -> !job.path("leased").asBoolean())
                    .count());
            realm.server().probe().update("update AF_JOB set DUE_AT = 0 where REALM_ID = ?", realm.id());
            String text = smtp.awaitMails(1, Duration.ofSeconds(10)).get(0).text();
            Matcher token = TOKEN.matcher(text);
            assertTrue(token.find());
            Page page = sasha.open(realm.url(token.group()));
            Asking.choose(page, "too short");
            Asking.choose(sasha.open(realm.url(token.group())), NEW_PASSWORD).is("recovery-done");
            smtp.awaitMails(2, Duration.ofSeconds(10));

            List<String> places = new ArrayList<>();
            for (String table : new String[] {"AF_ASK", "AF_JOB", "AF_TOKEN", "AF_LIMIT"}) {
                places.add(realm.rows(table).stream()
                        .filter(row -> !row.path("state").asText().equals("DEAD"))
                        .toList()
                        .toString());
            }
            String secrets = server.probe().query("select * from EVENT_ENTITY where REALM_ID = ?", realm.id())
                    + server.probe()
                            .query("select * from ADMIN_EVENT_ENTITY where REALM_ID = ?", realm.id())
                            .toString();
            String log = server.log().since(mark);
            for (String secret : new String[] {token.group(1), NEW_PASSWORD, "too short"}) {
                assertEquals(-1, log.indexOf(secret), "in the log");
                assertEquals(-1, secrets.indexOf(secret), "in an event");
                assertEquals(-1, places.toString().indexOf(secret), "in a row");
            }
            for (String address : new String[] {"sasha@example.org", "refused@example.org", "nobody@example.org"}) {
                assertEquals(List.of(), server.log().linesSince(mark, Pattern.quote(address)), "in the log");
                assertEquals(-1, places.toString().indexOf(address), "in a row");
                assertEquals(
                        List.of(),
                        server.probe()
                                .query(
                                        "select ID from EVENT_ENTITY where REALM_ID = ? and DETAILS_JSON like ?",
                                        realm.id(),
                                        "%" + address + "%"),
                        "in an event");
            }
        }
    }
}
