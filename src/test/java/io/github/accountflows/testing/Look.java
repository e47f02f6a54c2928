package io.github.accountflows.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A way in which people see pages and mails: language, width, light, scripts and theme. What it sees is fit to be seen, or
 * it fails; what that looks like stands in {@code target/screenshots} afterwards.
 */
public enum Look {
    /** Axe is asked by day and by night; width and language are nothing to it. */
    EN(BrowserOptions.usual()),
    RU(BrowserOptions.usual().speaking("ru-RU")),
    EN_NARROW(BrowserOptions.usual().narrow()),
    RU_NARROW(BrowserOptions.usual().speaking("ru-RU").narrow()),
    EN_NIGHT(BrowserOptions.usual().byNight()),
    RU_NIGHT_NARROW(BrowserOptions.usual().speaking("ru-RU").byNight().narrow()),
    EN_WITHOUT_SCRIPTS(BrowserOptions.usual().withoutScripts()),
    STOCK_NARROW("keycloak.v2", BrowserOptions.usual().narrow()),
    OLD_NARROW("keycloak", BrowserOptions.usual().narrow()),
    OLD_WITHOUT_SCRIPTS("keycloak", BrowserOptions.usual().withoutScripts()),
    /** A customer's theme with a layout of its own, and without a class of stock's. */
    OWN_LAYOUT_NARROW("own-layout", BrowserOptions.usual().narrow()),
    OWN_LAYOUT_WITHOUT_SCRIPTS("own-layout", BrowserOptions.usual().withoutScripts());

    private static final String OURS = "account-flows";
    private static final String OUR_PAGE = "[data-page]";
    /** What a page shows where its words are missing. */
    private static final Pattern MESSAGE_KEY = Pattern.compile(
            "\\b(recovery|registration|verification|elsewhere|limit|link|password|page|duration|mail|notice)\\.[a-z][A-Za-z]+");
    /** The script of Keycloak's own sign-up form looks for a password field, also where the form has none. */
    private static final String STOCK_WANTS_A_PASSWORD = "addEventListener";

    private final String theme;
    private final BrowserOptions options;

    Look(BrowserOptions options) {
        this(OURS, options);
    }

    Look(String theme, BrowserOptions options) {
        this.theme = theme;
        this.options = options;
    }

    public String theme() {
        return theme;
    }

    public BrowserOptions options() {
        return options;
    }

    /** Whether the theme is the one that comes along. */
    public boolean isOurs() {
        return theme.equals(OURS);
    }

    /** For addresses and names that belong to one look alone. */
    public String word() {
        return name().toLowerCase().replace('_', '-');
    }

    /** Mails are looked at once for each language, width and light. */
    public boolean readsMail() {
        return options.scripts() && isOurs();
    }

    /** The page must be without barriers, whole, and read without scrolling sideways; with an untroubled console. */
    public void sees(Browser browser, String capability, String page) {
        if (!isOurs() && browser.find(OUR_PAGE).count() == 0) {
            return; // in the theme of others only our own part of the page is ours to mend
        }
        reads(browser, capability, page);
        if (options.scripts()) {
            assertEquals(List.of(), barriers(browser), page);
            assertEquals(
                    List.of(),
                    browser.complaints().stream().filter(Look::isOurFault).toList(),
                    page);
        }
    }

    /** The same for a mail. */
    public void sees(Mail mail, String capability, String name) {
        try (Browser browser = Browser.open(options)) {
            browser.page().setContent(mail.html());
            reads(browser, capability, name);
            if (!asksAxe()) {
                return;
            }
            // Landmarks and headings make no sense in a mail: the reader's program has its own around it.
            assertEquals(
                    List.of(),
                    browser.barriers().stream()
                            .filter(barrier -> !barrier.matches("(?s)(landmark|region|page-has).*"))
                            .toList(),
                    name);
        }
    }

    private void reads(Browser browser, String capability, String name) {
        browser.screenshot(capability + "-" + word() + "-" + name);
        assertEquals(options.locale().substring(0, 2), browser.find("html").getAttribute("lang"), name);
        assertFalse(browser.scrollsSideways(), name);
        assertFalse(browser.text().contains("${"), name);
        assertFalse(MESSAGE_KEY.matcher(browser.text()).find(), browser::text);
    }

    private boolean asksAxe() {
        return this == EN || this == RU_NIGHT_NARROW || !isOurs();
    }

    private List<String> barriers(Browser browser) {
        if (!asksAxe()) {
            return List.of();
        }
        return isOurs() ? browser.barriers() : browser.barriersIn(OUR_PAGE);
    }

    // A page that is meant to be an error is one to the console too.
    private static boolean isOurFault(String complaint) {
        return !complaint.contains("status of 4") && !complaint.contains(STOCK_WANTS_A_PASSWORD);
    }
}
