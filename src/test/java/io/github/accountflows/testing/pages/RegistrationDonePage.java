package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Says that the account is there, and leads to the app. */
public final class RegistrationDonePage extends BrowserPage {
    public RegistrationDonePage(Browser browser) {
        super(browser, named("registration-done"));
    }

    /** Goes on by the page's one link. */
    public void goOn() {
        browser.find(named("registration-done") + " a[href]").first().click();
    }
}
