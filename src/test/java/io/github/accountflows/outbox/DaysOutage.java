package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.smtp.ScriptedSmtp;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mail server is away for a day; how rows are moved in time depends on the database. */
final class DaysOutage {
    private static final Pattern LINK = Pattern.compile("https?://\\S+/account-link/[\\w-]{43}");
    private static final String[] MOVED = {
        "update AF_JOB set CREATED_AT = CREATED_AT - ?, DUE_AT = 0 where REALM_ID = ? and STATE = 'OWED'",
        "update AF_ASK set CREATED_AT = CREATED_AT - ?, EXPIRES_AT = EXPIRES_AT - ? where REALM_ID = ?",
        "update AF_TOKEN set ISSUED_AT = ISSUED_AT - ?, EXPIRES_AT = EXPIRES_AT - ? where REALM_ID = ?"
    };

    interface Mover {
        void update(String sql, Object... params) throws Exception;
    }

    private final Realm realm;
    private final ScriptedSmtp smtp;
    private final Mover mover;

    DaysOutage(Realm realm, ScriptedSmtp smtp, Mover mover) {
        this.realm = realm;
        this.smtp = smtp;
        this.mover = mover;
    }

    private void pass(Duration time) throws Exception {
        long millis = time.toMillis();
        mover.update(MOVED[0], millis, realm.id());
        mover.update(MOVED[1], millis, millis, realm.id());
        mover.update(MOVED[2], millis, millis, realm.id());
    }

    /** Asks that were made before the last two days are over are given up; those of the last day arrive. */
    void everyMailOwedArrivesWithAFreshLinkAndOldOnesAreGivenUp() throws Exception {
        smtp.refuseConnections();
        ask("forgotten");
        pass(Duration.ofHours(24));
        List<String> owed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            owed.add(ask("patient" + i));
        }
        pass(Duration.ofHours(24));
        Await.equal(1L, () -> inState("DEAD").stream()
                .filter(job -> job.path("reason").asText().equals("given up: greeting: no connection"))
                .count());
        awaitTriedAndWaiting(5);

        long back = System.currentTimeMillis();
        smtp.acceptConnections();
        mover.update(
                "update AF_JOB set DUE_AT = 0 where REALM_ID = ? and STATE = 'OWED' and LEASED = false", realm.id());
        smtp.awaitMails(5, Duration.ofSeconds(20));
        Await.equal(5, () -> inState("SENT").size());
        List<JsonNode> fresh = realm.rows("AF_TOKEN").stream()
                .filter(token -> token.path("issued_at").asLong() >= back)
                .toList();
        assertEquals(5, fresh.size());
        for (JsonNode token : fresh) {
            assertEquals(
                    Duration.ofHours(1).toMillis(),
                    token.path("expires_at").asLong() - token.path("issued_at").asLong(),
                    "its whole life lies ahead");
        }
        for (String address : owed) {
            assertEquals(1, smtp.countOf(address));
            Matcher link = LINK.matcher(smtp.mailsTo(address).get(0).text());
            assertTrue(link.find());
            new Visitor().open(URI.create(link.group())).is("recovery-new-password");
        }
        assertEquals(0, smtp.countOf("forgotten@example.org"));
    }

    private String ask(String name) {
        String address = name + "@example.org";
        int waiting = inState("OWED").size();
        realm.user(address).create();
        new Asking(realm).ask(address);
        awaitTriedAndWaiting(waiting + 1);
        return address;
    }

    private void awaitTriedAndWaiting(int number) {
        Await.equal(number, () -> (int) inState("OWED").stream()
                .filter(job ->
                        job.path("attempts").asInt() > 0 && !job.path("leased").asBoolean())
                .count());
    }

    private List<JsonNode> inState(String state) {
        return realm.rows("AF_JOB").stream()
                .filter(job -> job.path("state").asText().equals(state))
                .toList();
    }
}
