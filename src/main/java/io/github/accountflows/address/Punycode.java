package io.github.accountflows.address;

import java.util.Optional;

/** Punycode as RFC 3492 section 6 gives it, for one label without its prefix. */
final class Punycode {

    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST_BEYOND_ASCII = 0x80;

    /** A label has at most 63 octets: longer text is not worth the quadratic work below (ADR-10). */
    private static final int LONGEST = 63;

    private Punycode() {}

    /** The label in ASCII; text must be of at most 63 characters. */
    static String encode(String text) {
        int[] letters = text.codePoints().toArray();
        if (letters.length > LONGEST) {
            throw new IllegalArgumentException("A label has at most " + LONGEST + " characters");
        }
        StringBuilder ascii = new StringBuilder();
        for (int letter : letters) {
            if (letter < FIRST_BEYOND_ASCII) {
                ascii.append((char) letter);
            }
        }
        int basic = ascii.length();
        if (basic > 0) {
            ascii.append('-');
        }
        int bias = FIRST_BIAS;
        int delta = 0;
        int done = basic;
        for (int next = FIRST_BEYOND_ASCII; done < letters.length; next++) {
            int least = leastFrom(next, letters);
            delta += (least - next) * (done + 1);
            next = least;
            for (int letter : letters) {
                if (letter < next) {
                    delta++;
                } else if (letter == next) {
                    appendNumber(ascii, delta, bias);
                    bias = adapt(delta, done + 1, done == basic);
                    delta = 0;
                    done++;
                }
            }
            delta++;
        }
        return ascii.toString();
    }

    private static int leastFrom(int floor, int[] letters) {
        int least = Integer.MAX_VALUE;
        for (int letter : letters) {
            if (letter >= floor && letter < least) {
                least = letter;
            }
        }
        return least;
    }

    private static void appendNumber(StringBuilder ascii, int number, int bias) {
        int rest = number;
        for (int k = BASE; ; k += BASE) {
            int t = threshold(k, bias);
            if (rest < t) {
                ascii.append(digit(rest));
                return;
            }
            ascii.append(digit(t + (rest - t) % (BASE - t)));
            rest = (rest - t) / (BASE - t);
        }
    }

    /** The text that this ASCII stands for; empty if it stands for none. */
    static Optional<String> decode(String ascii) {
        if (ascii.length() > LONGEST) {
            return Optional.empty();
        }
        int delimiter = ascii.lastIndexOf('-');
        StringBuilder text = new StringBuilder(ascii.substring(0, Math.max(delimiter, 0)));
        if (text.chars().anyMatch(c -> c >= FIRST_BEYOND_ASCII)) {
            return Optional.empty();
        }
        int count = text.length();
        long letter = FIRST_BEYOND_ASCII;
        long at = 0;
        int bias = FIRST_BIAS;
        for (int in = delimiter + 1; in < ascii.length(); ) {
            long before = at;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = in < ascii.length() ? value(ascii.charAt(in++)) : -1;
                at += digit * weight;
                if (digit < 0 || at > Integer.MAX_VALUE) {
                    return Optional.empty();
                }
                int t = threshold(k, bias);
                if (digit < t) {
                    break;
                }
                weight *= BASE - t;
                if (weight > Integer.MAX_VALUE) {
                    return Optional.empty();
                }
            }
            count++;
            bias = adapt((int) (at - before), count, before == 0);
            letter += at / count;
            at %= count;
            if (letter > Character.MAX_CODE_POINT || isSurrogate(letter)) {
                return Optional.empty();
            }
            text.insert(text.offsetByCodePoints(0, (int) at), Character.toChars((int) letter));
            at++;
        }
        return Optional.of(text.toString());
    }

    private static boolean isSurrogate(long letter) {
        return letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE;
    }

    private static int threshold(int k, int bias) {
        return Math.min(Math.max(k - bias, T_MIN), T_MAX);
    }

    private static int adapt(int delta, int count, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / count;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int value(char digit) {
        if (digit >= 'a' && digit <= 'z') {
            return digit - 'a';
        }
        return Letters.isAsciiDigit(digit) ? digit - '0' + 26 : -1;
    }
}
