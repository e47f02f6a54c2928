package io.github.accountflows.address;

import java.util.Optional;

/** One label of a host name, lower-case, as U-label and as A-label; the same for a name without other letters. */
record Label(String unicode, String ascii) {

    private static final String PREFIX = "xn--";
    private static final int OCTETS = 63;

    static Optional<Label> of(String text) {
        Optional<Label> label = text.startsWith(PREFIX)
                ? decoded(text)
                : Optional.of(text)
                        .filter(Label::isGood)
                        .map(good -> new Label(good, isAscii(good) ? good : PREFIX + Punycode.encode(good)));
        return label.filter(found -> found.ascii.length() <= OCTETS);
    }

    /** An A-label is good only as the one spelling of a U-label that is good itself. */
    private static Optional<Label> decoded(String text) {
        return Punycode.decode(text.substring(PREFIX.length()))
                .filter(unicode -> !isAscii(unicode) && isGood(unicode))
                .filter(unicode -> text.equals(PREFIX + Punycode.encode(unicode)))
                .map(unicode -> new Label(unicode, text));
    }

    private static boolean isGood(String text) {
        return !text.isEmpty()
                && text.length() <= OCTETS
                && text.codePoints().allMatch(Label::mayStand)
                && !text.startsWith("-")
                && !text.endsWith("-")
                && !text.startsWith("--", 2)
                && !Letters.isMark(text.codePointAt(0))
                && Letters.areComposed(text)
                && Letters.lowerCase(text).equals(text);
    }

    static boolean mayStand(int letter) {
        return letter < 0x80 ? letter == '-' || Letters.isAsciiLetterOrDigit(letter) : Letters.isPlain(letter);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
