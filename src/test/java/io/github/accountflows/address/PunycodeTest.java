package io.github.accountflows.address;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PunycodeTest {

    /** The samples of RFC 3492 section 7.1 that are one spelling of lower-case, and some names that exist. */
    @ParameterizedTest
    @CsvSource({
        "ليهمابتكلموشعربي؟, egbpdaj6bu4bxfgehfvwxn",
        "他们为什么不说中文, ihqwcrb4cv8a8dqg056pqjye",
        "他們爲什麽不說中文, ihqwctvzc91f659drss3x8bo0yb",
        "למההםפשוטלאמדבריםעברית, 4dbcagdahymbxekheh6e0a7fei0b",
        "यहलोगहिन्दीक्योंनहींबोलसकतेहैं, i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd",
        "なぜみんな日本語を話してくれないのか, n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
        "почемужеонинеговорятпорусски, b1abfaaepdrnnbgefbadotcwatmq2g4l",
        "tạisaohọkhôngthểchỉnóitiếngviệt, tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g",
        "3年b組金八先生, 3b-ww4c5e180e575a65lsy2b",
        "そのスピードで, d9juau41awczczp",
        "bücher, bcher-kva",
        "münchen, mnchen-3ya",
        "straße, strae-oqa",
        "βόλος, nxasmm1c",
        "пример, e1afmkfd",
        "日本, wgv71a",
        "한국, 3e0b707e",
        "𠮷野家, fctt27jo60v",
        "ü, tda",
        "abc, abc-"
    })
    void encodesAndDecodes(String text, String ascii) {
        assertEquals(ascii, Punycode.encode(text));
        assertEquals(Optional.of(text), Punycode.decode(ascii));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999",
                "zzzzzzzzzzzzzzzz",
                "a-",
                "bcher-kv",
                "bcher-kva!",
                "BCHER-KVA",
                "bücher-kva",
                "a b-kva",
                "-",
                "--",
                "0",
                "z",
                "abc-999",
                "ab-9999999999999999999999999999999999999999999999999999999999",
                "\0",
                "b\nc-kva",
                "tdaé",
                "4t",
                "iq9c",
                "999999b"
            })
    void badAsciiEndsQuietly(String ascii) {
        Punycode.decode(ascii).ifPresent(text -> Punycode.encode(text));
    }

    @Test
    void anyAsciiEitherStandsForTextOrForNothing() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder ascii = new StringBuilder();
            for (int length = random.nextInt(20); length >= 0; length--) {
                ascii.append("abcdefghijklmnopqrstuvwxyz0123456789-".charAt(random.nextInt(37)));
            }
            Punycode.decode(ascii.toString())
                    .ifPresent(text -> assertEquals(Optional.of(text), Punycode.decode(Punycode.encode(text))));
        }
    }
}
