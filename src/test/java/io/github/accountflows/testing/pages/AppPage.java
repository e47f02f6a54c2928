package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Tokens;

/** The app the person came from. */
public final class AppPage extends BrowserPage {
    public AppPage(Browser browser) {
        super(browser, named("app"));
    }

    /** The tokens of the sign-in that ended here. */
    public Tokens tokens(SignIn signIn) {
        return signIn.tokens(browser.url());
    }
}
