package io.github.accountflows.verification;

import static io.github.accountflows.testing.Proving.CHANGE;
import static io.github.accountflows.testing.Proving.VERIFY;
import static io.github.accountflows.testing.Proving.confirm;
import static io.github.accountflows.testing.Proving.isProved;
import static io.github.accountflows.testing.Proving.land;
import static io.github.accountflows.testing.Proving.status;
import static io.github.accountflows.testing.Proving.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Directory;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Partner;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Statements;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Verifying;
import io.github.accountflows.testing.Visitor;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a sign-in ask for the proof of an address, and what does not; beside what stock has for it (VER-1). */
class TriggersIT {
    private static final String STOCK = "VERIFY_EMAIL";
    private static final String IMPORTED = "imported@example.org";

    private static final Partner PARTNER = Partner.open();

    /** Nothing asks for a proof here but what a test says. */
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> {
        json.put("verifyEmail", false);
        json.withArray("requiredActions").forEach(action -> ((ObjectNode) action).put("defaultAction", false));
        PARTNER.join(json, false);
        ObjectNode user = json.withArray("users").addObject();
        user.put("username", IMPORTED).put("email", IMPORTED).put("enabled", true);
        user.put("firstName", "Test").put("lastName", "Person");
        user.withArray("requiredActions").add(STOCK);
        user.withArray("credentials").addObject().put("type", "password").put("value", User.PASSWORD);
    });

    private final Realm realm = OWN.realm();
    private final Verifying verifying = OWN.verifying();
    private final Visitor visitor = new Visitor();
    private final String address = UUID.randomUUID().toString().substring(0, 8) + "@example.org";

    @AfterAll
    static void close() {
        PARTNER.close();
    }

    @AfterEach
    void asBefore() {
        realm.set("verifyEmail", false);
    }

    // --- the realm, an admin, an import

    @Test
    void whereNothingAsksForItNobodyIsAsked() {
        assertTrue(verifying.signIn(visitor, verifying.unproven(address)).isApp());
    }

    @Test
    void theRealmsOwnSwitchAsksWhoeverHasNotProvedIt() {
        User user = verifying.unproven(address);
        User proved = realm.user("proved-" + address).create();
        realm.set("verifyEmail", true);

        Page sent = verifying.meet(visitor, user);
        assertTrue(typeCode(sent, verifying.mail(user).code()).isApp());

        assertTrue(isProved(user));
        assertTrue(verifying.signIn(new Visitor(), user).isApp());
        assertTrue(verifying.signIn(new Visitor(), proved).isApp());
    }

    /** Stock's, which the admin console offers, and ours. */
    @ParameterizedTest
    @ValueSource(strings = {STOCK, VERIFY})
    void aMarkerOnTheUserAsksAndTheProofTakesItAway(String marker) {
        User user = realm.user(address).unverified().requiredAction(marker).create();

        Page sent = verifying.meet(visitor, user);
        assertEquals(List.of(marker), markers(user));
        assertTrue(confirm(land(visitor, verifying.mail(user).link())).isApp());

        assertTrue(isProved(user));
        assertEquals(List.of(), markers(user));
        assertFalse(sent.refresh().name().startsWith("verification"));
    }

    @Test
    void aMarkerThatCameByAnImportAsks() {
        User user = realm.existing(IMPORTED);
        assertEquals(List.of(STOCK), markers(user));

        Page sent = verifying.meet(visitor, user);
        assertTrue(typeCode(sent, verifying.mail(user).code()).isApp());

        assertEquals(List.of(), markers(user));
    }

    @Test
    void aMarkerOnAProvedUserAsksForNothingAndIsTakenAway() {
        User user =
                realm.user(address).requiredAction(STOCK).requiredAction(VERIFY).create();

        assertTrue(verifying.signIn(visitor, user).isApp());

        assertEquals(List.of(), markers(user));
        assertEquals(0, OWN.mailbox().count(address));
    }

    @Test
    void aDefaultActionAsksWhoeverIsNew() {
        byDefault(true);
        try {
            User user = verifying.unproven(address);
            User proved = realm.user("proved-" + address).create();
            assertEquals(List.of(VERIFY), markers(user));

            assertTrue(
                    typeCode(verifying.meet(visitor, user), verifying.mail(user).code())
                            .isApp());
            assertTrue(verifying.signIn(new Visitor(), proved).isApp());
            assertEquals(List.of(), markers(user));
            assertEquals(List.of(), markers(proved));
        } finally {
            byDefault(false);
        }
    }

    private void byDefault(boolean is) {
        change(realm, VERIFY, action -> action.put("defaultAction", is));
    }

    private static void change(Realm realm, String alias, Consumer<ObjectNode> changes) {
        String path = realm.path("/authentication/required-actions/" + alias);
        ObjectNode action = (ObjectNode) realm.admin().get(path);
        changes.accept(action);
        realm.admin().put(path, action);
    }

    private static List<String> markers(User user) {
        TreeSet<String> markers = new TreeSet<>();
        user.json().path("requiredActions").forEach(marker -> markers.add(marker.asText()));
        return List.copyOf(markers);
    }

    // --- an identity provider

    @Test
    void whoComesByAProviderThatIsNotTrustedIsAsked() {
        realm.set("verifyEmail", true);

        Page sent = PARTNER.bring(visitor, realm, address).is("verification-sent");
        User user = realm.existing(address);
        assertFalse(isProved(user));

        assertTrue(typeCode(sent, verifying.mail(user).code()).isApp());
        assertTrue(isProved(user));
    }

    @Test
    void whoComesByATrustedProviderIsNotAsked() {
        realm.set("verifyEmail", true);
        PARTNER.trust(realm, true);
        try {
            assertTrue(PARTNER.bring(visitor, realm, address).isApp());
            assertEquals(0, OWN.mailbox().count(address));
        } finally {
            PARTNER.trust(realm, false);
        }
    }

    // --- stock's own mails, which an admin sends

    @ParameterizedTest
    @ValueSource(strings = {STOCK, VERIFY})
    void aMailThatAsksForActionsStillWorks(String action) {
        User user = verifying.unproven(address);

        user.mailActions(action);
        Page page = visitor.open(verifying.mail(user).anyLink());
        assertFalse(isProved(user), "by a look alone");
        page = page.click("#kc-info-message a, .kc-content a, main a");
        if (page.name().equals("verification-sent")) {
            page = typeCode(page, verifying.mail(user).code());
        }

        assertTrue(isProved(user), page::toString);
        assertEquals(List.of(), markers(user));
    }

    @Test
    void theAdminsMailOfStockStillWorks() {
        User user = realm.user(address).unverified().requiredAction(STOCK).create();

        realm.admin().put(realm.path("/users/" + user.id() + "/send-verify-email"), Map.of());
        Page page = visitor.open(verifying.mail(user).anyLink());
        assertFalse(isProved(user), "by a look alone");
        page.click("#kc-info-message a, .kc-content a, main a");

        assertTrue(isProved(user));
        assertEquals(List.of(), markers(user));
        assertTrue(verifying.signIn(new Visitor(), user).isApp());
    }

    // --- an app

    @Test
    void anAppMayAskAndHearsOfTheProof() {
        User user = verifying.unproven(address);
        SignIn signIn = Proving.signIn(realm, VERIFY);
        Page sent = verifying.meet(visitor, signIn, user);

        Page app = typeCode(sent, verifying.mail(user).code());

        assertEquals("success", status(app));
        assertTrue(signIn.tokens(app).claims().path("email_verified").asBoolean());
    }

    @Test
    void anAppHearsAtOnceOfAProofThatIsThere() {
        User user = realm.user(address).create();

        Page app = Proving.signIn(realm, VERIFY).with(visitor, user.username(), User.PASSWORD);

        assertEquals("success", status(app));
        assertEquals(0, OWN.mailbox().count(address));
    }

    @Test
    void whoseAppAskedMayLeaveIt() {
        User user = verifying.unproven(address);
        Page sent = verifying.meet(visitor, Proving.signIn(realm, VERIFY), user);

        Page app = sent.press("cancel");

        assertEquals("cancelled", status(app));
        assertFalse(isProved(user));
    }

    /** No app's wish is a way around the realm's. */
    @ParameterizedTest
    @ValueSource(strings = {"cancel", "cancel-aia"})
    void whoIsAskedByTheRealmMayNotLeaveItByWayOfAnApp(String button) {
        realm.set("verifyEmail", true);
        User user = verifying.unproven(address);
        Page sent = verifying.meet(visitor, Proving.signIn(realm, VERIFY), user);

        Page page = sent.formWith("resend").add(button, "true").submit();

        assertFalse(page.isApp(), page::toString);
        assertFalse(page.refresh().isApp());
        assertFalse(Proving.signIn(realm, CHANGE).open(visitor).isApp());
        assertEquals(List.of(), user.sessions());
    }

    /** Nobody can show a page there, so nothing is asked and no mail goes out. */
    @Test
    void aGrantWithoutPagesIsRefusedAndWritesNothing() {
        realm.set("verifyEmail", true);
        JsonNode client =
                realm.admin().get(realm.path("/clients?clientId=demo-app")).get(0);
        String path = realm.path("/clients/" + client.path("id").asText());
        realm.admin().put(path, ((ObjectNode) client).put("directAccessGrantsEnabled", true));
        User user = verifying.unproven(address);

        int asks = realm.rows("AF_ASK").size();
        JsonNode answer =
                realm.app().signInByPassword(user.username(), User.PASSWORD).json();

        assertEquals(
                "Account is not fully set up", answer.path("error_description").asText());
        assertEquals(asks, realm.rows("AF_ASK").size());
    }

    // --- beside stock's own action

    @Test
    void whereStocksOwnIsEnabledTooOursStepsBackAndSaysSoOnce() {
        try (Realm both = Realm.open(KeycloakServer.h2(), OWN.mailbox())) {
            change(both, STOCK, action -> action.put("enabled", true));
            long mark = both.server().log().mark();
            Verifying there = new Verifying(both, OWN.mailbox());
            for (int sign = 0; sign < 2; sign++) {
                User user = there.unproven(sign + address);
                Page page = there.signIn(new Visitor(), user);

                assertEquals("", page.name(), page::toString);
                Mail mail = there.mail(user);
                assertFalse(mail.hasLink(), mail::text);
            }
            assertEquals(0, both.rows("AF_ASK").size());
            assertEquals(1, both.server().log().linesSince(mark, VERIFY).size());
        }
    }

    @Test
    void aRealmWithoutOursNoticesNothing() {
        try (Realm stock = Realm.stock(KeycloakServer.h2(), OWN.mailbox())) {
            Verifying there = new Verifying(stock, OWN.mailbox());
            User user = there.unproven(address);
            stock.app().signIn().open(new Visitor());
            long mark = stock.server().log().mark();

            Statements statements = stock.server()
                    .probe()
                    .statementsDuring(() -> there.signIn(visitor, user))
                    .ofRequests();

            assertEquals(0, statements.mentioning("AF_").count(), statements::toString);
            assertEquals(List.of(), stock.server().log().linesSince(mark, "account-?flows"));
            assertFalse(there.mail(user).hasLink());
            assertEquals(List.of(STOCK), markers(user));
        }
    }

    // --- people of other kinds

    @Test
    void whoHasNoAddressIsNotAsked() {
        realm.change(json -> json.put("verifyEmail", true).put("registrationEmailAsUsername", false));
        try {
            User user = realm.user("nobody-" + UUID.randomUUID()).unverified().create();
            int asks = realm.rows("AF_ASK").size();

            Page page = verifying.signIn(visitor, user);

            assertFalse(page.name().startsWith("verification"), page::toString);
            assertEquals(asks, realm.rows("AF_ASK").size());
        } finally {
            realm.set("registrationEmailAsUsername", true);
        }
    }

    /** Where no mail can go, another address may take its place. */
    @Test
    void whoseAddressIsNoneOfOursIsAskedForAnother() {
        realm.set("verifyEmail", true);
        User user = realm.user(address)
                .with(json -> json.put("email", "somebody@localhost"))
                .unverified()
                .create();

        Page form =
                realm.app().signIn().with(visitor, user.email(), User.PASSWORD).is("verification-change");
        Page sent =
                form.formWith("email").fill("email", address).press("confirm").is("verification-sent");
        assertTrue(typeCode(sent, verifying.mail(address).code()).isApp());

        assertEquals(address, user.email());
        assertTrue(isProved(user));
    }

    @Test
    void whoIsDisabledMeanwhileProvesNothing() {
        realm.set("verifyEmail", true);
        User user = verifying.unproven(address);
        Page sent = verifying.meet(visitor, user);
        Mail mail = verifying.mail(user);
        user.disable();

        assertFalse(typeCode(sent, mail.code()).isApp());
        visitor.open(mail.link()).is("link-invalid");
        new Visitor().open(mail.link()).is("link-invalid");

        assertFalse(isProved(user));
    }

    @Test
    void whoIsDeletedMeanwhileLeavesADeadLink() {
        realm.set("verifyEmail", true);
        User user = verifying.unproven(address);
        Page sent = verifying.meet(visitor, user);
        Mail mail = verifying.mail(user);
        user.delete();

        assertFalse(typeCode(sent, mail.code()).isApp());
        visitor.open(mail.link()).is("link-invalid");
    }

    /** VER-7. */
    @Test
    void whoIsLinkedAnewMeanwhileProvesNothing() {
        realm.set("verifyEmail", true);
        User user = verifying.unproven(address);
        Page sent = verifying.meet(visitor, user);
        Mail mail = verifying.mail(user);
        realm.admin()
                .post(
                        realm.path("/users/" + user.id() + "/federated-identity/partner"),
                        Map.of("userId", "another", "userName", "another"));

        assertFalse(typeCode(sent, mail.code()).isApp());
        new Visitor().open(mail.link()).is("link-invalid");

        assertFalse(isProved(user));
    }

    @Test
    void aPersonOfADirectoryProvesTheAddressThereAndMayNotChangeIt() {
        realm.set("verifyEmail", true);
        try (Directory directory = Directory.open()) {
            directory.serve(realm, "READ_ONLY");
            JsonNode component = realm.admin()
                    .get(realm.path("/components?type=org.keycloak.storage.UserStorageProvider"))
                    .get(0);
            ((ObjectNode) component.path("config")).putArray("trustEmail").add("false");
            String path = realm.path("/components/" + component.path("id").asText());
            realm.admin().put(path, component);
            try {
                directory.add("READ_ONLY", address);
                Page sent = realm.app()
                        .signIn()
                        .with(visitor, address, User.PASSWORD)
                        .is("verification-sent");
                assertFalse(sent.has("[name=change-address]"), sent::text);

                assertTrue(typeCode(sent, verifying.mail(address).code()).isApp());

                assertTrue(isProved(realm.existing(address)));
            } finally {
                realm.admin().delete(path);
            }
        }
    }

    @Test
    void aServiceAccountIsNotAsked() {
        realm.set("verifyEmail", true);
        realm.admin()
                .post(
                        realm.path("/clients"),
                        Map.of(
                                "clientId",
                                "machine",
                                "secret",
                                "of a machine",
                                "publicClient",
                                false,
                                "serviceAccountsEnabled",
                                true));
        int asks = realm.rows("AF_ASK").size();

        assertEquals(200, realm.app().serviceAccount("machine", "of a machine").status());

        assertEquals(asks, realm.rows("AF_ASK").size());
    }
}
