package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Thanks whoever does not know the account. */
public final class VerificationDeclinedPage extends BrowserPage {
    public VerificationDeclinedPage(Browser browser) {
        super(browser, named("verification-declined"));
    }
}
