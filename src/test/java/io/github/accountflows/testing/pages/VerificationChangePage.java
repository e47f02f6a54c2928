package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Where somebody who is signed in gives another address. */
public final class VerificationChangePage extends BrowserPage {
    public VerificationChangePage(Browser browser) {
        super(browser, named("verification-change"));
    }

    /** The address that the account has. */
    public String current() {
        return browser.find(".af-who").first().innerText();
    }

    public VerificationSentPage ask(String address) {
        give(address);
        return new VerificationSentPage(browser);
    }

    /** Gives an address that is refused. */
    public VerificationChangePage askInVain(String address) {
        give(address);
        browser.find("[name='email'][aria-invalid='true']").waitFor();
        return new VerificationChangePage(browser);
    }

    public String error() {
        return browser.find("#email-error").innerText();
    }

    public boolean isOpen() {
        return field("email").count() == 1;
    }

    /** Goes back to where the person came from. */
    public void cancel() {
        press("cancel");
    }

    private void give(String address) {
        field("email").fill(address);
        submitBy("email");
    }
}
