package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** Stops a link in a browser in which somebody else is signed in. */
public final class SignedInElsewherePage extends BrowserPage {
    public SignedInElsewherePage(Browser browser) {
        super(browser, named("signed-in-elsewhere"));
    }

    public void signOutAndGoOn() {
        press("sign-out");
    }
}
