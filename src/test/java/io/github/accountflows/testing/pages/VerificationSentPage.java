package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Asks whoever is signing in to confirm an address, and takes the code of the mail. */
public final class VerificationSentPage extends BrowserPage {
    public VerificationSentPage(Browser browser) {
        super(browser, named("verification-sent"));
    }

    /** The address that is to be confirmed. */
    public String address() {
        return browser.find(".af-who").first().innerText();
    }

    /** Types a code that is right, and goes on. */
    public void type(String code) {
        field("code").fill(code);
        submitBy("code");
    }

    /** Types a code that is refused. */
    public VerificationSentPage typeInVain(String code) {
        field("code").fill(code);
        submitBy("code");
        browser.find("[name='code'][aria-invalid='true']").waitFor();
        return new VerificationSentPage(browser);
    }

    public VerificationSentPage resend() {
        press("resend");
        return new VerificationSentPage(browser);
    }

    public VerificationChangePage changeAddress() {
        press("change-address");
        return new VerificationChangePage(browser);
    }

    /** Goes back to the app that wanted it. */
    public void cancel() {
        press("cancel");
    }

    public SignInPage signOut() {
        press("sign-out");
        return new SignInPage(browser);
    }
}
