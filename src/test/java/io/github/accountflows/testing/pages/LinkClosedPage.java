package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Says that what a link is for is not possible at the moment, and that the link lives on. */
public final class LinkClosedPage extends BrowserPage {
    public LinkClosedPage(Browser browser) {
        super(browser, named("link-closed"));
    }
}
