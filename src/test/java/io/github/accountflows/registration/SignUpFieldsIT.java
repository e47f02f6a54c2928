package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.fault;
import static io.github.accountflows.testing.SigningUp.filled;
import static io.github.accountflows.testing.SigningUp.isForm;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.Visitor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is wrong with the input is said at its field, by the realm's own rules; what the realm does not ask for has no
 * effect; and bodies that no form would send break nothing (REG-8, ADR-12, INP-4, RAT-6).
 */
class SignUpFieldsIT {
    private static final String BODY = "application/x-www-form-urlencoded";
    private static final String NAMES = "&firstName=Mara&username=mara";

    /** The database of record, which takes less than the embedded one, such as no NUL; with a user profile of its own. */
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onPostgres(
            json -> json.put("registrationEmailAsUsername", false).put("eventsEnabled", true));

    private long log;
    private int asks;

    @BeforeAll
    static void giveTheRealmAProfile() {
        Map<String, ?> everybody = Map.of("view", List.of("admin", "user"), "edit", List.of("admin", "user"));
        Map<String, ?> staff = Map.of("view", List.of("admin", "user"), "edit", List.of("admin"));
        Map<String, ?> required = Map.of("roles", List.of("user"));
        Map<String, ?> pattern = Map.of("pattern", "^[+0-9 ]*$", "error-message", "Digits, please");
        List<Map<String, ?>> attributes = List.of(
                Map.of("name", "username", "permissions", everybody),
                Map.of(
                        "name",
                        "email",
                        "permissions",
                        everybody,
                        "validations",
                        Map.of("email", Map.of(), "length", Map.of("max", 255))),
                Map.of("name", "firstName", "permissions", everybody, "required", required),
                Map.of("name", "phone", "permissions", everybody, "validations", Map.of("pattern", pattern)),
                Map.of("name", "pets", "permissions", everybody, "multivalued", true),
                Map.of("name", "nick", "permissions", everybody, "validations", Map.of("probe-curious", Map.of())),
                Map.of("name", "rank", "permissions", staff));
        OWN.realm()
                .admin()
                .put(
                        OWN.realm().path("/users/profile"),
                        Map.of("attributes", attributes, "unmanagedAttributePolicy", "ENABLED"));
    }

    @BeforeEach
    void mark() {
        log = OWN.realm().server().log().mark();
        asks = asks();
    }

    @AfterEach
    void nothingBrokeInside() {
        assertEquals(List.of(), OWN.realm().server().log().linesSince(log, " ERROR |Exception"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email=mara                                        | email     | doesn't look like an email address",
                "email=%20                                         | email     | Please specify email.",
                "other=1                                           | email     | Please specify email.",
                "email=a%FF%FE@example.org                         | email     | doesn't look like an email address",
                "email=a%00@example.org                            | email     | doesn't look like an email address",
                "email=a%0D%0ABcc:x@example.org                    | email     | doesn't look like an email address",
                "email=a@example.org&email=b@example.org           | email     | arrived twice",
                "email=a@example.org&email=a@example.org           | email     | arrived twice",
                "email=a@example.org&user.attributes.email=b       | email     | arrived twice",
                "email=a@example.org&firstName=&firstName=b        | firstName | arrived twice",
                "email=a@example.org&username=eve%40example.org    | username  | can't have an \"@\"",
                "email=a@example.org&username=                     | username  | Please specify username.",
                "email=a@example.org&username=a&firstName=         | firstName | Please specify this field.",
                "email=a@example.org&username=a&firstName=a%00b    | firstName | Invalid value.",
                "email=a@example.org&username=a&firstName=%FF      | firstName | Invalid value.",
                "email=a@example.org&username=a&firstName=%ED%A0%80| firstName | Invalid value.",
                "email=a@example.org&phone=none                    | phone     | Digits, please",
                "email=a@example.org&user.attributes.phone=none    | phone     | Digits, please",
                "email=a@example.org&nick=grue                     | nick      | No grues",
            })
    void aFaultIsSaidAtItsField(String body, String field, String words) {
        Page form = isForm(post(body));

        assertEquals(200, form.status());
        assertTrue(fault(form, field).contains(words), () -> field + ": " + fault(form, field) + "\n" + form);
        assertTrue(form.has("[name='" + field + "'][aria-invalid=true]"), form::body);
        assertEquals(asks, asks());
    }

    @Test
    void aNameThatIsOnesOwnAddressIsGood() {
        post("email=Own%40example.org&username=own%40example.org&firstName=Mara")
                .is("registration-sent");
    }

    /** It sees nobody, or its answer would tell a stranger who is there (ENU-2). */
    @Test
    void aValidatorOfTheCustomersFindsNobody() {
        OWN.realm()
                .user("watched")
                .email("watched@example.org")
                .attribute("nick", "watched@example.org")
                .create();

        Visitor visitor = new Visitor();
        Form form = filled(signingUp().formDirectly(visitor), address()).fill("nick", "watched@example.org");
        form.fill("username", "somebody").submit().is("registration-sent");
    }

    @Test
    void whatTheProfileDoesNotLetOneWriteIsNotKept() {
        String address = address();
        post("email=" + address + NAMES + "&phone=%2B1&pets=cat&pets=dog&user.attributes.nick=Q"
                        + "&rank=admiral&emailVerified=true&enabled=true&roles=admin&realmRoles=admin&groups=staff&id=1"
                        + "&attributes.rank=admiral&user.attributes.rank=admiral&user.attributes.shoe=44&shoe=44"
                        + "&LDAP_ID=1&EMAIL_VERIFIED=true&createdTimestamp=1&did=did:x:1&locale=ru&credentials=x"
                        + "&password=a+password+of+mine&password-new=a+password+of+mine&password-confirm=x&passwordHint=x")
                .is("registration-sent");

        assertEquals(
                Map.of(
                        "email", List.of(address),
                        "username", List.of("mara"),
                        "firstName", List.of("Mara"),
                        "phone", List.of("+1"),
                        "pets", List.of("cat", "dog"),
                        "nick", List.of("Q"),
                        "locale", List.of("ru")),
                kept(address));
    }

    @Test
    void aPasswordThatWasSentAllTheSameIsNeitherShownAgainNorKept() {
        Page form = isForm(post("email=mara&password=a+password+of+mine&password-confirm=a+password+of+mine"));
        assertFalse(form.body().contains("a password of mine"), form::body);
        assertFalse(form.has("[type=password]"), form::body);
    }

    @Test
    void whatWasTypedStandsInTheFieldsAgain() {
        Form form = isForm(post("email=mara&firstName=Mara&pets=cat&pets=dog")).form("#kc-register-form");
        assertEquals("mara", form.value("email"));
        assertEquals("Mara", form.value("firstName"));
    }

    @Test
    void anotherAddressLosesNothingThatWasTyped() {
        Visitor visitor = new Visitor();
        String address = address();
        Form form = filled(signingUp().formDirectly(visitor), address);
        Page sent = form.fill("username", "mara").fill("phone", "+1 2").submit().is("registration-sent");

        Form again = isForm(sent.press("other-address")).form("#kc-register-form");

        assertEquals(
                List.of(address, "mara", "Mara", "+1 2"),
                Stream.of("email", "username", "firstName", "phone")
                        .map(again::value)
                        .toList());
    }

    @Test
    void manyFieldsBesideTheFormsDoNotMatter() {
        String many = IntStream.range(0, 900).mapToObj(i -> "field" + i + "=1&").collect(Collectors.joining());
        post(many + "email=" + address() + NAMES).is("registration-sent");
    }

    @Test
    void aThousandValuesOfOneFieldAreTooMuchOrKept() {
        Page form = isForm(post("email=" + address() + NAMES + "&pets=a+cat+with+a+name".repeat(900)));
        assertTrue(fault(form, "pets").contains("more than we can take"), form::toString);
        assertEquals(asks, asks());
    }

    static Stream<Named<String>> megabytes() {
        String much = "x".repeat(1_000_000);
        return Stream.of(
                Named.of("the address", "email=" + much + "%40example.org" + NAMES),
                Named.of("a name", "email=m@example.org&username=mara&firstName=" + much),
                Named.of("a pattern", "email=m@example.org" + NAMES + "&phone=" + much),
                Named.of("a customer's own", "email=m@example.org" + NAMES + "&nick=" + much));
    }

    @ParameterizedTest
    @MethodSource("megabytes")
    void aFieldOfAMegabyteIsRefusedAndNotSentBack(String body) {
        long start = System.nanoTime();
        Page answer = post(body);

        assertTrue(System.nanoTime() - start < 3_000_000_000L, "took too long");
        assertTrue(answer.status() / 100 == 4 || isForm(answer).has("[aria-invalid=true]"), answer::toString);
        assertTrue(
                answer.body().length() < 100_000,
                () -> "a page of " + answer.body().length());
        assertEquals(asks, asks());
    }

    @Test
    void aMegabyteBesideTheFormsFieldsGetsAClearAnswer() {
        Page answer = post("email=" + address() + NAMES + "&other=" + "x".repeat(1_000_000));
        assertTrue(answer.status() == 200 || answer.status() / 100 == 4, answer::toString);
    }

    /** More than 1,000 fields and broken escapes are refused by the server before any extension is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"many", "email=%", "email=%zz", "%=1"})
    void whatTheServerCannotReadNeverComesToUs(String body) {
        String sent = body.equals("many") ? "email=a%40example.org&".repeat(5_000) : body;

        assertTrue(post(sent).status() >= 400);

        assertEquals(asks, asks());
        assertEquals(List.of(), OWN.realm().server().log().linesSince(log, "io\\.github\\.accountflows"));
        log = OWN.realm().server().log().mark();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "multipart/form-data"})
    void otherKindsOfBodyGetAClearAnswer(String type) {
        Visitor visitor = new Visitor();
        Form form = filled(signingUp().formDirectly(visitor), address());
        Page answer = visitor.post(form.action(), type, "{\"email\":\"one@example.org\"}")
                .follow();
        assertTrue(answer.status() / 100 == 4 || isForm(answer).has("[aria-invalid=true]"), answer::toString);
        assertEquals(asks, asks());
    }

    @Test
    void whatAnEventSaysOfAFaultNamesNobody() {
        String address = address();
        isForm(post("email=" + address + "&username=zaphod&firstName="));

        JsonNode event = OWN.realm().events("REGISTER_ERROR").get(0);
        assertEquals("invalid_registration", event.path("error").textValue());
        assertFalse(event.toString().contains(address) || event.toString().contains("zaphod"), event::toString);
    }

    private static Page post(String body) {
        Visitor visitor = new Visitor();
        Form form = filled(signingUp().formDirectly(visitor), address());
        return visitor.post(form.action(), BODY, body).follow();
    }

    private static SigningUp signingUp() {
        return OWN.signingUp();
    }

    private static String address() {
        return "mara-" + UUID.randomUUID().toString().substring(0, 8) + "@example.org";
    }

    private static int asks() {
        return OWN.realm().rows("AF_ASK").size();
    }

    /** What the pending registration for an address keeps. */
    private static Map<String, List<String>> kept(String address) {
        for (JsonNode ask : OWN.realm().rows("AF_ASK")) {
            SignUp signUp = SignUp.parse(ask.path("profile").asText("{}"));
            if (signUp.email().equals(address)) {
                return new TreeMap<>(signUp.profile());
            }
        }
        throw new AssertionError("nothing is pending for " + address);
    }
}
