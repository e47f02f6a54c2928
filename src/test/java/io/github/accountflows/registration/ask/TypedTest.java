package io.github.accountflows.registration.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTest {
    private static final String GOOD = "mara@example.org";

    @Test
    void aGoodAddressHasNoFaultAndLosesTheSpacesAroundIt() {
        Typed typed = typed(true, Map.of("email", List.of("  Mara@example.org ")));
        assertEquals(List.of(), faults(typed));
        assertEquals(List.of("Mara@example.org"), typed.values().get("email"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void anAddressIsAlwaysAskedFor(String text) {
        assertEquals(List.of("email missingEmailMessage"), faults(typed(false, Map.of("email", List.of(text)))));
        assertEquals(List.of("email missingEmailMessage"), faults(typed(false, Map.of())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mara", "mara@", "mara@local", "ma ra@example.org", "mara@example.org\n", "m@a@example.org"})
    void whatIsNoAddressIsRefusedAtItsField(String text) {
        assertEquals(
                List.of("email registration.error.addressInvalid"),
                faults(typed(true, Map.of("email", List.of(text)))));
    }

    @Test
    void anAddressThatNoServerWouldTakeIsTooLong() {
        String text = "m".repeat(250) + "@example.org";
        assertEquals(
                List.of("email registration.error.addressTooLong"),
                faults(typed(true, Map.of("email", List.of(text)))));
    }

    @ParameterizedTest
    @CsvSource({"mara,''", "mara@example.org,''", "MARA@EXAMPLE.ORG,''", "eve@example.org,username", "mara@,username"})
    void aNameWithAnAtMustBeOnesOwnAddress(String username, String field) {
        Typed typed = typed(false, Map.of("email", List.of(GOOD), "username", List.of(username)));
        assertEquals(field.isEmpty() ? List.of() : List.of(field + " registration.error.usernameAt"), faults(typed));
    }

    @Test
    void aFieldSentTwiceIsRefusedBeforeAnythingElseIsSaidOfIt() {
        Typed typed = new Typed(true, Map.of("email", List.of(GOOD, "eve")), Set.of("email"));
        assertEquals("email registration.error.oneValue", faults(typed).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ma\0ra", "Ma\uFFFDra"})
    void whatCouldNotBeReadOrKeptIsRefusedAtItsField(String text) {
        Typed typed = typed(true, Map.of("email", List.of(GOOD), "firstName", List.of(text)));
        assertEquals(List.of("firstName error-invalid-value"), faults(typed));
    }

    @Test
    void tooMuchIsRefusedAtTheLongestFieldAndLookedAtNoFurther() {
        Typed typed = typed(true, Map.of("email", List.of(GOOD), "about", List.of("x".repeat(16_000))));
        typed.keep(null, null);
        assertEquals(List.of("about registration.error.tooMuch"), faults(typed));
        assertFalse(typed.isReadable());
    }

    @Test
    void manyShortValuesAreTooMuchAsWell() {
        List<String> values = IntStream.range(0, 5_000).mapToObj(i -> "x").toList();
        Typed typed = typed(true, Map.of("email", List.of(GOOD), "pets", values));
        typed.keep(null, null);
        assertEquals(List.of("pets registration.error.tooMuch"), faults(typed));
    }

    @Test
    void whatIsAlittleLessIsKept() {
        Typed typed = typed(true, Map.of("email", List.of(GOOD), "about", List.of("x".repeat(15_000))));
        assertEquals(
                "x".repeat(15_000),
                typed.keep(null, null).profile().get("about").get(0));
        assertTrue(typed.isReadable());
    }

    @Test
    void anInvitationThatIsNotGoodIsAFaultOfTheWholeForm() {
        Typed typed = typed(true, Map.of("email", List.of(GOOD)));
        typed.checkInvitation(Optional.empty());
        assertEquals(List.of("global registration.error.invitationOver"), faults(typed));
    }

    private static Typed typed(boolean emailAsUsername, Map<String, List<String>> values) {
        return new Typed(emailAsUsername, values, Set.of());
    }

    private static List<String> faults(Typed typed) {
        return typed.faults().stream()
                .map(fault -> fault.getField() + " " + fault.getMessage())
                .toList();
    }
}
