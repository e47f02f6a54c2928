package io.github.accountflows.testing.pages;

import io.github.accountflows.testing.Browser;
import java.util.List;

/** Where a new password is chosen. */
public final class RecoveryNewPasswordPage extends BrowserPage {
    public RecoveryNewPasswordPage(Browser browser) {
        super(browser, named("recovery-new-password"));
    }

    /** Whose password it is. */
    public String account() {
        return field("username").inputValue();
    }

    public RecoveryDonePage choose(String password) {
        type(password, password);
        return new RecoveryDonePage(browser);
    }

    /** Chooses one that is refused; what stands on the page then says why. */
    public RecoveryNewPasswordPage chooseInVain(String password, String again) {
        type(password, again);
        browser.find("[aria-invalid='true']").first().waitFor();
        return new RecoveryNewPasswordPage(browser);
    }

    /** The policy as a list, before and after a try. */
    public List<String> rules() {
        return browser.find("#rules li > :last-child").allInnerTexts();
    }

    /** The rules that the last try broke. */
    public List<String> failedRules() {
        return browser.find("#rules li:has(strong) > :last-child").allInnerTexts().stream()
                .map(rule -> rule.replaceFirst("^\\S+ \\S+ ", ""))
                .toList();
    }

    public String autocomplete(String field) {
        return attribute(field, "autocomplete");
    }

    public String attribute(String field, String name) {
        return field(field).getAttribute(name);
    }

    /** Asks to see what is typed. */
    public void reveal() {
        browser.find("[data-af-reveal] input").check();
    }

    /** Whether the password can be read while it is typed. */
    public boolean isRevealed() {
        return "text".equals(field("password-new").getAttribute("type"));
    }

    public List<String> errors() {
        return browser.find("[role='alert'], [aria-live='polite']:not(:empty)").allInnerTexts();
    }

    private void type(String password, String again) {
        field("password-new").fill(password);
        field("password-confirm").fill(again);
        submitBy("password-confirm");
    }
}
