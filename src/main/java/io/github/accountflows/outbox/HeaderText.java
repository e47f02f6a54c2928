package io.github.accountflows.outbox;

/** Text on its way into a header: one line without anything hidden, and not too long (MAI-4). */
final class HeaderText {

    private static final int LONGEST = 200;

    private HeaderText() {}

    /**
     * The text with a space for each run of what does not belong there, cut after 200 characters. What looks like an
     * encoded-word is taken apart, else readers would decode it to anything.
     */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .map(letter -> belongs(letter) ? letter : ' ')
                .filter(letter -> letter != ' ' || !clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ')
                .limit(LONGEST)
                .forEach(clean::appendCodePoint);
        return clean.toString().strip().replace("=?", "= ?");
    }

    private static boolean belongs(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> !isBidiControl(letter);
        };
    }

    private static boolean isBidiControl(int letter) {
        return letter >= 0x202A && letter <= 0x202E || letter >= 0x2066 && letter <= 0x2069;
    }
}
