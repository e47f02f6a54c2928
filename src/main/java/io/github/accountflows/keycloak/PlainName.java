package io.github.accountflows.keycloak;

import java.text.Normalizer;

/**
 * What a person called a thing of theirs, made harmless for a mail: short, on one line, nothing that turns the direction
 * of writing or cannot be seen, and nothing left that a mail program would make a link of (MAI-5).
 */
final class PlainName {
    private static final int LONGEST = 40;
    private static final String OTHER_SIGNS = "-'’()+&#,_";

    private PlainName() {}

    /** Empty for nothing. */
    static String of(String typed) {
        if (typed == null) {
            return "";
        }
        String compatible = Normalizer.normalize(typed, Normalizer.Form.NFKC); // full-width dots are dots, too
        int[] letters = compatible
                .codePoints()
                .filter(letter -> Character.getType(letter) != Character.FORMAT)
                .map(letter -> isPlain(letter) ? letter : ' ')
                .toArray();
        String plain = new String(letters, 0, letters.length).strip().replaceAll(" +", " ");
        return plain.codePointCount(0, plain.length()) <= LONGEST
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, LONGEST - 1)).strip() + "…";
    }

    // No dot, colon, slash or "@": without them nothing is an address.
    private static boolean isPlain(int letter) {
        return Character.isLetterOrDigit(letter)
                || Character.getType(letter) == Character.NON_SPACING_MARK
                || Character.getType(letter) == Character.COMBINING_SPACING_MARK
                || OTHER_SIGNS.indexOf(letter) >= 0;
    }
}
