package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Tells somebody who asks too often when to try again. */
public final class TooManyRequestsPage extends BrowserPage {
    public TooManyRequestsPage(Browser browser) {
        super(browser, named("too-many-requests"));
    }
}
