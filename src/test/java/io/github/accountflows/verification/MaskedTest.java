package io.github.accountflows.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {
    @ParameterizedTest
    @CsvSource({
        "alice, a•••",
        "Mara.Miller, M•••",
        "мария, м•••",
        "字字字, 字•••",
        "7of9, 7•••",
        "alice@example.org, a•••@e•••.org",
        "alice@mail.example.co.uk, a•••@m•••.uk",
        "мария@почта.рф, м•••@п•••.рф",
        "alice@bücher.example, a•••@b•••.example",
        "alice@xn--bcher-kva.xn--p1ai, a•••@x•••.xn--p1ai",
        "alice@intranet, a•••@i•••",
    })
    void theFirstLetterStaysAndOfADomainTheLastLabel(String name, String masked) {
        assertEquals(masked, Masked.of(name));
    }

    @ParameterizedTest
    @CsvSource({"a, •••", "字, •••", "a@b.org, •••@•••.org", "a@b, •••@•••", "'', •••", "@, •••@•••", "ab, a•••"})
    void aShortNameIsNeverShownWhole(String name, String masked) {
        assertEquals(masked, Masked.of(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bo", "bob", "bobby", "bobby the builder of bridges"})
    void theLengthOfANameDoesNotShow(String name) {
        assertEquals("b•••", Masked.of(name));
    }

    /** 𝒜 and 𐐷 take two chars each. */
    @Test
    void aLetterOfTwoCharsStaysWhole() {
        assertEquals("\uD835\uDC9C•••", Masked.of("\uD835\uDC9Clice"));
        assertEquals("\uD801\uDC37•••@\uD801\uDC37•••.org", Masked.of("\uD801\uDC37x@\uD801\uDC37x.org"));
        assertEquals("•••", Masked.of("\uD835\uDC9C"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u202Ecilla",
                "\u200Balice",
                "\u0301alice",
                " alice",
                "<b>alice",
                "\uD83D\uDC4Dalice",
                "\uD835alice"
            })
    void whatIsNoLetterIsNotShown(String name) {
        assertEquals("•••", Masked.of(name));
    }

    @Test
    void aLastLabelThatIsNoneIsNotShown() {
        assertEquals("a•••@e•••", Masked.of("alice@example.\u202Egro"));
        assertEquals("a•••@e•••", Masked.of("alice@example."));
        assertFalse(Masked.of("alice@bob@example.org").contains("bob"));
    }
}
