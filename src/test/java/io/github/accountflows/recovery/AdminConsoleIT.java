package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Realm;
import org.junit.jupiter.api.Test;

/** Our flow in Keycloak's own admin console. */
class AdminConsoleIT {
    private static final String LIFETIME = "[role=dialog] input[data-testid*='link-lifetime-minutes']";

    @Test
    void anAdministratorSetsTheLifetimeOfLinksAndIsToldWhatCannotBe() {
        KeycloakServer server = KeycloakServer.h2();
        try (Mailbox mailbox = Mailbox.open();
                Realm realm = Realm.open(server, mailbox);
                Browser browser = Browser.open()) {
            Page console = browser.page();
            console.navigate(server.url() + "/admin/master/console/#/" + realm.name() + "/authentication");
            console.fill("#username", "admin");
            console.fill("#password", "admin");
            console.press("#password", "Enter");
            console.click("a:text-is('account recovery')");
            console.waitForSelector("text=Account flows: Recovery, new password");
            browser.screenshot("console-flow");

            console.click("tr:has-text('Account flows: Recovery, ask for a link') button[aria-label='Settings']");
            console.fill(LIFETIME, "3");
            browser.screenshot("console-settings");
            console.click("button:text-is('Save')");
            String refusal = console.locator(".pf-v5-c-alert.pf-m-danger").innerText();
            browser.screenshot("console-refusal");
            assertTrue(refusal.contains("5 to 1440"), refusal);
            assertEquals("60", lifetime(realm));

            console.fill(LIFETIME, "30");
            console.click("button:text-is('Save')");
            console.waitForSelector(".pf-v5-c-alert.pf-m-success");
            assertEquals("30", lifetime(realm));
        }
    }

    private static String lifetime(Realm realm) {
        String config = realm.execution("account recovery", "account-flows-recovery")
                .path("authenticationConfig")
                .asText();
        return realm.admin()
                .get(realm.path("/authentication/config/" + config))
                .at("/config/link-lifetime-minutes")
                .asText();
    }
}
