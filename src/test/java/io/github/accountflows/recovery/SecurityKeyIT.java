package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import io.github.accountflows.testing.Browser;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.pages.RecoveryNewPasswordPage;
import io.github.accountflows.testing.pages.SignInPage;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A security key as the second factor (REC-2), with Chromium's virtual one. */
class SecurityKeyIT {
    private static final String NEW_PASSWORD = "a brand new one of mine";
    private static final String AUTHENTICATE = "#authenticateWebAuthnButton";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    @Test
    void theKeyIsAskedBeforeTheNewPassword() {
        User owner = OWN.realm()
                .user("key@example.org")
                .requiredAction("webauthn-register")
                .create();
        try (Browser browser = Browser.open()) {
            Key key = Key.in(browser);
            enrol(browser, owner);
            browser.page().context().clearCookies();
            browser.visit(OWN.recovering().link(owner));

            browser.find(AUTHENTICATE).click();

            new RecoveryNewPasswordPage(browser).choose(NEW_PASSWORD);
            assertEquals(0, owner.sessions().size());
            key.remove();
        }
    }

    @Test
    void withoutTheKeyThereIsNoWayOnAndFiveTriesEndTheLink() {
        User owner = OWN.realm()
                .user("nokey@example.org")
                .requiredAction("webauthn-register")
                .create();
        try (Browser browser = Browser.open()) {
            Key key = Key.in(browser);
            enrol(browser, owner);
            key.remove();
            Key other = Key.in(browser);
            browser.page().context().clearCookies();
            URI link = OWN.recovering().link(owner);
            browser.visit(link);

            // The browser itself knows that this key is not the one; nothing was answered, so nothing is counted.
            browser.find(AUTHENTICATE).click();
            browser.find(".pf-m-danger, .alert-error").waitFor();
            assertTrue(browser.text().contains("nothing to check"), browser::text);

            for (int left = 4; left >= 0; left--) {
                browser.page()
                        .evaluate("() => { const form = document.getElementById('webauth');"
                                + " for (const name of ['clientDataJSON', 'authenticatorData', 'signature', 'credentialId'])"
                                + " form[name].value = 'bm9uc2Vuc2U'; setTimeout(() => form.submit()); }");
                browser.find(left > 0 ? "text=You have " + left : "[data-page=link-invalid]")
                        .waitFor();
            }
            other.remove();
        }
    }

    private static void enrol(Browser browser, User owner) {
        SignInPage.open(browser, OWN.realm().app().signIn()).signIn(owner.username(), User.PASSWORD);
        browser.page().onDialog(dialog -> dialog.accept("My key"));
        browser.find("#registerWebAuthn").waitFor();
        // The button is Keycloak's and does nothing before its module script ran; that holds up the page's load.
        browser.page().waitForLoadState();
        browser.find("#registerWebAuthn").click();
        browser.awaitApp();
    }

    /** A security key plugged into this browser. */
    private record Key(CDPSession wire, String id) {

        static Key in(Browser browser) {
            CDPSession wire = browser.page().context().newCDPSession(browser.page());
            wire.send("WebAuthn.enable");
            JsonObject options = new JsonObject();
            options.addProperty("protocol", "ctap2");
            options.addProperty("transport", "usb");
            options.addProperty("hasResidentKey", false);
            options.addProperty("hasUserVerification", true);
            options.addProperty("isUserVerified", true);
            options.addProperty("automaticPresenceSimulation", true);
            JsonObject arguments = new JsonObject();
            arguments.add("options", options);
            return new Key(
                    wire,
                    wire.send("WebAuthn.addVirtualAuthenticator", arguments)
                            .get("authenticatorId")
                            .getAsString());
        }

        void remove() {
            JsonObject arguments = new JsonObject();
            arguments.addProperty("authenticatorId", id);
            wire.send("WebAuthn.removeVirtualAuthenticator", arguments);
        }
    }
}
