package io.github.accountflows.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeTest {
    private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    @Test
    void everyLetterComesAsOftenInEveryPlace() {
        int codes = 62_000;
        Set<String> seen = new HashSet<>();
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < codes; i++) {
            String code = Code.random();
            assertEquals(8, code.length());
            seen.add(code);
            for (int place = 0; place < 8; place++) {
                counts.merge(place + "" + code.charAt(place), 1, Integer::sum);
            }
        }
        assertEquals(8 * LETTERS.length(), counts.size());
        // 2,000 are expected; six standard deviations are 264. Bytes taken modulo 31 would give 2,180 of the first
        // eight.
        counts.forEach((letter, count) -> assertEquals(2_000, count, 270, letter));
        int early = LETTERS.substring(0, 8)
                .chars()
                .map(letter -> sum(counts, (char) letter))
                .sum();
        assertEquals(8 * 8 * 2_000, early, 2_000, "the alphabet's first letters");
        assertTrue(seen.size() > codes - 5);
    }

    private static int sum(Map<String, Integer> counts, char letter) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().charAt(1) == letter)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Test
    void noTwoLettersLookAlike() {
        for (String twins : new String[] {"0O", "1IL"}) {
            assertTrue(twins.chars().noneMatch(letter -> LETTERS.indexOf(letter) >= 0), twins);
        }
    }

    @Test
    void aCodeIsReadInTwoGroups() {
        assertEquals("ABCD-EFGH", Code.grouped("ABCDEFGH"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ABCD2345",
                "ABCD-2345",
                "abcd2345",
                "aBcD 2345",
                " A B C D 2 3 4 5 ",
                "ABCD\u20112345",
                "ABCD\u20132345",
                "ABCD \u2014 2345",
                "ABCD\u22122345",
                "\u00a0ABCD\u202f2345",
                "ABCD\u00ad2345\u200b",
                "\tABCD-2345\r\n",
                "--ABCD--2345--"
            })
    void spellingIsForgiven(String typed) {
        assertEquals("ABCD2345", Code.meantBy(typed));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "ABCD234",
                "ABCD23456",
                "ABCD-234O",
                "ABCD-2341",
                "ABCD_2345",
                "ABCD.2345",
                "АВСD2345", // three of them Cyrillic
                "ABCD234\uff15",
                "ABCDſ345",
                "        ",
                "ABCD2345\u0000"
            })
    void whatCannotBeACodeIsNone(String typed) {
        assertEquals("", Code.meantBy(typed));
    }

    @Test
    void whatIsMuchLongerThanACodeIsNone() {
        assertEquals("ABCD2345", Code.meantBy(" ".repeat(92) + "ABCD2345"));
        assertEquals("", Code.meantBy(" ".repeat(93) + "ABCD2345"));
        assertEquals("", Code.meantBy("A".repeat(1_000_000)));
    }

    /** In Turkish a small "i" becomes another capital. */
    @Test
    void theServersLanguageHasNoSay() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertEquals("ABCD2345", Code.meantBy("abcd2345"));
            assertEquals("", Code.meantBy("abcdi345"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatIsMintedIsForgivenInItsReadingForm() {
        for (int i = 0; i < 1_000; i++) {
            String code = Code.random();
            assertEquals(code, Code.meantBy(Code.grouped(code).toLowerCase(Locale.ROOT)));
        }
    }
}
