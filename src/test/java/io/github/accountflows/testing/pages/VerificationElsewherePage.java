package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** The same link in a browser that is not signing in: nothing can be confirmed there. */
public final class VerificationElsewherePage extends BrowserPage {
    public VerificationElsewherePage(Browser browser) {
        super(browser, named("verification-confirm") + ":has([name='not-me'])");
    }

    public String account() {
        return browser.find(".af-who").first().innerText();
    }

    public String address() {
        return browser.find(".af-who").nth(1).innerText();
    }

    public boolean saysThatSomebodyElseIsSignedIn() {
        return browser.find(".af-who").count() == 3;
    }

    public SignInPage signIn() {
        press("sign-in");
        return new SignInPage(browser);
    }

    public VerificationDeclinedPage notMe() {
        press("not-me");
        return new VerificationDeclinedPage(browser);
    }
}
