package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Says that the new password is set, and leads on. */
public final class RecoveryDonePage extends BrowserPage {
    public RecoveryDonePage(Browser browser) {
        super(browser, named("recovery-done"));
    }

    /** Goes on by the page's one link. */
    public void goOn() {
        browser.find(named("recovery-done") + " a[href]").first().click();
    }
}
