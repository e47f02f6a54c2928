package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Tells the owner of a mailbox that there is an account with its address already. */
public final class RegistrationExistsPage extends BrowserPage {
    public RegistrationExistsPage(Browser browser) {
        super(browser, named("registration-exists"));
    }

    public void signIn() {
        browser.find(named("registration-exists") + " a[href]").first().click();
    }
}
