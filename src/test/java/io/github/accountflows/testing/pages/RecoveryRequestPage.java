package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Asks for the address of whoever has forgotten a password. */
public final class RecoveryRequestPage extends BrowserPage {
    public RecoveryRequestPage(Browser browser) {
        super(browser, named("recovery-request"));
    }

    public String username() {
        return field("username").inputValue();
    }

    public RecoverySentPage ask(String nameOrAddress) {
        type(nameOrAddress);
        return new RecoverySentPage(browser);
    }

    /** Asks with something that can't be an address. */
    public RecoveryRequestPage askInVain(String text) {
        type(text);
        browser.find("[aria-invalid='true']").waitFor();
        return new RecoveryRequestPage(browser);
    }

    /** Asks once more than this network may. */
    public TooManyRequestsPage askTooOften(String text) {
        type(text);
        return new TooManyRequestsPage(browser);
    }

    private void type(String text) {
        field("username").fill(text);
        submitBy("username");
    }
}
