package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Keycloak's own page for the code of an authenticator app. */
public final class OtpPage extends BrowserPage {
    public OtpPage(Browser browser) {
        super(browser, "input[name='otp']");
    }

    public void enter(String code) {
        field("otp").fill(code);
        submitBy("otp");
    }
}
