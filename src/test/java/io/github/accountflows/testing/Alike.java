package io.github.accountflows.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** Compares long texts, and fails with the first lines that differ instead of all of them. */
public final class Alike {
    private static final int BEFORE = 3;
    private static final int AFTER = 6;

    private Alike() {}

    public static void assertAlike(String expected, String actual, String who) {
        if (!expected.equals(actual)) {
            List<String> wanted = expected.lines().toList();
            List<String> found = actual.lines().toList();
            int first = firstDifference(wanted, found);
            assertEquals(around(first, wanted), around(first, found), who + ", line " + (first + 1));
        }
    }

    private static int firstDifference(List<String> one, List<String> other) {
        int line = 0;
        while (line < one.size() && line < other.size() && one.get(line).equals(other.get(line))) {
            line++;
        }
        return line;
    }

    private static String around(int line, List<String> lines) {
        int start = Math.min(lines.size(), Math.max(0, line - BEFORE));
        int end = Math.min(lines.size(), line + AFTER);
        return String.join("\n", lines.subList(start, end)) + (end == lines.size() ? "\n(end)" : "\n…");
    }
}
