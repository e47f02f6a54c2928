package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;

/** For somebody who is signed in and still forgot. */
public final class RecoverySignedInPage extends BrowserPage {
    public RecoverySignedInPage(Browser browser) {
        super(browser, named("recovery-signed-in"));
    }

    public RecoverySentPage mailMeALink() {
        press("confirm");
        return new RecoverySentPage(browser);
    }

    public boolean offersLink() {
        return button("confirm").count() == 1;
    }

    /** Goes on to Keycloak's own change of a known password. */
    public void changePassword() {
        press("change-password");
    }

    public void cancel() {
        press("cancel");
    }

    public void signOut() {
        press("sign-out");
    }
}
