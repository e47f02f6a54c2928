package io.github.accountflows.address;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What stands before the "@": a dot-atom of RFC 5321, and its lower-case form. */
final class LocalPart {

    /** The characters of an atom, without those that old mailers take for a route: % and ! (ADR-7). */
    private static final String SIGNS = "#$&'*+-/=?^_`{|}~";

    /** Scripts whose letters look the same. */
    private static final Set<UnicodeScript> ALIKE =
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.CYRILLIC, UnicodeScript.GREEK);

    private LocalPart() {}

    static Optional<String> canonical(String typed) {
        boolean good = isDotAtom(typed)
                && !typed.contains("=?") // an encoded-word, which some mailers decode to another address
                && Letters.areComposed(typed)
                && !mixesScripts(typed);
        // as Keycloak lower-cases what it stores, Greek final sigma included
        return Optional.of(typed.toLowerCase(Locale.ROOT)).filter(canonical -> good && Letters.areComposed(canonical));
    }

    private static boolean isDotAtom(String typed) {
        boolean atomStarts = true;
        for (int i = 0; i < typed.length(); ) {
            int letter = typed.codePointAt(i);
            boolean good = letter == '.'
                    ? !atomStarts
                    : letter < 0x80
                            ? Letters.isAsciiLetterOrDigit(letter) || SIGNS.indexOf(letter) >= 0
                            : Letters.isPlain(letter) && !(atomStarts && Letters.isMark(letter));
            if (!good) {
                return false;
            }
            atomStarts = letter == '.';
            i += Character.charCount(letter);
        }
        return !atomStarts;
    }

    private static boolean mixesScripts(String typed) {
        return typed.codePoints()
                        .mapToObj(UnicodeScript::of)
                        .filter(ALIKE::contains)
                        .distinct()
                        .count()
                > 1;
    }
}
