package io.github.accountflows.testing.pages;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Locator.WaitForOptions;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.github.accountflows.testing.Browser;

/** A page that is there; whoever makes one waits for it. */
public abstract class BrowserPage {
    protected final Browser browser;

    /** Waits for the page by what only it has. */
    protected BrowserPage(Browser browser, String selector) {
        this.browser = browser;
        try {
            browser.find(selector).first().waitFor(new WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        } catch (com.microsoft.playwright.TimeoutError e) {
            throw new AssertionError("no " + selector + " at " + browser.url() + ": " + browser.text(), e);
        }
    }

    /** The selector of one of our own pages. */
    protected static String named(String page) {
        return "[data-page='" + page + "']";
    }

    public String text() {
        return browser.text();
    }

    protected void press(String button) {
        button(button).click();
    }

    protected Locator button(String name) {
        return browser.find("button[name='" + name + "'], input[type=submit][name='" + name + "']");
    }

    protected Locator field(String name) {
        return browser.find("input[name='" + name + "']");
    }

    /** Whatever the realm's profile makes of a field: a line, a text or a choice. */
    protected Locator entry(String name) {
        return browser.find(":is(input, textarea, select)[name='" + name + "']");
    }

    /** Sends the form of a field as the return key does. */
    protected void submitBy(String field) {
        field(field).press("Enter");
    }

    /** Goes to the sign-in page. */
    protected SignInPage toSignIn(String href) {
        browser.find("a[href='" + href + "']").first().click();
        return new SignInPage(browser);
    }
}
