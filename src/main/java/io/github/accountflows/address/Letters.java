package io.github.accountflows.address;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;

/** Which characters an address may hold: those with one spelling, that can be seen. */
final class Letters {

    /** Letters and marks that show nothing: the part of Unicode's Default_Ignorable_Code_Point that is not Cf or Cn. */
    private static final int[][] INVISIBLE = {
        {0x034F, 0x034F},
        {0x115F, 0x1160},
        {0x17B4, 0x17B5},
        {0x180B, 0x180F},
        {0x3164, 0x3164},
        {0xFE00, 0xFE0F},
        {0xFFA0, 0xFFA0},
        {0xE0000, 0xE0FFF}
    };

    private static final char IOTA_BELOW = 0x0345;

    private Letters() {}

    static boolean isAsciiLetterOrDigit(int letter) {
        return letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z' || isAsciiDigit(letter);
    }

    static boolean isAsciiDigit(int letter) {
        return letter >= '0' && letter <= '9';
    }

    /** A visible letter, mark or digit beyond ASCII that IDNA does not quietly turn into something else. */
    static boolean isPlain(int letter) {
        return switch (Character.getType(letter)) {
            case Character.LOWERCASE_LETTER,
                    Character.UPPERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.OTHER_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER ->
                isVisible(letter) && !becomesAscii(letter) && !foldsUnlikeLowerCase(letter);
            default -> false;
        };
    }

    static boolean isMark(int letter) {
        int type = Character.getType(letter);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isVisible(int letter) {
        for (int[] range : INVISIBLE) {
            if (letter >= range[0] && letter <= range[1]) {
                return false;
            }
        }
        return true;
    }

    /** The Kelvin sign is a k, the dotted capital i an i. */
    private static boolean becomesAscii(int letter) {
        return Character.toLowerCase(letter) < 0x80
                || Normalizer.normalize(Character.toString(letter), Form.NFKC)
                        .chars()
                        .anyMatch(c -> c < 0x80);
    }

    /** UTS-46 maps by case folding: not lower-case for Cherokee, old Cyrillic forms and the Greek iota below. */
    private static boolean foldsUnlikeLowerCase(int letter) {
        return UnicodeScript.of(letter) == UnicodeScript.CHEROKEE
                || letter >= 0x1C80 && letter <= 0x1C88
                || Normalizer.normalize(Character.toString(letter), Form.NFD).indexOf(IOTA_BELOW) >= 0;
    }

    /**
     * Letter by letter, as UTS-46 maps hosts: neither the JVM's language (Turkish i) nor the neighbours (Greek final
     * sigma) matter.
     */
    static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return lower.toString();
    }

    /** Whether the text is NFC and nothing in it is a compatibility form (fullwidth, ligature, superscript, ...). */
    static boolean areComposed(String text) {
        return Normalizer.isNormalized(text, Form.NFC) && Normalizer.isNormalized(text, Form.NFKC);
    }

    static String composed(String text) {
        return Normalizer.normalize(text, Form.NFC);
    }
}
