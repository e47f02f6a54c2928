package io.github.accountflows.address;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedAddressTest {

    private static void refused(String text) {
        assertTrue(Address.parse(text).isEmpty(), () -> "accepted: " + text);
        assertTrue(Address.parseSender(text).isEmpty(), () -> "accepted as sender: " + text);
    }

    /** ADR-2: what IDNA refuses, or would turn quietly into something else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@example。org",
                "a@example．org",
                "a@example｡org",
                "a@ｅxample.org",
                "a@exam\u200Bple.org",
                "a@exa\u00ADmple.org",
                "a@\u212Aeycloak.org",
                "a@ﬀ.org",
                "a@①.org",
                "a@exampleª.org",
                "a@℡.org",
                "a@ſharp.org",
                "a@İstanbul.com",
                "a@-example.org",
                "a@example-.org",
                "a@ab--cd.org",
                "a@.example.org",
                "a@example..org",
                "a@example.org.",
                "a@exa_mple.org",
                "a@\u0301example.org",
                "a@xn--.org",
                "a@xn--a.org",
                "a@xn--abc-.org",
                "a@xn--strae-oqa-.de",
                "a@xn--STRAßE.de",
                "a@xn--0.org",
                "a@xn--99999999.org",
                "a@xn--Mnchen-3yA9.de",
                "a@xn--fiq-.org",
                "a@ᏣᎳᎩ.org",
                "a@\u1C80.org",
                "a@ᾳ.org",
                "a@a\u0345.org",
                "a@xn--wgv71a.xn--wgv71a-",
                "a@😀.org",
                "a@xn--e28h.org",
                "a@xn--exmple-cua-.org",
                "a@exa\u034Fmple.org",
                "a@exa\u3164mple.org",
                "a@xn--ab-.org",
                "a@\uD800.org",
                "a@\uE000.org",
                "a@l·l.org",
                "a@xn--tda\u00FC.org",
                "a@٠.xn--",
                "a@½.org",
                "a@\u1160x.org",
                "a@e\uFE0Fx.org"
            })
    void hostsThatAreNotOneNameAreRefused(String text) {
        refused(text);
    }

    static Stream<String> hidden() {
        IntStream controls = IntStream.concat(IntStream.rangeClosed(0, 0x1F), IntStream.rangeClosed(0x7F, 0xA0));
        IntStream others = IntStream.of(
                0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E,
                0x200F, 0x2000, 0x2003, 0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x202F, 0x205F, 0x2060,
                0x2061, 0x2062, 0x2063, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069, 0x206F, 0x3000, 0x3164, 0xFE00, 0xFE0F,
                0xFEFF, 0xFFA0, 0xFFF9, 0xFFFC, 0xFFFD, 0xFFFE, 0x1BCA0, 0x1D173, 0xE0001, 0xE0041, 0xE0100, 0xD800,
                0xDFFF);
        return IntStream.concat(controls, others).mapToObj(Character::toString);
    }

    /** ADR-6: anywhere in an address. */
    @ParameterizedTest
    @MethodSource("hidden")
    void controlsAndWhatNobodySeesAreRefusedAnywhere(String hidden) {
        refused("ja" + hidden + "ne@example.org");
        refused("jane@exam" + hidden + "ple.org");
        refused("jane@" + hidden + "example.org");
        refused("jane" + hidden + "@example.org");
        refused("jane@example.org" + hidden + "x");
        refused("é" + hidden + "@example.org");
        if (!" ".equals(hidden)) {
            refused(hidden + "jane@example.org");
            refused("jane@example.org" + hidden);
        }
    }

    /** ADR-6: a header or command must not grow, whatever a mailer does with the high byte. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b.org\r\nBcc: c@d.org",
                "a@b.org\nBcc: c@d.org",
                "a\r\n@b.org",
                "a@b.org\rRCPT TO:<c@d.org>",
                "a@b\n.org",
                "a@b.org%0d%0aBcc:c@d.org",
                "a@b.org%0ABcc:c@d.org",
                "a@b.org\u2028Bcc: c@d.org",
                "a@b.org\u0085Bcc:c@d.org",
                "a@b.org,c@d.org",
                "a@b.org;c@d.org",
                "a@b.org c@d.org",
                "<a@b.org>",
                "Jane <a@b.org>",
                "a@b.org>",
                "<a@b.org",
                "a@b.org\u560A\u560DBcc:c@d.org",
                "a@b.org\u010Dx:y",
                "a\\r\\n@b.org",
                "mailto:a@b.org",
                "a@b.org?bcc=c@d.org",
                "a@b.org\0",
                "a@b.org\u0000.evil.example",
                "a@b.org#c",
                "a@b.org/c",
                "a@b.org:25",
                "a b@c.org"
            })
    void injectionsAreRefused(String text) {
        refused(text);
    }

    /** ADR-7. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?x?q?foo=40evil.org=3e=00?=foo@example.org",
                "=?utf-8?q?a?=@example.org",
                "=?utf-8?b?YUBiLm9yZw==?=@example.org",
                "a=?b@example.org",
                "a%b@example.org",
                "a%b.org@example.org",
                "a!b@example.org",
                "b.org!a@example.org",
                "@a.org,@b.org:c@example.org",
                "@a.org:c@example.org",
                "\"a@b\"@example.org",
                "\"a b\"@example.org",
                "\"a\"@example.org",
                "\"\"@example.org",
                "a(comment)@example.org",
                "a@example.org(comment)",
                "(comment)a@example.org",
                "a@(x)example.org",
                "a@[127.0.0.1]",
                "a@[IPv6:::1]",
                "a@127.0.0.1",
                "a@1.2.3.4",
                "a@2130706433",
                "a@0x7f.1",
                "a@foo.127",
                "a@example.1org",
                "a@b@example.org",
                "a@@example.org",
                "a\\@b@example.org",
                "a\\b@example.org",
                ".a@example.org",
                "a.@example.org",
                "a..b@example.org",
                "@example.org",
                "a@",
                "@",
                "a",
                "a@example.org@",
                "a[b@example.org",
                "a,b@example.org",
                "a;b@example.org",
                "a:b@example.org",
                "a<b@example.org"
            })
    void otherPeoplesGrammarIsRefused(String text) {
        refused(text);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "jane", "a@localhost", "a@b", "root@keycloak", "a@org", "a@xn--wgv71a"})
    void aPersonsAddressNeedsAHostWithADot(String text) {
        assertTrue(Address.parse(text).isEmpty());
    }

    /** ADR-8: other scripts only composed, in one spelling, not mixed with letters that look the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "e\u0301@example.org",
                "jane\u0301@example.org",
                "\u0301jane@example.org",
                "a.\u0301b@example.org",
                "ｊane@example.org",
                "ﬀ@example.org",
                "ª@example.org",
                "①@example.org",
                "\u212A@example.org",
                "İ@example.org",
                "ſ@example.org",
                "jаne@example.org",
                "аdmin@example.org",
                "pαul@example.org",
                "ивaн@example.org",
                "αа@example.org",
                "😀@example.org",
                "a😀@example.org",
                "€@example.org",
                "a·b@example.org",
                "“a”@example.org",
                "a。b@example.org",
                "a＠b@example.org",
                "\u1100\u1161@example.org",
                "½@example.org",
                "Ⅷ@example.org",
                "ŉ@example.org",
                "ĳ@example.org"
            })
    void unclearLettersInTheLocalPartAreRefused(String text) {
        refused(text);
    }

    /** ADR-10: as many tries as no regex with backtracking would end in a lifetime. */
    @Test
    void whateverIsTypedIsReadInLinearTime() {
        String[] families = {
            "a", "a.", ".", "@", "a@", "\"", "\\", "(", "-", "a-", "xn--", "xn--a.", "é", "日", "e\u0301", "\u0301", "!",
            " ", "=?", "1."
        };
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String family : families) {
                for (String text : new String[] {
                    family.repeat(250 / family.length()),
                    family.repeat(250 / family.length()) + "@example.org",
                    "a@" + family.repeat(250 / family.length()),
                    "a@" + family.repeat(60 / family.length()) + ".org",
                    family.repeat(1_000_000 / family.length()),
                    "a@" + family.repeat(1_000_000 / family.length())
                }) {
                    for (int i = 0; i < 200; i++) {
                        Address.parse(text);
                    }
                }
            }
        });
    }
}
