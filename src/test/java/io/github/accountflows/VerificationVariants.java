package io.github.accountflows;

import static io.github.accountflows.RenderingTest.MARKUP;
import static io.github.accountflows.RenderingTest.help;
import static io.github.accountflows.RenderingTest.mail;
import static io.github.accountflows.RenderingTest.page;

import io.github.accountflows.RenderingTest.Variant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What the pages and mails look like by which the address of an existing account is proved or changed. */
final class VerificationVariants {
    private static final Map<String, Object> DAY = Map.of("unit", "h", "amount", 24);
    private static final Map<String, Object> MINUTES = Map.of("unit", "min", "amount", 10);
    private static final Map<String, Object> SECONDS = Map.of("unit", "s", "amount", 29);

    /** Of links; recovery is told by its address. */
    static final Map<String, Object> EACH_KIND = Map.of("signUp", true, "verification", true, "change", true);

    private VerificationVariants() {}

    static Stream<Variant> pages() {
        return Stream.of(
                page("verification-sent", "just sent", sent(Map.of())),
                page("verification-sent", "may not be asked for again yet", sent(Map.of("pause", SECONDS))),
                page("verification-sent", "asked for again", sent(Map.of("resent", true))),
                page("verification-sent", "asked for again too soon", sent(Map.of("tooSoon", true))),
                page("verification-sent", "a wrong code", sent(Map.of("wrongCode", true))),
                page("verification-sent", "over the limit", sent(Map.of("limited", MINUTES))),
                page("verification-sent", "after a correction", sent(Map.of("change", true))),
                page("verification-sent", "as an app wants it", sent(Map.of("cancel", true, "signOut", false))),
                page("verification-sent", "for a change", sent(Map.of("change", true, "cancel", true))),
                page("verification-sent", "for a first address", sent(withoutAddress())),
                page("verification-confirm", "of a first address", confirm("here", withoutAddress())),
                page("verification-change", "to a first address", change("change", Map.of("current", ""))),
                page(
                        "verification-change",
                        "refused where there is none",
                        change("change", Map.of("current", "", "refused", "stale"))),
                page("verification-change", "corrected", change("correct", Map.of("typed", MARKUP))),
                page("verification-change", "changed", change("change", Map.of())),
                page(
                        "verification-change",
                        "by nobody's app",
                        change("change", Map.of("signOut", true, "cancel", false))),
                page("verification-change", "with a sign-in too old", change("change", Map.of("refused", "stale"))),
                page("verification-confirm", "that was not saved", confirm("here", Map.of("notSaved", true))),
                page("verification-sent", "that was not saved", sent(Map.of("notSaved", true))),
                page(
                        "verification-change",
                        "of an account without an address",
                        change("correct", Map.of("current", ""))),
                page("verification-change", "with a fault", change("change", Map.of("errors", List.of(fault())))),
                page("verification-change", "without the second factor", change("change", Map.of("refused", "factor"))),
                page(
                        "verification-change",
                        "of a directory's user",
                        change("correct", Map.of("refused", "readOnly", "help", help("https://help.example.org")))),
                page("verification-confirm", "of an address", confirm("here", Map.of())),
                page("verification-confirm", "of a change", confirm("here", Map.of("change", true))),
                page("verification-confirm", "in another browser", confirm("elsewhere", Map.of())),
                page("verification-confirm", "of a change elsewhere", confirm("elsewhere", Map.of("change", true))),
                page(
                        "verification-confirm",
                        "in somebody else's browser",
                        confirm("elsewhere", Map.of("signedInAs", MARKUP))),
                page(
                        "verification-confirm",
                        "in the account's own browser",
                        confirm("elsewhere", Map.of("signedIn", true))),
                page("too-many-requests", "outside a flow", limit(Map.of())),
                page("too-many-requests", "before the first ask", waitingForTheFirst(Map.of("signOut", true))),
                page("too-many-requests", "as an app wants it", waitingForTheFirst(Map.of("cancel", true))),
                page("too-many-requests", "in a full queue", limit(Map.of("busy", true))),
                page(
                        "too-many-requests",
                        "in a full queue before the first ask",
                        waitingForTheFirst(Map.of("busy", true, "signOut", true))),
                page("link-invalid", "with nothing switched on", invalidLink(Map.of())),
                page("link-invalid", "with recovery alone", invalidLink(Map.of("askUrl", "/ask"))),
                page("link-invalid", "with sign-up alone", invalidLink(Map.of("signUp", true))),
                page("link-invalid", "with addresses to confirm alone", invalidLink(Map.of("verification", true))),
                page("link-invalid", "with addresses to change alone", invalidLink(Map.of("change", true))),
                page("link-invalid", "with all kinds but recovery", invalidLink(EACH_KIND)),
                page("link-invalid", "with all kinds", invalidLink(with(EACH_KIND, Map.of("askUrl", "/ask")))),
                page(
                        "link-invalid",
                        "with help",
                        invalidLink(with(EACH_KIND, Map.of("help", help("mailto:help@example.org"))))),
                page("verification-declined", "from an app", ended(Map.of("appUrl", "/app"))),
                page("verification-declined", "from no app", ended(Map.of())),
                page("verification-cancel", "with a way back", cancel(Map.of("backUrl", "/app"))),
                page("verification-cancel", "without a way back", cancel(Map.of())),
                page("verification-cancelled", "in a realm with recovery", ended(Map.of("recoveryUrl", "/recovery"))),
                page("verification-cancelled", "in a realm without recovery", ended(Map.of("appUrl", "/app"))),
                page(
                        "verification-cancelled",
                        "in a realm with help",
                        ended(Map.of("helpHref", "mailto:help@example.org", "helpText", "help@example.org"))));
    }

    static Stream<Variant> mails() {
        return Stream.of(
                mail("verification-link", "of an address", linkMail(Map.of("client", "Demo App"))),
                mail("verification-link", "of a change", linkMail(Map.of("change", true))),
                mail("verification-link", "with help", linkMail(Map.of("help", help("mailto:help@example.org")))),
                mail("verification-taken", "to the owner", takenMail(Map.of())),
                mail("verification-taken", "with help", takenMail(Map.of("help", help("https://help.example.org")))),
                mail("verification-cancel", "from somewhere", cancelMail(Map.of())),
                mail(
                        "verification-cancel",
                        "from a known device",
                        cancelMail(Map.of("device", "Firefox, Linux", "network", "192.0.2.0"))),
                mail("notice-address-changed", "from somewhere", changedMail(Map.of())),
                mail(
                        "notice-address-changed",
                        "from a known device",
                        changedMail(Map.of("device", "Firefox, Linux", "network", "192.0.2.0"))));
    }

    static UnaryOperator<Rendering> sent(Map<String, Object> differing) {
        Map<String, Object> model = new HashMap<>(Map.of(
                "address", MARKUP,
                "change", false,
                "lifetime", DAY,
                "codeLifetime", MINUTES,
                "resent", false,
                "tooSoon", false,
                "wrongCode", false));
        model.putAll(Map.of("current", MARKUP, "mayChange", true, "signOut", true, "cancel", false, "notSaved", false));
        return inAFlow(model, differing);
    }

    static UnaryOperator<Rendering> change(String mode, Map<String, Object> differing) {
        Map<String, Object> model =
                new HashMap<>(Map.of("mode", mode, "current", MARKUP, "typed", "", "errors", List.of()));
        model.putAll(Map.of("back", mode.equals("correct"), "cancel", mode.equals("change"), "signOut", false));
        return inAFlow(model, differing);
    }

    static UnaryOperator<Rendering> confirm(String mode, Map<String, Object> differing) {
        return inAFlow(
                Map.of(
                        "mode",
                        mode,
                        "account",
                        MARKUP,
                        "address",
                        MARKUP,
                        "current",
                        MARKUP,
                        "change",
                        false,
                        "left",
                        DAY,
                        "cancel",
                        false,
                        "notSaved",
                        false,
                        "signedIn",
                        false),
                differing);
    }

    /** An app asks somebody for an address whose account has none. */
    static Map<String, Object> withoutAddress() {
        return Map.of("current", "", "change", true, "cancel", true, "signOut", false);
    }

    static UnaryOperator<Rendering> cancel(Map<String, Object> differing) {
        return inAFlow(Map.of("account", MARKUP, "newAddress", MARKUP, "left", DAY), differing);
    }

    static UnaryOperator<Rendering> ended(Map<String, Object> differing) {
        return page -> page.with("verification", with(Map.of("account", MARKUP, "address", MARKUP), differing));
    }

    static UnaryOperator<Rendering> linkMail(Map<String, Object> differing) {
        Map<String, Object> model = new HashMap<>(Map.of(
                "link", "https://id.example.org/realms/demo/account-link/" + "A".repeat(43),
                "code", "ABCD-EFGH",
                "account", "e***@example.org",
                "address", "mara@example.org",
                "change", false,
                "askedAt", "1 May",
                "validUntil", "2 May",
                "codeValidUntil", "14:32"));
        return mail -> mail.with("mail", with(model, differing));
    }

    static UnaryOperator<Rendering> limit(Map<String, Object> differing) {
        Map<String, Object> model = Map.of("retryAfter", MINUTES, "backUrl", "/back", "busy", false);
        return page -> page.with("limit", with(model, differing));
    }

    static UnaryOperator<Rendering> waitingForTheFirst(Map<String, Object> differing) {
        return page -> limit(with(Map.of("cancel", false, "signOut", false), differing))
                .apply(page.inAFlow());
    }

    static UnaryOperator<Rendering> invalidLink(Map<String, Object> differing) {
        Map<String, Object> model = Map.of("signInUrl", "/in", "signUp", false, "verification", false, "change", false);
        return page -> page.with("link", with(model, differing));
    }

    static UnaryOperator<Rendering> takenMail(Map<String, Object> differing) {
        Map<String, Object> model =
                Map.of("address", "mara@example.org", "askedAt", "1 May", "signInUrl", "https://id.example.org/in");
        return mail -> mail.with("mail", with(model, differing));
    }

    static UnaryOperator<Rendering> cancelMail(Map<String, Object> differing) {
        Map<String, Object> model = Map.of(
                "link", "https://id.example.org/realms/demo/account-link/" + "A".repeat(43),
                "account", "mara",
                "newAddress", "n***@example.org",
                "askedAt", "1 May",
                "validUntil", "2 May");
        return mail -> mail.with("mail", with(model, differing));
    }

    static UnaryOperator<Rendering> changedMail(Map<String, Object> differing) {
        Map<String, Object> model = Map.of("account", "mara", "newAddress", "n***@example.org", "changedAt", "1 May");
        return mail -> mail.with("mail", with(model, differing));
    }

    private static UnaryOperator<Rendering> inAFlow(Map<String, Object> model, Map<String, Object> differing) {
        return page -> page.inAFlow().with("verification", with(model, differing));
    }

    private static Map<String, Object> with(Map<String, Object> model, Map<String, Object> differing) {
        Map<String, Object> all = new HashMap<>(model);
        all.putAll(differing);
        return all;
    }

    private static Map<String, Object> fault() {
        return Map.of("key", "verification.error.invalid", "params", List.of());
    }
}
