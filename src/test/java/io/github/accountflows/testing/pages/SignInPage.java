package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.SignIn;

/** Keycloak's own sign-in page. */
public final class SignInPage extends BrowserPage {
    public SignInPage(Browser browser) {
        super(browser, "input[name='username']:not([readonly]) >> nth=0");
        field("password").waitFor();
    }

    /** Opens it as the app does. */
    public static SignInPage open(Browser browser, SignIn signIn) {
        return new SignInPage(browser.visit(signIn.uri()));
    }

    public String username() {
        return field("username").inputValue();
    }

    /** Tries to sign in. */
    public void signIn(String username, String password) {
        field("username").fill(username);
        field("password").fill(password);
        submitBy("password");
    }

    public SignUpPage signUp() {
        browser.find("a[href*='login-actions/registration']").click();
        return new SignUpPage(browser);
    }

    public RecoveryRequestPage forgotPassword() {
        browser.find("a[href*='reset-credentials']").click();
        return new RecoveryRequestPage(browser);
    }
}
