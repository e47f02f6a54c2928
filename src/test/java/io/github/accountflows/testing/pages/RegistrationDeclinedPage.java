package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Thanks whoever did not ask for an account. */
public final class RegistrationDeclinedPage extends BrowserPage {
    public RegistrationDeclinedPage(Browser browser) {
        super(browser, named("registration-declined"));
    }
}
