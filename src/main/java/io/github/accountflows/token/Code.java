package io.github.accountflows.token;

import java.security.SecureRandom;

/**
 * The short form of a token, for mail that is read on another device than the one that asked: eight characters that no
 * eye mistakes for each other, 39.6 bits. Few enough to type and too few to stand alone: what guards a code is that it
 * works for minutes, for a handful of tries, in the session that asked for it.
 */
public final class Code {
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private static final int LENGTH = 8;
    private static final int GROUP = 4;
    /** Nobody who types a code types more, with whatever spaces; the rest is not looked at. */
    private static final int LONGEST_TYPED = 100;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Code() {}

    static String random() {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length()))); // nextInt(bound) has no bias
        }
        return code.toString();
    }

    /** For reading: {@code ABCDEFGH} becomes {@code ABCD-EFGH}. */
    public static String grouped(String code) {
        return code.substring(0, GROUP) + "-" + code.substring(GROUP);
    }

    /**
     * What was typed without spaces and hyphens, in capitals; empty for whatever cannot be a code, which then fits none.
     * Letter by letter, so that no language's rules for capitals have a say.
     */
    static String meantBy(String typed) {
        StringBuilder code = new StringBuilder(LENGTH);
        String text = typed == null ? "" : typed;
        for (int i = 0; i < Math.min(text.length(), LONGEST_TYPED); i++) {
            char letter = text.charAt(i);
            if (letter >= 'a' && letter <= 'z') {
                code.append((char) (letter - 'a' + 'A'));
            } else if (!isBetween(letter)) {
                code.append(letter);
            }
        }
        boolean fits = text.length() <= LONGEST_TYPED
                && code.length() == LENGTH
                && code.chars().allMatch(letter -> ALPHABET.indexOf(letter) >= 0);
        return fits ? code.toString() : "";
    }

    /** Spaces and hyphens of every kind: phones and mail programs like to put prettier ones. */
    private static boolean isBetween(char letter) {
        return Character.isWhitespace(letter)
                || Character.isSpaceChar(letter)
                || Character.getType(letter) == Character.DASH_PUNCTUATION
                || letter == '\u2212'
                || letter == '\u00AD'
                || letter == '\u200B'
                || letter == '\uFEFF';
    }
}
