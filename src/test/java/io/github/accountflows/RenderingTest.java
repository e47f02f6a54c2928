package io.github.accountflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages and mails in each of their variants, in both languages and both of Keycloak's own themes. */
class RenderingTest {
    static final String MARKUP = "<b>mara</b>@example.org";
    private static final Map<String, Object> DAY = Map.of("unit", "h", "amount", 24);
    private static final Map<String, Object> CODE_LIFETIME = Map.of("unit", "min", "amount", 10);
    /** What a page shows where its words are missing. */
    private static final Pattern MESSAGE_KEY = Pattern.compile(
            "\\b(registration|verification|notice|link|limit|password|page|duration|mail)\\.[a-z][A-Za-z.]+");

    record Variant(String what, UnaryOperator<Rendering> model, String template) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Variant> pages() {
        return Stream.concat(pagesOfSignUp(), VerificationVariants.pages());
    }

    static Stream<Variant> mails() {
        return Stream.concat(mailsOfSignUp(), VerificationVariants.mails());
    }

    private static Stream<Variant> pagesOfSignUp() {
        return Stream.of(
                page("registration-sent", "just sent", sent(Map.of())),
                page(
                        "registration-sent",
                        "may not be asked for again yet",
                        sent(Map.of("pause", Map.of("unit", "s", "amount", 29)))),
                page("registration-sent", "asked for again", sent(Map.of("resent", true))),
                page("registration-sent", "asked for again too soon", sent(Map.of("tooSoon", true))),
                page("registration-sent", "a wrong code", sent(Map.of("wrongCode", true))),
                page("registration-confirm", "in the browser that signed up", confirm("live", named())),
                page("registration-confirm", "with the cookie alone", confirm("cookie", named())),
                page("registration-confirm", "in another browser", confirm("foreign", named())),
                page("registration-confirm", "an address is enough", confirm("foreign", List.of())),
                page("registration-confirm", "with terms", confirm("live", named(), RenderingTest::withTerms)),
                page("registration-confirm", "invited", confirm("live", named(), RenderingTest::invited)),
                page("registration-confirm", "with faults", confirm("live", named(), RenderingTest::withFaults)),
                page("registration-done", "to an app with a name", ended(Map.of("appName", "Demo App"))),
                page("registration-done", "to an app without a name", ended(Map.of())),
                page("registration-declined", "from an app with a name", ended(Map.of("appName", "Demo App"))),
                page("registration-declined", "from an app without a name", ended(Map.of())),
                page("registration-exists", "in a realm with recovery", ended(Map.of("recoveryUrl", "/recovery"))),
                page("registration-exists", "in a realm without recovery", ended(Map.of())),
                page("link-again", "", page -> page.with("link", Map.of("signInUrl", "/sign-in"))),
                page("link-closed", "with a way back", page -> page.with("link", Map.of("backUrl", "/back"))),
                page("link-closed", "without a way back", page -> page.with("link", Map.of())));
    }

    private static Stream<Variant> mailsOfSignUp() {
        return Stream.of(
                mail("registration-link", "from an app", linkMail(Map.of("client", "Demo App"))),
                mail("registration-link", "from no app", linkMail(Map.of())),
                mail("registration-link", "with help", linkMail(Map.of("help", help("mailto:help@example.org")))),
                mail("registration-account", "in a realm with recovery", accountMail("https://id.example.org/new")),
                mail("registration-account", "in a realm without recovery", accountMail("")),
                mail("registration-account", "with help", mail -> accountMail("")
                        .apply(mail)
                        .with(
                                "mail",
                                Map.of(
                                        "signInUrl",
                                        "https://id.example.org/in",
                                        "askedAt",
                                        "today",
                                        "help",
                                        help("https://help.example.org")))));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eachPageHasAllItsWords(Variant page) {
        for (String theme : Rendering.THEMES.keySet()) {
            for (String language : List.of("en", "ru")) {
                Document rendered = Jsoup.parse(
                        page.model().apply(new Rendering(language, theme)).page(page.template()));
                assertEquals(
                        1,
                        rendered.select("[data-page=" + page.template() + "]").size());
                assertFalse(rendered.title().isBlank());
                assertFalse(rendered.select("h1").text().isBlank());
                assertWhole(rendered.text(), language);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("mails")
    void eachMailHasAllItsWords(Variant mail) {
        for (String language : List.of("en", "ru")) {
            Rendering rendering = mail.model().apply(new Rendering(language));
            assertWhole(Jsoup.parse(rendering.html(mail.template())).text(), language);
            String text = rendering.text(mail.template());
            assertWhole(text, language);
            assertFalse(text.contains("\n\n\n"), text);
        }
    }

    /** PAG-8. */
    @ParameterizedTest
    @MethodSource("pages")
    void whatSomebodyTypedIsNeverMarkup(Variant page) {
        String rendered = page.model().apply(new Rendering("en")).page(page.template());
        assertFalse(rendered.contains("<b>mara"), rendered);
    }

    @Test
    void anEmptyCodeStandsInNobodysWay() {
        Elements forms = parse(sent(Map.of()), "registration-sent").select("[data-page] form");
        assertEquals(List.of("code", "confirm"), names(forms.get(0)));
        assertEquals(List.of("resend", "other-address"), names(forms.get(1)));
    }

    @Test
    void whoDidNotAskHasNothingToFillIn() {
        Element form = parse(confirm("foreign", named(), RenderingTest::withTerms), "registration-confirm")
                .select("form:has([name=not-me])")
                .first();
        assertEquals(List.of("not-me"), names(form));
    }

    @Test
    void thePageToConfirmPostsTheNamesThatStandInTheDocs() {
        Element form = parse(confirm("live", named(), RenderingTest::withTerms), "registration-confirm")
                .select("form")
                .first();
        assertEquals(
                List.of("username", "firstName", "password-new", "password-confirm", "termsAccepted", "confirm"),
                names(form));
        assertEquals("mara", form.select("[name=username]").val());
    }

    /** Password managers keep a password with the field before it that says "username". */
    @Test
    void passwordManagersKnowWhatTheAccountIsCalled() {
        Document plain = parse(confirm("live", List.of()), "registration-confirm");
        assertEquals(List.of(MARKUP), plain.select("[autocomplete=username]").eachAttr("value"));
        Document withUsernames = parse(confirm("live", named()), "registration-confirm");
        assertEquals(
                List.of("mara"), withUsernames.select("[autocomplete=username]").eachAttr("value"));
    }

    @Test
    void onlyTheBrowserThatSignedUpIsAskedWhetherWhatStandsThereIsRight() {
        assertTrue(
                parse(confirm("live", named()), "registration-confirm").text().contains("Is everything right?"));
        assertTrue(
                parse(confirm("cookie", named()), "registration-confirm").text().contains("Is everything right?"));
        Document foreign = parse(confirm("foreign", named()), "registration-confirm");
        assertTrue(foreign.text().contains("Create your account"));
        assertTrue(foreign.text().contains("in another browser"));
    }

    @Test
    void aFaultIsSaidAboveTheFormAndAtItsField() {
        Document page = parse(confirm("live", named(), RenderingTest::withFaults), "registration-confirm");
        assertTrue(page.select("[role=alert]").text().contains("It is marked below."));
        assertTrue(page.select("[role=alert]").text().contains("The two passwords aren't the same."));
        assertEquals("Taken.", page.select("#input-error-username").text());
        assertEquals("true", page.select("#password-confirm").attr("aria-invalid"));
    }

    @Test
    void aLongTimeIsSaidInHours() {
        Map<String, Object> almostADay = Map.of("unit", "min", "amount", 1437);
        String page = parse(confirm("live", List.of(), model -> model.put("left", almostADay)), "registration-confirm")
                .text();
        assertTrue(page.contains("You have 23 hours left"), page);
    }

    /** What is copied from a mail is the code, and what is read out has a name of its own line. */
    @Test
    void theCodeStandsByItselfInBothPartsOfTheMail() {
        Rendering rendering = linkMail(Map.of()).apply(new Rendering("en"));
        assertTrue(rendering.text("registration-link").contains("\n    ABCD-EFGH\n"));
        assertEquals(
                "ABCD-EFGH",
                Jsoup.parse(rendering.html("registration-link"))
                        .select("p:containsOwn(ABCD-EFGH)")
                        .text());
        assertFalse(rendering.html("registration-link").contains("</a>ABCD"));
    }

    /** The mail to an owner proves nothing, so it carries nothing that could be used. */
    @Test
    void theMailToAnOwnerHasPlainLinksOnly() {
        Document mail = Jsoup.parse(accountMail("https://id.example.org/new")
                .apply(new Rendering("en"))
                .html("registration-account"));
        assertEquals(
                List.of("https://id.example.org/in", "https://id.example.org/new"),
                mail.select("a").eachAttr("href").stream().distinct().toList());
    }

    static Document parse(UnaryOperator<Rendering> model, String template) {
        return Jsoup.parse(model.apply(new Rendering("en")).page(template));
    }

    static List<String> names(Element form) {
        return form.select("[name]").eachAttr("name");
    }

    private static void assertWhole(String text, String language) {
        assertFalse(text.contains("${"), text);
        assertFalse(MESSAGE_KEY.matcher(text).find(), text);
        assertEquals("ru".equals(language), text.codePoints().anyMatch(letter -> letter == 'и'), text);
    }

    static Variant page(String template, String what, UnaryOperator<Rendering> model) {
        return new Variant(template + " " + what, model, template);
    }

    static Variant mail(String template, String what, UnaryOperator<Rendering> model) {
        return new Variant(template + " " + what, model, template);
    }

    private static UnaryOperator<Rendering> sent(Map<String, Object> change) {
        Map<String, Object> model = new HashMap<>(Map.of(
                "address",
                MARKUP,
                "lifetime",
                DAY,
                "codeLifetime",
                CODE_LIFETIME,
                "resent",
                false,
                "tooSoon",
                false,
                "wrongCode",
                false,
                "signInUrl",
                "/sign-in"));
        model.putAll(change);
        return page -> page.inAFlow().with("registration", model);
    }

    private static UnaryOperator<Rendering> confirm(String mode, List<Map<String, Object>> fields) {
        return confirm(mode, fields, model -> {});
    }

    /** The change sees the model of the page, and under "page" the page itself. */
    private static UnaryOperator<Rendering> confirm(
            String mode, List<Map<String, Object>> fields, Consumer<Map<String, Object>> change) {
        return page -> {
            Map<String, Object> model = new HashMap<>(Map.of(
                    "address", MARKUP,
                    "mode", mode,
                    "left", DAY,
                    "signInUrl", "/sign-in",
                    "rules", List.of(rule("length", 15, false), rule("notEmail", null, false)),
                    "errors", List.of(),
                    "page", page));
            change.accept(model);
            model.remove("page");
            return page.inAFlow()
                    .with("profile", Map.of("attributes", fields, "html5DataAnnotations", Map.of()))
                    .with("registration", model);
        };
    }

    private static void withTerms(Map<String, Object> model) {
        ((Rendering) model.get("page")).with("termsAcceptanceRequired", true);
    }

    private static void invited(Map<String, Object> model) {
        model.put("organization", "<b>mara</b> & Co");
    }

    private static void withFaults(Map<String, Object> model) {
        ((Rendering) model.get("page")).fault("username", "Taken.");
        model.put("rules", List.of(rule("length", 15, true), rule("notEmail", null, true)));
        model.put("errors", List.of(Map.of("key", "password.error.mismatch", "params", List.of())));
    }

    private static Map<String, Object> rule(String name, Integer value, boolean failed) {
        return Map.of(
                "key", "password.rule." + name, "params", value == null ? List.of() : List.of(value), "failed", failed);
    }

    private static List<Map<String, Object>> named() {
        List<Map<String, Object>> fields = new ArrayList<>();
        fields.add(field("username", "mara", true));
        fields.add(field("firstName", MARKUP, false));
        return fields;
    }

    private static Map<String, Object> field(String name, String value, boolean required) {
        return Map.of(
                "name",
                name,
                "displayName",
                "${" + name + "}",
                "value",
                value,
                "values",
                List.of(value),
                "required",
                required,
                "readOnly",
                false,
                "multivalued",
                false,
                "autocomplete",
                name,
                "annotations",
                Map.of(),
                "html5DataAnnotations",
                Map.of());
    }

    private static UnaryOperator<Rendering> ended(Map<String, Object> change) {
        Map<String, Object> model = new HashMap<>(Map.of("account", MARKUP, "appUrl", "/app", "kind", "created"));
        model.putAll(change);
        return page -> page.with("registration", model);
    }

    private static UnaryOperator<Rendering> linkMail(Map<String, Object> change) {
        Map<String, Object> model = new HashMap<>(Map.of(
                "link", "https://id.example.org/realms/demo/account-link/" + "A".repeat(43),
                "code", "ABCD-EFGH",
                "askedAt", "1 May",
                "validUntil", "2 May",
                "codeValidUntil", "14:32",
                "address", "mara@example.org"));
        model.putAll(change);
        return mail -> mail.with("mail", model);
    }

    private static UnaryOperator<Rendering> accountMail(String recoveryUrl) {
        return mail -> mail.with(
                "mail",
                Map.of(
                        "signInUrl", "https://id.example.org/in",
                        "recoveryUrl", recoveryUrl,
                        "askedAt", "1 May"));
    }

    static Map<String, String> help(String href) {
        return Map.of("href", href, "text", href.replace("mailto:", ""));
    }
}
