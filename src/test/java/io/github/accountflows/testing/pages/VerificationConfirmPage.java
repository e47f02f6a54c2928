package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Where whoever is signing in confirms an address, after opening the link. */
public final class VerificationConfirmPage extends BrowserPage {
    public VerificationConfirmPage(Browser browser) {
        super(browser, named("verification-confirm") + ":has([name='confirm'])");
    }

    public String account() {
        return browser.find(".af-who").first().innerText();
    }

    public String address() {
        return browser.find(".af-who").nth(1).innerText();
    }

    /** Confirms, wherever that leads. */
    public void confirm() {
        press("confirm");
    }

    public SignInPage signOut() {
        press("sign-out");
        return new SignInPage(browser);
    }
}
