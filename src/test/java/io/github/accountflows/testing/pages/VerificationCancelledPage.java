package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Says that a change of address is stopped. */
public final class VerificationCancelledPage extends BrowserPage {
    public VerificationCancelledPage(Browser browser) {
        super(browser, named("verification-cancelled"));
    }

    public RecoveryRequestPage chooseNewPassword() {
        browser.find(named("verification-cancelled") + " a[href]").first().click();
        return new RecoveryRequestPage(browser);
    }
}
