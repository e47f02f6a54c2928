package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Says that instructions are on their way, whoever asked. */
public final class RecoverySentPage extends BrowserPage {
    public RecoverySentPage(Browser browser) {
        super(browser, named("recovery-sent"));
    }

    public RecoverySentPage resend() {
        press("resend");
        return new RecoverySentPage(browser);
    }

    public RecoveryRequestPage otherAddress() {
        press("other-address");
        return new RecoveryRequestPage(browser);
    }
}
