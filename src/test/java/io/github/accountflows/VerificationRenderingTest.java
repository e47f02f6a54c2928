package io.github.accountflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** What the pages and mails offer by which the address of an existing account is proved or changed. */
class VerificationRenderingTest {
    @Test
    void anEmptyCodeStandsInNobodysWay() {
        assertEquals(
                List.of(List.of("code", "confirm"), List.of("resend", "change-address", "sign-out")),
                forms(VerificationVariants.sent(Map.of()), "verification-sent"));
    }

    @Test
    void anAppThatWantsAnAddressConfirmedGetsThePersonBack() {
        assertEquals(
                List.of("resend", "change-address", "cancel"),
                forms(VerificationVariants.sent(Map.of("cancel", true, "signOut", false)), "verification-sent")
                        .get(1));
    }

    @Test
    void whoMayNotChangeTheAddressIsNotOfferedIt() {
        assertEquals(
                List.of("resend", "sign-out"),
                forms(VerificationVariants.sent(Map.of("mayChange", false)), "verification-sent")
                        .get(1));
    }

    @Test
    void anEmptyAddressStandsInNobodysWay() {
        assertEquals(
                List.of(List.of("email", "confirm"), List.of("cancel")),
                forms(VerificationVariants.change("change", Map.of()), "verification-change"));
    }

    @Test
    void aFaultIsSaidAtTheField() {
        Map<String, Object> fault = Map.of("key", "verification.error.invalid", "params", List.of());
        Document page = RenderingTest.parse(
                VerificationVariants.change("change", Map.of("typed", "mara", "errors", List.of(fault))),
                "verification-change");
        assertTrue(page.select("#email-error").text().contains("doesn't look like an email address"));
        assertEquals("true", page.select("#email").attr("aria-invalid"));
        assertEquals("email-error email-hint", page.select("#email").attr("aria-describedby"));
        assertEquals("mara", page.select("#email").val());
    }

    @Test
    void whereNothingCanBeChangedThereIsOnlyTheWayBackAndHelp() {
        UnaryOperator<Rendering> refused = VerificationVariants.change(
                "change", Map.of("refused", "factor", "help", RenderingTest.help("https://help.example.org")));
        assertEquals(List.of(List.of("cancel")), forms(refused, "verification-change"));
        assertEquals(
                List.of("https://help.example.org"),
                RenderingTest.parse(refused, "verification-change")
                        .select("[data-page] a")
                        .eachAttr("href"));
    }

    @Test
    void whoHasNoAddressYetIsToldOfNoneToKeep() {
        for (Document page : List.of(
                RenderingTest.parse(
                        VerificationVariants.change("change", Map.of("current", "")), "verification-change"),
                RenderingTest.parse(
                        VerificationVariants.sent(VerificationVariants.withoutAddress()), "verification-sent"),
                RenderingTest.parse(
                        VerificationVariants.confirm("here", VerificationVariants.withoutAddress()),
                        "verification-confirm"))) {
            assertEquals("Back to the app", page.select("[name=cancel]").text());
            assertFalse(page.text().matches("(?s).*(present address|stays as it is|takes the place).*"), page::text);
        }
    }

    @Test
    void whoHasAnAddressMayKeepIt() {
        Document page = RenderingTest.parse(VerificationVariants.change("change", Map.of()), "verification-change");
        assertEquals("Keep my address as it is", page.select("[name=cancel]").text());
        assertTrue(page.text().contains("We also tell your present address"), page::text);
    }

    @Test
    void onlyTheBrowserThatIsSigningInCanConfirm() {
        assertEquals(
                List.of(List.of("confirm", "sign-out")),
                forms(VerificationVariants.confirm("here", Map.of()), "verification-confirm"));
        assertEquals(
                List.of(List.of("sign-in"), List.of("not-me")),
                forms(VerificationVariants.confirm("elsewhere", Map.of()), "verification-confirm"));
    }

    @Test
    void elsewhereThePageSaysThatNothingIsConfirmedAndWhy() {
        String page = RenderingTest.parse(VerificationVariants.confirm("elsewhere", Map.of()), "verification-confirm")
                .text();
        assertTrue(page.contains("Nothing is confirmed yet"), page);
        assertTrue(page.contains("nobody can use your click"), page);
    }

    @Test
    void whoeverIsSignedInElsewhereIsNamedBeforeHisSessionEnds() {
        Document page = RenderingTest.parse(
                VerificationVariants.confirm("elsewhere", Map.of("signedInAs", "ben")), "verification-confirm");
        assertTrue(page.select(".af-who").eachText().contains("ben"));
        assertEquals(
                "Sign out and sign in to this account",
                page.select("[name=sign-in]").text());
    }

    @Test
    void stoppingAChangeIsOneButton() {
        assertEquals(List.of(List.of("confirm")), forms(VerificationVariants.cancel(Map.of()), "verification-cancel"));
    }

    @Test
    void whoeverMayNotAskYetIsOfferedTheWaysOutOfTheOtherPages() {
        Document page = RenderingTest.parse(
                VerificationVariants.waitingForTheFirst(Map.of("signOut", true)), "too-many-requests");
        assertEquals("Try again", page.select("[data-page] a").text());
        assertEquals(
                List.of("sign-out"),
                RenderingTest.names(page.select("[data-page] form").first()));
        assertEquals(
                List.of(List.of("cancel")),
                forms(VerificationVariants.waitingForTheFirst(Map.of("cancel", true)), "too-many-requests"));
    }

    @Test
    void whereThereIsAPageToGoBackToThePageOfTheLimitPostsNothing() {
        Document page = RenderingTest.parse(VerificationVariants.limit(Map.of()), "too-many-requests");
        assertEquals("Go back", page.select("[data-page] a").text());
        assertTrue(page.select("[data-page] form").isEmpty());
    }

    /** A full queue is nobody's fault who reads of it. */
    @Test
    void aFullQueueIsNotSaidInTheWordsOfALimit() {
        String limit = RenderingTest.parse(VerificationVariants.limit(Map.of()), "too-many-requests")
                .text();
        String busy = RenderingTest.parse(VerificationVariants.limit(Map.of("busy", true)), "too-many-requests")
                .text();
        assertTrue(limit.contains("a lot of requests"), limit);
        assertTrue(busy.contains("very busy") && !busy.contains("a lot of requests"), busy);
    }

    @Test
    void whoMeetsADeadLinkReadsOfEveryKindThatTheRealmHas() {
        Map<String, Object> all = new HashMap<>(VerificationVariants.EACH_KIND);
        all.put("askUrl", "/ask");
        Document page = RenderingTest.parse(VerificationVariants.invalidLink(all), "link-invalid");
        assertEquals(5, page.select("[data-page] li").size(), page::text);
        assertTrue(page.text().contains("ask the administrator of Demo"), page::text);
        assertEquals("/in", page.select("[data-page] .pf-m-primary").attr("href"));
        assertEquals(List.of("/in", "/ask"), page.select("[data-page] a").eachAttr("href"));
    }

    @Test
    void whereOnlyPasswordsAreMailedForADeadLinkLeadsToANewOneFirst() {
        Document page = RenderingTest.parse(VerificationVariants.invalidLink(Map.of("askUrl", "/ask")), "link-invalid");
        assertEquals("/ask", page.select("[data-page] .pf-m-primary").attr("href"));
        assertTrue(page.select("[data-page] li").isEmpty(), page::text);
        assertFalse(page.text().contains("administrator"), page::text);
    }

    @Test
    void whereNoAddressIsChangedADeadLinkTellsOfNone() {
        Document page =
                RenderingTest.parse(VerificationVariants.invalidLink(Map.of("verification", true)), "link-invalid");
        assertTrue(page.text().contains("Were you confirming your address?"), page::text);
        assertFalse(page.text().contains("change"), page::text);
        assertEquals(List.of("/in"), page.select("[data-page] a").eachAttr("href"));
    }

    @Test
    void whoStoppedAChangeWhereNoPasswordCanBeChosenIsToldWhereHelpIs() {
        Document unnamed = RenderingTest.parse(VerificationVariants.ended(Map.of()), "verification-cancelled");
        assertTrue(unnamed.text().contains("ask for help now"), unnamed::text);
        assertTrue(unnamed.text().contains("ask the administrator of Demo"), unnamed::text);
        Document named = RenderingTest.parse(
                VerificationVariants.ended(
                        Map.of("helpHref", "mailto:help@example.org", "helpText", "help@example.org")),
                "verification-cancelled");
        assertEquals(
                "help@example.org",
                named.select("[data-page] a[href='mailto:help@example.org']").text());
        assertFalse(named.text().contains("choose a new password"), named::text);
    }

    @Test
    void theCodeStandsByItselfInBothPartsOfTheMail() {
        Rendering mail = VerificationVariants.linkMail(Map.of()).apply(new Rendering("en"));
        assertTrue(mail.text("verification-link").contains("\n    ABCD-EFGH\n"));
        assertEquals(
                "ABCD-EFGH",
                Jsoup.parse(mail.html("verification-link"))
                        .select("p:containsOwn(ABCD-EFGH)")
                        .text());
    }

    /** The owner of an address learns that it was asked for, and gets nothing that could be used. */
    @Test
    void theMailToAnOwnerHasAPlainLinkOnly() {
        Document mail = Jsoup.parse(VerificationVariants.takenMail(Map.of())
                .apply(new Rendering("en"))
                .html("verification-taken"));
        assertEquals(
                List.of("https://id.example.org/in"),
                mail.select("a").eachAttr("href").stream().distinct().toList());
    }

    @Test
    void theNoticeToTheFormerAddressHasNoLinkAtAll() {
        Rendering mail = VerificationVariants.changedMail(Map.of()).apply(new Rendering("en"));
        assertTrue(Jsoup.parse(mail.html("notice-address-changed")).select("a").isEmpty());
        assertFalse(mail.text("notice-address-changed").contains("http"));
    }

    private static List<List<String>> forms(UnaryOperator<Rendering> model, String template) {
        return RenderingTest.parse(model, template).select("[data-page] form").stream()
                .map(RenderingTest::names)
                .toList();
    }
}
