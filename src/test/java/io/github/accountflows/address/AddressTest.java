package io.github.accountflows.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    /** Unicode 15.1 ends here, but for tags, selectors and private use. */
    private static final int LAST_LETTER = 0x323AF;

    private static Address address(String text) {
        return Address.parse(text).orElseThrow(() -> new AssertionError("refused: " + text));
    }

    /** ADR-1, ADR-2, ADR-9. */
    @ParameterizedTest
    @CsvSource({
        "jane@example.org, jane@example.org",
        "Jane.Doe@Example.ORG, jane.doe@example.org",
        "a.b+x@gmail.com, a.b+x@gmail.com",
        "ab@gmail.com, ab@gmail.com",
        "ab@googlemail.com, ab@googlemail.com",
        "o'brien@example.org, o'brien@example.org",
        "x_y-z~1@sub.example.co.uk, x_y-z~1@sub.example.co.uk",
        "{a}#$&*+/=^`|b@example.org, {a}#$&*+/=^`|b@example.org",
        "a?b=c@example.org, a?b=c@example.org",
        "user@straße.de, user@xn--strae-oqa.de",
        "user@STRAßE.de, user@xn--strae-oqa.de",
        "user@strasse.de, user@strasse.de",
        "user@XN--STRAE-OQA.DE, user@xn--strae-oqa.de",
        "user@βόλος.com, user@xn--nxasmm1c.com",
        "user@βόλοσ.com, user@xn--nxasmq6b.com",
        "user@ΒΌΛΟΣ.com, user@xn--nxasmq6b.com",
        "user@MÜNCHEN.de, user@xn--mnchen-3ya.de",
        "user@mu\u0308nchen.de, user@xn--mnchen-3ya.de",
        "user@пример.рф, user@xn--e1afmkfd.xn--p1ai",
        "user@日本.jp, user@xn--wgv71a.jp",
        "user@xn--wgv71a.jp, user@xn--wgv71a.jp",
        "иван@пример.рф, иван@xn--e1afmkfd.xn--p1ai",
        "ИВАН@example.org, иван@example.org",
        "ΟΔΟΣ@example.org, οδος@example.org",
        "mıke@example.org, mıke@example.org",
        "1@1.2.3.example, 1@1.2.3.example",
        "a@b-c.d1, a@b-c.d1"
    })
    void canonicalFormIsLowerCaseWithALabels(String typed, String canonical) {
        assertEquals(canonical, address(typed).canonical());
    }

    @Test
    void spacesAroundAreLeftOutAndNothingElseIs() {
        Address address = address("  Jane@Example.org ");
        assertEquals("Jane@Example.org", address.typed());
        assertEquals("jane@example.org", address.canonical());
        for (String blank : List.of("\t", "\n", "\r", "\u00A0", "\u3000", "\u2003", "\u0000", "\u000B", "\u200B")) {
            assertTrue(Address.parse(blank + "jane@example.org").isEmpty());
            assertTrue(Address.parse("jane@example.org" + blank).isEmpty());
        }
    }

    @Test
    void mailServersGetTheLocalPartAsTypedAndOurALabel() {
        assertEquals("Jane@xn--strae-oqa.de", address("Jane@Straße.DE").forSmtp());
    }

    @Test
    void lookUpsAreWhatAStoreMayHold() {
        assertEquals(
                List.of("jane@straße.de", "jane@xn--strae-oqa.de"),
                List.copyOf(address("Jane@Straße.de").lookups()));
        assertEquals(
                List.of("jane@xn--strae-oqa.de", "jane@straße.de"),
                List.copyOf(address("Jane@xn--strae-oqa.de").lookups()));
        assertEquals(
                List.of("jane@example.org"),
                List.copyOf(address("JANE@EXAMPLE.ORG").lookups()));
    }

    /** ADR-3, ADR-4: what a careless database or an old library holds for equal is told apart. */
    @ParameterizedTest
    @CsvSource({
        "mike@example.org, mıke@example.org",
        "mike@example.org, mİke@example.org",
        "mike@example.org, míke@example.org",
        "user@strasse.de, user@straße.de",
        "user@strasse.de, user@xn--strae-oqa.de",
        "user@keycloak.org, user@\u212Aeycloak.org",
        "user@xn--nxasmm1c.com, user@βόλοσ.com",
        "user@xn--nxasmm1c.com, user@ΒΌΛΟΣ.com",
        "a.b@gmail.com, ab@gmail.com",
        "a+b@gmail.com, a@gmail.com",
        "aa@example.org, aа@example.org",
        "jane@example.org, jane@example.org.",
        "jane@example.org, jane@example.com",
        "jane@example.org, 'jane@example.org\n'",
        "jane@example.org, ''",
        "jane@example.org, jane",
        "jane@example.org, jane@example.org@example.org",
        "jane@example.org, ｊane@example.org",
        "jane@example.org, jane@exa\u00ADmple.org",
        "jane@example.org, jane@exam\u200Bple.org",
        "jane@example.org, jane@example。org"
    })
    void anotherAddressInTheStoreIsNotThisOne(String typed, String stored) {
        assertFalse(address(typed).is(stored));
        Address.parse(stored).ifPresent(other -> assertNotEquals(address(typed), other));
    }

    @Test
    void theSameAddressInAnySpellingIsThisOne() {
        for (String stored : List.of("jane@straße.de", "JANE@STRAßE.DE", "jane@xn--strae-oqa.de")) {
            assertTrue(address("Jane@Straße.de").is(stored));
            assertEquals(address("Jane@Straße.de"), address(stored));
            assertEquals(address("Jane@Straße.de").hashCode(), address(stored).hashCode());
        }
        assertFalse(address("jane@example.org").is(null));
    }

    @Test
    void theLanguageOfTheJvmDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            for (String language : List.of("tr", "az", "lt", "el", "en")) {
                Locale.setDefault(Locale.forLanguageTag(language));
                assertEquals("idil@mail.fi", address("IDIL@MAIL.FI").canonical());
                assertEquals(
                        List.of("idil@mail.fi"),
                        List.copyOf(address("IDIL@MAIL.FI").lookups()));
                assertEquals("a@xn--strae-oqa.info", address("A@STRAßE.INFO").canonical());
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void onlyTextWithAnAtSignLooksLikeAnAddress() {
        assertTrue(Address.looksLikeAddress("jane@"));
        assertTrue(Address.looksLikeAddress("@"));
        assertFalse(Address.looksLikeAddress("jane"));
        assertFalse(Address.looksLikeAddress(""));
        assertFalse(Address.looksLikeAddress(null));
    }

    @Test
    void aSenderMayStandOnAHostWithoutDots() {
        assertEquals(
                "keycloak@localhost",
                Address.parseSender("Keycloak@LOCALHOST").orElseThrow().canonical());
        assertTrue(Address.parse("keycloak@localhost").isEmpty());
        assertTrue(Address.parseSender("keycloak@").isEmpty());
        assertTrue(Address.parseSender("keycloak@1").isEmpty());
        assertTrue(Address.parseSender("a\r\nb@localhost").isEmpty());
    }

    @Test
    void anAddressTellsNothingToALog() {
        assertFalse(address("jane@example.org").toString().contains("jane"));
    }

    /** ADR-1: canon(canon(x)) = canon(x), over every letter there is and over random soup. */
    @Test
    void theCanonicalFormOfACanonicalFormIsItself() {
        int letters = 0;
        for (int letter = 0; letter <= LAST_LETTER; letter++) {
            String text = Character.toString(letter);
            letters += canonicalAgain("x" + text + "@example.org") ? 1 : 0;
            canonicalAgain("x@x" + text + "y.example");
        }
        assertTrue(letters > 90_000, "few letters pass: " + letters);
    }

    @Test
    void theCanonicalFormOfRandomSoupIsStable() {
        String[] pieces = {
            "a",
            "B",
            "z",
            "0",
            "9",
            "-",
            "--",
            ".",
            "..",
            "+",
            "%",
            "@",
            "xn--",
            "XN--",
            "strae-oqa",
            "wgv71a",
            "ß",
            "ẞ",
            "ς",
            "Σ",
            "σ",
            "İ",
            "ı",
            "K",
            "\u212A",
            "é",
            "e\u0301",
            "\u0301",
            "Ä",
            "日",
            "本",
            "ジ",
            "ー",
            "한",
            "\u1100",
            "\u1161",
            "ы",
            "Ы",
            "а",
            "ا",
            "٣",
            "\u200D",
            "\u00AD",
            "ﬀ",
            "Ａ",
            "。",
            "Ⱥ",
            "𐐀",
            "𠮷",
            "\uD800",
            "Å",
            "\u212B",
            "ǅ",
            "Ꭰ",
            "ᾳ",
            "\u0345",
            " ",
            "_"
        };
        Random random = new Random(20261120);
        int good = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(4); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            text.append('@');
            for (int n = random.nextInt(5); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            good += canonicalAgain(text + ".example") ? 1 : 0;
        }
        assertTrue(good > 1_500, "few pass: " + good);
    }

    private static boolean canonicalAgain(String text) {
        return Address.parse(text)
                .map(first -> {
                    assertEquals(first.canonical(), address(first.canonical()).canonical(), text);
                    assertTrue(first.is(first.typed()), text);
                    assertTrue(first.is(first.forSmtp()), text);
                    assertTrue(
                            first.lookups().stream().filter(first::is).count() >= 2
                                    || first.lookups().size() == 1,
                            text);
                    assertTrue(first.canonical()
                            .substring(first.canonical().indexOf('@'))
                            .chars()
                            .allMatch(c -> c < 0x80));
                    return true;
                })
                .orElse(false);
    }

    /** Where IDNA2003 and UTS-46 agree, the JDK agrees with us. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bücher", "café", "naïve", "señor", "łódź", "åland", "пример", "яндекс", "україна", "ελλάδα", "ישראל",
                        "مصر",
                "भारत", "ไทย", "日本語", "中国", "台灣", "한국", "հայ", "გე", "ðorn", "þing", "œuvre", "ærø"
            })
    void agreesWithTheJdkWhereTheOldRulesWereTheSame(String label) {
        assertEquals(
                "a@" + IDN.toASCII(label) + ".example",
                address("a@" + label + ".example").canonical());
    }

    static Stream<String> accepted() {
        return Stream.of(
                "a".repeat(64) + "@example.org",
                "a@" + "b".repeat(63) + ".org",
                ofLength(254),
                "я".repeat(32) + "@a.org");
    }

    /** ADR-5: octets, not characters. */
    @ParameterizedTest
    @MethodSource("accepted")
    void theLongestStillPasses(String text) {
        assertTrue(Address.parse(text).isPresent());
    }

    static Stream<String> tooLong() {
        return Stream.of(
                "a".repeat(65) + "@example.org",
                "я".repeat(33) + "@example.org",
                "日".repeat(22) + "@example.org",
                "Ⱥ".repeat(32) + "@example.org", // 64 octets, 96 in lower case
                "𠮷".repeat(17) + "@example.org",
                "a@" + "b".repeat(64) + ".org",
                "a@" + "ü".repeat(63) + ".org",
                "a@" + "日本語".repeat(20) + ".org",
                "a@" + "𠮷".repeat(40) + ".org",
                "a@xn--" + "a".repeat(60) + ".org",
                ofLength(255),
                ofLength(256),
                ofLength(320),
                ofLength(1025),
                "a@" + "b.".repeat(127) + "cc",
                "a@" + "日本.".repeat(25) + "jp",
                " ".repeat(1200) + "a@example.org",
                "a".repeat(1_000_000) + "@example.org",
                "a@" + "b".repeat(1_000_000) + ".org",
                "a@" + "b.".repeat(500_000) + "org",
                "@".repeat(1_000_000),
                "日".repeat(1_000_000) + "@example.org");
    }

    private static String ofLength(int length) {
        String host = ("." + "b".repeat(49)).repeat(length / 50 + 1);
        return "aa@" + host.substring(1, length - 3 - 4 + 1) + ".org";
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void oneOctetMoreIsRefused(String text) {
        assertTrue(Address.parse(text).isEmpty());
    }
}
