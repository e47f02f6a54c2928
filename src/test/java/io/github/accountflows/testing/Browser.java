package io.github.accountflows.testing;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Somebody at a real browser, with cookies of their own; one thread at a time. */
public final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final BrowserContext context;
    private final Page page;
    private final List<String> requests = new ArrayList<>();
    private int posts;
    private final List<String> complaints = new ArrayList<>();

    private Browser(BrowserContext context) {
        this.context = context;
        context.setDefaultTimeout(15_000);
        this.page = context.newPage();
        page.onRequest(this::note);
        page.onConsoleMessage(message -> {
            if ("error".equals(message.type())) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    public static Browser open() {
        return open(BrowserOptions.usual());
    }

    public static Browser open(BrowserOptions options) {
        var context = new com.microsoft.playwright.Browser.NewContextOptions()
                .setJavaScriptEnabled(options.scripts())
                .setLocale(options.locale())
                .setViewportSize(options.width(), options.height())
                .setColorScheme(options.night() ? ColorScheme.DARK : ColorScheme.LIGHT);
        if (options.network() != null) {
            context.setExtraHTTPHeaders(Map.of("X-Forwarded-For", options.network()));
        }
        return new Browser(Chromium.running().newContext(context));
    }

    public Browser visit(URI uri) {
        page.navigate(uri.toString());
        return this;
    }

    public Browser back() {
        page.goBack();
        return this;
    }

    public Browser reload() {
        page.reload();
        return this;
    }

    /** Where the person is, as the address bar shows it. */
    public URI url() {
        return URI.create(page.url());
    }

    /** What a page object does its work with. */
    public Locator find(String selector) {
        return page.locator(selector);
    }

    /** Playwright's own page, for what this class doesn't offer. */
    public Page page() {
        return page;
    }

    /** What a reader sees. */
    public String text() {
        return page.locator("body").innerText();
    }

    /** Waits until the person is at the app, and says at which address they came back. */
    public URI awaitApp() {
        page.waitForURL(url -> url.startsWith(DemoApp.url()));
        return url();
    }

    /** What the browser asked other hosts for, and so told them. */
    public List<String> requestsElsewhere() {
        return requests.stream()
                .filter(request -> !request.startsWith("http://localhost:"))
                .toList();
    }

    /** How many forms were sent, by a press of a button or by a refresh that sends again. */
    public int posts() {
        return posts;
    }

    /** Errors of scripts and of the console, such as what a Content-Security-Policy stopped. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Whether one has to scroll sideways to read. */
    public boolean scrollsSideways() {
        return (boolean) page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    }

    /** What axe finds on this page, one line a rule; stock's field with the attempted user name is not ours. */
    public List<String> barriers() {
        return barriers(new AxeBuilder(page).exclude("#kc-attempted-username"));
    }

    /** What axe finds in one part of this page. */
    public List<String> barriersIn(String selector) {
        return barriers(new AxeBuilder(page).include(selector));
    }

    private static List<String> barriers(AxeBuilder axe) {
        // Legacy is its word for one frame: our pages have no other, and it needs no second page for each look.
        return axe.setLegacyMode(true).analyze().getViolations().stream()
                .map(rule -> rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes())
                .toList();
    }

    /** Keeps the whole page as {@code target/screenshots/<name>.png}. */
    public void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    private void note(Request request) {
        requests.add(request.url());
        posts += "POST".equals(request.method()) ? 1 : 0;
    }

    @Override
    public void close() {
        context.close();
    }
}
