package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;
import java.util.List;

/** Keycloak's own registration form, in whatever theme. */
public final class SignUpPage extends BrowserPage {
    public SignUpPage(Browser browser) {
        super(browser, "form#kc-register-form");
    }

    public SignUpPage fill(String field, String value) {
        entry(field).fill(value);
        return this;
    }

    public SignUpPage choose(String field, String option) {
        entry(field).selectOption(option);
        return this;
    }

    public SignUpPage agree() {
        browser.find("#termsAccepted").check();
        return this;
    }

    public String value(String field) {
        return entry(field).inputValue();
    }

    public boolean asks(String field) {
        return entry(field).count() > 0;
    }

    public RegistrationSentPage send() {
        submitBy("email");
        return new RegistrationSentPage(browser);
    }

    /** Sends what will be refused; what then stands on the page says why. */
    public SignUpPage sendInVain() {
        submitBy("email");
        browser.find("[aria-invalid='true']").first().waitFor();
        return new SignUpPage(browser);
    }

    public List<String> errors() {
        return browser.find("[id^='input-error-']:not([id^='input-error-container'])")
                .allInnerTexts();
    }
}
