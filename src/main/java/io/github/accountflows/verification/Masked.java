package io.github.accountflows.verification;

import org.keycloak.models.UserModel;

/**
 * The name of an account for somebody who may not be its owner: enough for the owner to know it again, too little for
 * anybody else to learn it. The number of dots says nothing of a name's length.
 */
public final class Masked {
    private static final String DOTS = "•••";

    private Masked() {}

    /** The account's name for whoever reads at its address, which may be a stranger's until it is proved. */
    static String unlessProved(UserModel user) {
        return user.isEmailVerified() ? user.getUsername() : of(user.getUsername());
    }

    public static String of(String name) {
        int at = name.lastIndexOf('@');
        return at < 0 ? start(name) : start(name.substring(0, at)) + "@" + domain(name.substring(at + 1));
    }

    /** Of an address the first letter of the domain and its last label stay. */
    private static String domain(String domain) {
        int dot = domain.lastIndexOf('.');
        if (dot < 0) {
            return start(domain);
        }
        String last = domain.substring(dot + 1);
        return start(domain.substring(0, dot)) + (isPlain(last) ? "." + last : "");
    }

    /** A single letter would be all there is; what is no letter or digit could turn a line of text around. */
    private static String start(String text) {
        boolean isShown = text.codePointCount(0, text.length()) > 1 && Character.isLetterOrDigit(text.codePointAt(0));
        return isShown ? Character.toString(text.codePointAt(0)) + DOTS : DOTS;
    }

    private static boolean isPlain(String label) {
        return !label.isEmpty() && label.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
    }
}
