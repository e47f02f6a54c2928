package io.github.accountflows.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.BrowserOptions;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Recovering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our mails in the layouts of others: stock's, and customers' own. */
class MailLayoutIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "base", "account-flows", "letterhead"})
    void everyMailComesInTheRealmsOwnLayout(String theme) {
        for (Mail mail : everyMail(theme)) {
            seen(theme, mail);
            for (String body : List.of(mail.text(), mail.html())) {
                assertTrue(!body.contains("${") && !body.contains(".mail.") && !body.contains("&lt;"), body);
            }
        }
    }

    /** What a layout written for stock's mails may use: the reader, the server's addresses, the theme's own words. */
    @Test
    void aCustomersLayoutFindsWhatStocksMailsOffer() {
        List<Mail> mails = everyMail("letterhead");

        for (Mail mail : mails) {
            String html = mail.html();
            String base = OWN.realm().server().url() + "/";
            assertTrue(html.contains("<html lang=\"en\" dir=\"ltr\">"), html);
            assertTrue(html.contains("<title>" + mail.subject() + "</title>"), html);
            assertTrue(html.contains("border-top: 8px solid #003344"), html);
            assertTrue(html.contains("href=\"" + base + "realms/" + OWN.realm().name()), html);
            assertTrue(html.contains("src=\"" + base + "resources/"), html);
            assertTrue(html.contains("For " + mail.to().get(0)), html);
        }
        assertTrue(mails.get(0).html().contains("<em>Dear Test,</em>"), mails.get(0)::html);
        assertTrue(mails.get(0).html().contains("@example.org, Person"), mails.get(0)::html);
        assertTrue(mails.get(0).text().contains("Not you? Call us, please."), mails.get(0)::text);
        assertTrue(mails.get(2).html().contains("<em>Dear nobody"), mails.get(2)::html);
    }

    /** A broken layout delays mail, and loses none. */
    @Test
    void aLayoutThatCannotBeRenderedKeepsTheMailOwedAndIsNamedInTheLog() {
        OWN.realm().set("emailTheme", "broken-letterhead");
        OWN.realm().user("patient@example.org").create();
        long mark = OWN.realm().server().log().mark();

        new Asking(OWN.realm()).ask("patient@example.org");
        Await.equal("not composed", () -> job().path("reason").asText());

        assertEquals("OWED", job().path("state").asText());
        String log = OWN.realm().server().log().since(mark);
        assertTrue(log.contains("'broken-letterhead' cannot render recovery-link.ftl"), log);
        assertTrue(log.contains("organisation"), log);
        assertTrue(!log.contains("patient@example.org") && !log.contains("account-link/"), log);
        OWN.realm().set("emailTheme", "account-flows");
        OWN.realm()
                .server()
                .probe()
                .update(
                        "update AF_JOB set DUE_AT = 0 where ID = ?",
                        job().path("id").asText());
        assertTrue(OWN.mailbox().awaitMail("patient@example.org").hasLink());
    }

    private static JsonNode job() {
        return OWN.realm().rows("AF_JOB").stream()
                .filter(job -> !job.path("state").asText().matches("SENT|SUPPRESSED"))
                .findFirst()
                .orElseThrow();
    }

    /** The link, the notice, and what somebody without an account gets. */
    private static List<Mail> everyMail(String theme) {
        OWN.realm().set("emailTheme", theme);
        OWN.realm().configure("account recovery", "account-flows-recovery", Map.of("unknown-address", "mail"));
        int nth = OWN.mailbox().all().size();
        String owner = "owner" + nth + "." + theme + "@example.org";
        OWN.realm().user(owner).create();
        List<Mail> mails = new ArrayList<>();
        new Asking(OWN.realm()).ask(owner);
        mails.add(OWN.mailbox().awaitMail(owner));
        Asking.choose(Recovering.land(mails.get(0).link()), "a new password of mine")
                .is("recovery-done");
        mails.add(OWN.mailbox().awaitMail(owner));
        String nobody = "nobody" + nth + "." + theme + "@example.org";
        new Asking(OWN.realm()).ask(nobody);
        mails.add(OWN.mailbox().awaitMail(nobody));
        return mails;
    }

    private static void seen(String theme, Mail mail) {
        try (Browser browser = Browser.open(BrowserOptions.usual().narrow())) {
            browser.page().setContent(mail.html());
            browser.screenshot("mail-" + theme + "-"
                    + mail.subject().replaceAll("\\W+", "-").toLowerCase());
            assertEquals("en", browser.find("html").getAttribute("lang"));
        }
    }
}
