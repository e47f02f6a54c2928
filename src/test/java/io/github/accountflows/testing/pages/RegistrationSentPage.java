package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Says that a mail is on its way, whoever signs up, and takes its code. */
public final class RegistrationSentPage extends BrowserPage {
    public RegistrationSentPage(Browser browser) {
        super(browser, named("registration-sent"));
    }

    public RegistrationConfirmPage type(String code) {
        field("code").fill(code);
        submitBy("code");
        return new RegistrationConfirmPage(browser);
    }

    /** Types a code that is refused. */
    public RegistrationSentPage typeInVain(String code) {
        field("code").fill(code);
        submitBy("code");
        browser.find("[name='code'][aria-invalid='true']").waitFor();
        return new RegistrationSentPage(browser);
    }

    public RegistrationSentPage resend() {
        press("resend");
        return new RegistrationSentPage(browser);
    }

    public SignUpPage otherAddress() {
        press("other-address");
        return new SignUpPage(browser);
    }

    public SignInPage signIn() {
        browser.find(named("registration-sent") + " a[href]").first().click();
        return new SignInPage(browser);
    }
}
