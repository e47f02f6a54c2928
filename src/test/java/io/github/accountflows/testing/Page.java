package io.github.accountflows.testing;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What a visitor was answered last. */
public final class Page {
    private final Visitor visitor;
    private final Exchange exchange;
    private final Document document;

    Page(Visitor visitor, Exchange exchange) {
        this.visitor = visitor;
        this.exchange = exchange;
        this.document = Jsoup.parse(exchange.body(), exchange.uri().toString());
    }

    public int status() {
        return exchange.status();
    }

    public URI url() {
        return exchange.uri();
    }

    public Optional<String> header(String name) {
        return exchange.header(name);
    }

    public List<Cookie> cookies() {
        return exchange.cookies();
    }

    public String body() {
        return exchange.body();
    }

    public Document document() {
        return document;
    }

    /** What a reader sees. */
    public String text() {
        return document.body().text();
    }

    /** The page's own name, its {@code data-page}; empty for pages of others. */
    public String name() {
        Element named = document.selectFirst("[data-page]");
        return named == null ? "" : named.attr("data-page");
    }

    /** The page itself if it is the one with this name; else the test fails with what it is. */
    public Page is(String name) {
        if (!name().equals(name)) {
            throw new AssertionError("not " + name + " but " + this);
        }
        return this;
    }

    /** Whether the visitor is being sent to the app. */
    public boolean isApp() {
        return location().filter(to -> to.toString().startsWith(DemoApp.url())).isPresent();
    }

    /** Where the page redirects to. */
    public Optional<URI> location() {
        return exchange.location();
    }

    /** Where redirects lead on this server; one that leads elsewhere, such as to the app, is not followed. */
    public Page follow() {
        Page page = this;
        for (int hops = 0; page.redirectsHere(); hops++) {
            if (hops == 20) {
                throw new AssertionError("goes in circles: " + page);
            }
            page = visitor.get(page.location().orElseThrow());
        }
        return page;
    }

    private boolean redirectsHere() {
        return status() / 100 == 3
                && location()
                        .filter(to -> to.getAuthority().equals(url().getAuthority()))
                        .isPresent();
    }

    /** Clicks the first link found by a CSS selector. */
    public Page click(String selector) {
        return visitor.open(link(selector));
    }

    /** The address of the first link found by a CSS selector. */
    public URI link(String selector) {
        Element link = document.selectFirst(selector);
        if (link == null) {
            throw new AssertionError("no " + selector + " on " + this);
        }
        return URI.create(link.absUrl("href"));
    }

    public boolean has(String selector) {
        return document.selectFirst(selector) != null;
    }

    /** The form with that field. */
    public Form formWith(String field) {
        return form("form:has([name='" + field + "'])");
    }

    /** The first form found by a CSS selector. */
    public Form form(String selector) {
        Element form = document.selectFirst(selector);
        if (form == null) {
            throw new AssertionError("no " + selector + " on " + this);
        }
        return new Form(visitor, form);
    }

    /** Presses a button by its name, in the form it belongs to, and goes where that leads. */
    public Page press(String button) {
        return formWith(button).press(button);
    }

    /** Loads it again. */
    public Page refresh() {
        return visitor.open(url());
    }

    /** Short enough for the message of a failing test. */
    @Override
    public String toString() {
        String name = name().isEmpty() ? "" : " " + name();
        String to = location().map(uri -> " → " + uri).orElse("");
        return status() + name + " at " + url() + to + ": " + text();
    }
}
