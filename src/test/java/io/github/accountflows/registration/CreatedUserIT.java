package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.chosen;
import static io.github.accountflows.testing.SigningUp.code;
import static io.github.accountflows.testing.SigningUp.confirm;
import static io.github.accountflows.testing.SigningUp.filled;
import static io.github.accountflows.testing.SigningUp.land;
import static io.github.accountflows.testing.SigningUp.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Probe;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who comes to be by a sign-up: the user that stock would have made, and nothing that somebody posted besides (REG-8). */
class CreatedUserIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private final Realm realm = OWN.realm();
    private final SigningUp signingUp = OWN.signingUp();
    private final Visitor visitor = new Visitor();

    @Test
    void itIsTheUserThatStockWouldHaveMade() {
        Map<String, String> typed =
                Map.of("email", "Twin@Example.org", "firstName", "Zoë", "lastName", "O'Neill", "nickname", "Zo");
        try (Realm ours = Realm.open(KeycloakServer.h2(), OWN.mailbox());
                Realm stocks = Realm.stock(KeycloakServer.h2(), OWN.mailbox())) {
            furnish(ours, "account registration");
            furnish(stocks, "registration");

            Page form = stocks.app().signIn().open(new Visitor()).click("a[href*='login-actions/registration']");
            filled(form, typed)
                    .fill("password", PASSWORD)
                    .fill("password-confirm", PASSWORD)
                    .add("termsAccepted", "on")
                    .submit();

            SigningUp signingUp = new SigningUp(ours, OWN.mailbox());
            Page sent = filled(signingUp.form(visitor), typed)
                    .add("termsAccepted", "on")
                    .submit()
                    .is("registration-sent");
            confirm(typeCode(sent, code(signingUp.mail("twin@example.org"))).is("registration-confirm"), PASSWORD);

            assertEquals(portrait(stocks), portrait(ours));
            JsonNode user = ours.existing("twin@example.org").json();
            assertTrue(user.path("emailVerified").booleanValue(), "because this very code proved it");
        }
    }

    /**
     * Default groups, roles and required actions, an attribute of the realm's own, and terms; and no address to be proved,
     * or stock would ask for the password only after that.
     */
    private static void furnish(Realm realm, String flow) {
        realm.set("verifyEmail", false);
        realm.admin().post(realm.path("/groups"), Map.of("name", "everybody"));
        String group =
                realm.admin().get(realm.path("/groups")).get(0).path("id").textValue();
        realm.admin().put(realm.path("/default-groups/" + group), Map.of());
        realm.admin().post(realm.path("/roles"), Map.of("name", "newcomer"));
        JsonNode role = realm.admin().get(realm.path("/roles/newcomer"));
        realm.admin().post(realm.path("/roles/default-roles-" + realm.name() + "/composites"), List.of(role));
        profile(realm, json -> json.withArray("attributes")
                .addObject()
                .put("name", "nickname")
                .set("permissions", permissions(json, "user")));
        action(realm, "CONFIGURE_TOTP", json -> json.put("defaultAction", true));
        action(realm, "TERMS_AND_CONDITIONS", json -> json.put("enabled", true));
        require(realm, flow, "registration-terms-and-conditions");
    }

    private static ObjectNode permissions(ObjectNode json, String editor) {
        ObjectNode permissions = json.objectNode();
        permissions.putArray("view").add("admin").add("user");
        permissions.putArray("edit").add("admin").add(editor);
        return permissions;
    }

    private static void profile(Realm realm, Consumer<ObjectNode> changes) {
        String path = realm.path("/users/profile");
        ObjectNode json = (ObjectNode) realm.admin().get(path);
        changes.accept(json);
        realm.admin().put(path, json);
    }

    private static void action(Realm realm, String alias, Consumer<ObjectNode> changes) {
        String path = realm.path("/authentication/required-actions/" + alias);
        ObjectNode json = (ObjectNode) realm.admin().get(path);
        changes.accept(json);
        realm.admin().put(path, json);
    }

    private static void require(Realm realm, String flow, String step) {
        ObjectNode execution = (ObjectNode) realm.execution(flow, step);
        execution.put("requirement", "REQUIRED");
        realm.admin().put(realm.path("/authentication/flows/" + flow.replace(" ", "%20") + "/executions"), execution);
    }

    /** All that Keycloak's tables know of the realm's newest user, without ids, times and what an own proof changes. */
    private static Map<String, List<String>> portrait(Realm realm) {
        Probe probe = realm.server().probe();
        String id = realm.existing("twin@example.org").id();
        Map<String, List<String>> portrait = new LinkedHashMap<>();
        portrait.put(
                "user",
                lines(probe.query(
                        "select USERNAME, EMAIL, EMAIL_CONSTRAINT, FIRST_NAME, LAST_NAME, ENABLED, FEDERATION_LINK,"
                                + " SERVICE_ACCOUNT_CLIENT_LINK, NOT_BEFORE from USER_ENTITY where ID = ?",
                        id)));
        portrait.put(
                "attributes",
                lines(probe.query("select NAME, VALUE from USER_ATTRIBUTE where USER_ID = ? order by NAME, VALUE", id))
                        .stream()
                        .map(line -> line.replaceAll("\\b1\\d{9}\\b", "{seconds}"))
                        .toList());
        portrait.put(
                "actions",
                lines(probe.query(
                        "select REQUIRED_ACTION from USER_REQUIRED_ACTION where USER_ID = ? order by 1", id)));
        portrait.put(
                "roles",
                lines(probe.query(
                                "select r.NAME from USER_ROLE_MAPPING m join KEYCLOAK_ROLE r on r.ID = m.ROLE_ID"
                                        + " where m.USER_ID = ? order by 1",
                                id))
                        .stream()
                        .map(line -> line.replace(realm.name(), "{realm}"))
                        .toList());
        portrait.put(
                "groups",
                lines(probe.query(
                        "select g.NAME from USER_GROUP_MEMBERSHIP m join KEYCLOAK_GROUP g on g.ID = m.GROUP_ID"
                                + " where m.USER_ID = ? order by 1",
                        id)));
        portrait.put(
                "credentials",
                lines(probe.query("select TYPE, USER_LABEL, PRIORITY from CREDENTIAL where USER_ID = ?", id)));
        assertTrue(portrait.values().stream().noneMatch(List::isEmpty), portrait::toString);
        return portrait;
    }

    private static List<String> lines(List<JsonNode> rows) {
        return rows.stream().map(JsonNode::toString).toList();
    }

    @Test
    void whatSomebodyPostsBesidesHasNoEffectAtTheConfirmation() {
        String address = "besides@example.org";
        String role = realm.admin()
                .get(realm.path("/roles/default-roles-" + realm.name()))
                .path("id")
                .textValue();
        Page confirm = land(signingUp.link(address));

        Form form = chosen(confirm, PASSWORD);
        Map<String, String> extras = new LinkedHashMap<>();
        for (String prefix : List.of("", "user.attributes.")) {
            extras.put(prefix + "id", "00000000-0000-0000-0000-000000000000");
            extras.put(prefix + "emailVerified", "false");
            extras.put(prefix + "enabled", "false");
            extras.put(prefix + "roles", role);
            extras.put(prefix + "realmRoles", "admin");
            extras.put(prefix + "groups", "/admins");
            extras.put(prefix + "requiredActions", "UPDATE_PASSWORD");
            extras.put(prefix + "unknown", "attribute");
            extras.put(prefix + "terms_and_conditions", "1");
            extras.put(prefix + "createdTimestamp", "1");
            extras.put(prefix + "federationLink", "somewhere");
        }
        extras.put("username", "somebody.else");
        extras.put("email", "attacker@example.org");
        extras.put("user.attributes.email", "attacker@example.org");
        extras.forEach(form::add);
        form.submit().is("registration-done");

        User user = realm.existing(address);
        User usual = signingUp.user("usual@example.org");
        ObjectNode json = plain(user);
        assertEquals(plain(usual), json);
        assertTrue(user.signsInWith(PASSWORD));
        assertEquals(
                List.of(),
                realm.server()
                        .probe()
                        .query(
                                "select * from USER_ENTITY where REALM_ID = ? and (EMAIL = ? or USERNAME = ?)",
                                realm.id(),
                                "attacker@example.org",
                                "somebody.else"));
    }

    private static ObjectNode plain(User user) {
        ObjectNode json = (ObjectNode) user.json();
        assertTrue(json.path("emailVerified").booleanValue()
                && json.path("enabled").booleanValue());
        assertEquals(user.username(), json.path("email").textValue());
        json.remove(List.of("id", "createdTimestamp", "email", "username"));
        return json;
    }

    @Test
    void whatOnlyAdministratorsMayWriteIsNotWritten() {
        profile(realm, json -> json.withArray("attributes")
                .addObject()
                .put("name", "tier")
                .set("permissions", permissions(json, "admin")));
        Page confirm = land(signingUp.link("tier@example.org"));

        chosen(confirm, PASSWORD)
                .add("tier", "gold")
                .add("user.attributes.tier", "gold")
                .submit();

        assertFalse(realm.existing("tier@example.org").json().toString().contains("gold"));
    }

    @Test
    void aFieldThatCameTwiceIsAFaultAndNothingIsCreated() {
        Page confirm = land(signingUp.link("twice@example.org"));

        chosen(confirm, PASSWORD)
                .add("user.attributes.firstName", "Another")
                .submit()
                .is("registration-confirm");

        assertEquals(0, users("twice@example.org"));
    }

    /** The app that asks for a scope gets the people it asked for, also those made after a stop at their mailbox. */
    @Test
    void anAttributeOfTheScopesThatTheAppAskedForIsKept() {
        try (Realm realm = Realm.open(KeycloakServer.h2(), OWN.mailbox())) {
            profile(realm, json -> {
                ObjectNode attribute = json.withArray("attributes").addObject().put("name", "shoeSize");
                attribute.set("permissions", permissions(json, "user"));
                attribute.putObject("selector").putArray("scopes").add("phone");
            });
            SigningUp signingUp = new SigningUp(realm, OWN.mailbox());
            SignIn signIn = realm.app().signIn(Map.of("scope", "openid phone"));
            filled(signingUp.form(visitor, signIn), Map.of("email", "sized@example.org", "shoeSize", "37"))
                    .submit()
                    .is("registration-sent");

            Page confirm = land(visitor, signingUp.mail("sized@example.org").link());
            assertEquals("37", confirm.formWith("password-new").value("shoeSize"));
            signIn.tokens(confirm(confirm, PASSWORD));

            JsonNode user = realm.existing("sized@example.org").json();
            assertEquals("37", user.path("attributes").path("shoeSize").path(0).asText());
            assertFalse(signingUp.form(new Visitor()).has("[name=shoeSize]"));
        }
    }

    private int users(String address) {
        return realm.server()
                .probe()
                .query("select ID from USER_ENTITY where REALM_ID = ? and EMAIL = ?", realm.id(), address)
                .size();
    }

    /** Realms in which people choose a username. */
    private record Named(Realm realm, SigningUp signingUp) implements AutoCloseable {
        static Named open() {
            Realm realm = Realm.open(
                    KeycloakServer.h2(), OWN.mailbox(), json -> json.put("registrationEmailAsUsername", false));
            return new Named(realm, new SigningUp(realm, OWN.mailbox()));
        }

        Page confirm(Visitor visitor, String address, String username) {
            signingUp.send(visitor, Map.of("email", address, "username", username));
            return land(visitor, signingUp.mail(address).link());
        }

        @Override
        public void close() {
            realm.close();
        }
    }

    @Test
    void aTakenNameIsToldToTheProvenPersonAloneWhoPicksAnother() {
        try (Named named = Named.open()) {
            named.realm().user("taken").create();

            Page confirm = named.confirm(visitor, "chooser@example.org", "Taken");
            assertEquals("taken", confirm.formWith("username").value("username").toLowerCase());
            Page told = confirm(confirm, PASSWORD).is("registration-confirm");
            assertTrue(told.text().contains("Username already exists"), told::text);

            assertTrue(chosen(told, PASSWORD).fill("username", "free").submit().isApp());
            assertTrue(named.realm().existing("free").signsInWith(PASSWORD));
        }
    }

    @Test
    void theTenthRefusedNameEndsTheLink() {
        try (Named named = Named.open()) {
            named.realm().user("taken").create();
            Page page = named.confirm(visitor, "guesser@example.org", "taken");

            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                page = chosen(page, PASSWORD).fill("username", "taken").submit();
                answers.add(page.name());
            }

            assertEquals("link-invalid", answers.remove(9));
            assertEquals(
                    List.of("registration-confirm"), answers.stream().distinct().toList());
            assertEquals(
                    List.of(),
                    named.realm()
                            .server()
                            .probe()
                            .query("select ID from USER_ENTITY where EMAIL = ?", "guesser@example.org"));
        }
    }

    @Test
    void aNameWithAnAtIsRefusedByItsSyntaxUnlessItIsOnesOwnAddress() {
        try (Named named = Named.open()) {
            named.realm().user("victim").email("victim@example.org").create();
            for (String name : List.of("victim@example.org", "free@example.org", "a@b")) {
                Page form = filled(
                                named.signingUp().form(new Visitor()),
                                Map.of("email", "at@example.org", "username", name))
                        .submit();
                assertEquals("", form.name(), name);
                assertTrue(form.text().contains("A username can't have an \"@\" in it"), form::text);
            }
            Page confirm = named.confirm(visitor, "at@example.org", "attic");
            Page told = chosen(confirm, PASSWORD)
                    .fill("username", "victim@example.org")
                    .submit();
            assertTrue(told.is("registration-confirm").text().contains("can't have an \"@\""), told::text);
            assertTrue(chosen(told, PASSWORD)
                    .fill("username", "at@example.org")
                    .submit()
                    .isApp());
        }
    }

    /** Two people, one name: the form tells neither, and the second hears it when the mailbox is proven. */
    @Test
    void aSignUpReservesNoName() {
        try (Named named = Named.open()) {
            Page first = named.confirm(visitor, "first@example.org", "same");
            Page second = named.confirm(new Visitor(), "second@example.org", "same");

            assertTrue(confirm(second, PASSWORD).isApp());
            Page told = confirm(first, PASSWORD).is("registration-confirm");
            assertTrue(told.text().contains("Username already exists"), told::text);
        }
    }

    /** Nobody can be kept from signing up by a username that looks like his address. */
    @Test
    void anAddressThatIsAnothersUsernameEndsOnAFriendlyPage() {
        String address = "squatted@example.org";
        realm.set("registrationEmailAsUsername", false);
        try {
            realm.user(address).email("squatter@example.org").create();
        } finally {
            realm.set("registrationEmailAsUsername", true);
        }
        Page answer = confirm(land(signingUp.link(address)), PASSWORD);

        assertEquals(200, answer.status());
        assertTrue(List.of("registration-confirm", "registration-exists").contains(answer.name()), answer::toString);
        assertEquals(0, users(address));
    }
}
