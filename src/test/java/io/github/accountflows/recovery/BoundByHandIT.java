package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A flow that an admin put together by hand, and what may be missing from it. */
class BoundByHandIT {
    private static final String NEW_PASSWORD = "a brand new one of mine";

    private Mailbox mailbox;
    private Realm realm;
    private User owner;

    @BeforeEach
    void openRealm() {
        mailbox = Mailbox.open();
        realm = Realm.open(KeycloakServer.h2(), mailbox, BoundByHandIT::withoutSettings);
        owner = realm.user("owner@example.org").create();
    }

    @AfterEach
    void closeRealm() {
        realm.close();
        mailbox.close();
    }

    private static void withoutSettings(ObjectNode export) {
        for (JsonNode flow : export.path("authenticationFlows")) {
            for (JsonNode step : flow.path("authenticationExecutions")) {
                ((ObjectNode) step).remove("authenticatorConfig");
            }
        }
        export.remove("authenticatorConfig");
    }

    @Test
    void aStepWithoutSettingsHasTheDefaults() {
        Page landed = Recovering.land(new Recovering(realm, mailbox).link(owner));
        Asking.choose(landed, NEW_PASSWORD).is("recovery-done");
        assertTrue(owner.signsInWith(NEW_PASSWORD));
    }

    /** REC-15: a link must not be a way to sign in where the step that uses it up is switched off. */
    @Test
    void aLinkOpensNothingWhereTheLastStepIsSwitchedOff() {
        var link = new Recovering(realm, mailbox).link(owner);
        ObjectNode step = (ObjectNode) realm.execution("account recovery", NewPassword.ID);
        realm.admin()
                .put(
                        realm.path("/authentication/flows/account%20recovery/executions"),
                        step.put("requirement", "DISABLED"));
        assertEquals(400, new Visitor().open(link).is("link-invalid").status());
        assertEquals(0, owner.sessions().size());
    }

    @Test
    void whoForgetsAgainAfterDoneCanAskAgain() {
        Visitor visitor = new Visitor();
        new Asking(realm).ask(visitor, owner.username());
        Page landed =
                Recovering.land(visitor, mailbox.awaitMail(owner.username()).link());
        Page done = Asking.choose(landed, NEW_PASSWORD).is("recovery-done");
        Page signIn = done.click("a[href*='login-actions/authenticate']");
        signIn.click("a[href*=reset-credentials]").is("recovery-request");
    }

    @Test
    void nobodyIsToldThatAnAddressWhichUsersMayShareHasNoAccount() {
        realm.change(json -> json.put("registrationEmailAsUsername", false)
                .put("loginWithEmailAllowed", false)
                .put("duplicateEmailsAllowed", true));
        realm.configure("account recovery", RecoveryStep.ID, Map.of("unknown-address", "mail"));
        new Asking(realm).ask(owner.email());
        Await.equal(
                "SUPPRESSED", () -> realm.rows("AF_JOB").get(0).path("state").asText());
    }
}
