package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;
import java.util.List;

/** Where a proven person checks or gives what an account needs, and chooses its password. */
public final class RegistrationConfirmPage extends BrowserPage {
    public RegistrationConfirmPage(Browser browser) {
        super(browser, named("registration-confirm"));
    }

    /** The address that the mail has proved. */
    public String address() {
        return browser.find(".af-who").first().innerText();
    }

    public String value(String field) {
        return entry(field).inputValue();
    }

    public RegistrationConfirmPage fill(String field, String value) {
        entry(field).fill(value);
        return this;
    }

    public RegistrationConfirmPage choose(String field, String option) {
        entry(field).selectOption(option);
        return this;
    }

    public RegistrationConfirmPage agree() {
        browser.find("#termsAccepted").check();
        return this;
    }

    public boolean asksForConsent() {
        return browser.find("#termsAccepted").count() > 0;
    }

    /** Creates the account, wherever that leads. */
    public void create(String password) {
        type(password, password);
    }

    /** Tries to, with what is refused; what then stands on the page says why. */
    public RegistrationConfirmPage createInVain(String password, String again) {
        type(password, again);
        browser.find("[role='alert']").first().waitFor();
        return new RegistrationConfirmPage(browser);
    }

    public RegistrationDeclinedPage notMe() {
        press("not-me");
        return new RegistrationDeclinedPage(browser);
    }

    public List<String> errors() {
        return browser.find("[role='alert'], [id^='input-error-']:not([id^='input-error-container'])")
                .allInnerTexts();
    }

    private void type(String password, String again) {
        field("password-new").fill(password);
        field("password-confirm").fill(again);
        submitBy("password-confirm");
    }
}
