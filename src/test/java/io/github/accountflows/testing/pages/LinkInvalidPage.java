package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** The one answer to every link that no longer works. */
public final class LinkInvalidPage extends BrowserPage {
    public LinkInvalidPage(Browser browser) {
        super(browser, named("link-invalid"));
    }

    public RecoveryRequestPage askAgain() {
        browser.find(named("link-invalid") + " a[href*=reset-credentials]").click();
        return new RecoveryRequestPage(browser);
    }
}
