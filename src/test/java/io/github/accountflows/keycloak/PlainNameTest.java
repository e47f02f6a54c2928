package io.github.accountflows.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MAI-5 */
class PlainNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "My phone|My phone",
                "Mara's key (new)|Mara's key (new)",
                "Телефон Мары|Телефон Мары",
                "Zoë‑Zoé|Zoë Zoé",
                "see https://evil.example/x?y|see https evil example x y",
                "evil。example|evil example",
                "ｅｖｉｌ．example|evil example",
                "call me@evil.example|call me evil example",
                "<a href=x>free</a>|a href x free a",
                "${properties}|properties",
                "\u202Egnp.exe|gnp exe",
                "in\u200Bvis\u00ADible|invisible",
            })
    void whatIsLeft(String typed, String plain) {
        assertEquals(plain, PlainName.of(typed));
    }

    @Test
    void linesBecomeOne() {
        assertEquals("one two three", PlainName.of("\n one\r\ntwo\u2028three\t"));
    }

    @Test
    void longOnesAreCut() {
        assertEquals("x".repeat(39) + "…", PlainName.of("x".repeat(41)));
        assertEquals("x".repeat(40), PlainName.of("x".repeat(40)));
        assertEquals("字".repeat(39) + "…", PlainName.of("字".repeat(300)));
    }

    @Test
    void noneIsEmpty() {
        assertEquals("", PlainName.of(null));
        assertEquals("", PlainName.of(" … "));
    }
}
