package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Where the reader of the old mailbox can stop a change of address. */
public final class VerificationCancelPage extends BrowserPage {
    public VerificationCancelPage(Browser browser) {
        super(browser, named("verification-cancel"));
    }

    public String account() {
        return browser.find(".af-who").first().innerText();
    }

    public VerificationCancelledPage confirm() {
        press("confirm");
        return new VerificationCancelledPage(browser);
    }
}
