package io.github.accountflows.outbox;

import io.github.accountflows.outbox.wire.Dialogue.Step;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The codes of a server's refusal, without its words: the three digits, and the enhanced code of RFC 3463 or "".
 *
 * <p>Only a permanent answer <em>about this recipient or this mail</em> ends a job. A wrong "permanent" loses a mail,
 * a wrong "temporary" costs a few tries, so what could as well be about us waits:
 *
 * <pre>
 * 4xx                                             waits
 * 5xx before RCPT and at DATA itself              waits: about us, our sender or the server
 * 5xx at RCPT or after the content                ends the job, but for
 *   500 502 503 504 521 53x                       waits: protocol, no mail here at all, sign-in
 *   x.1.7 x.1.8                                   waits: our sender address
 *   x.3.y but for x.3.4 (too big), x.5.y          waits: the server's state, protocol
 *   x.7.y at RCPT                                 waits: relaying, block lists; servers tell them here
 *   x.7.20 to x.7.29 after the content            waits: our SPF, DKIM, DMARC, reverse DNS
 * </pre>
 */
record Reply(int code, String enhanced) {

    private static final Pattern ENHANCED =
            Pattern.compile("[245]\\d\\d[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b.*", Pattern.DOTALL);

    private static final Set<Integer> ABOUT_US = Set.of(500, 502, 503, 504, 521);

    static Reply of(int code, String text) {
        Matcher found = ENHANCED.matcher(text);
        boolean fits = found.matches() && found.group(1).charAt(0) == text.charAt(0);
        return new Reply(code, fits ? found.group(1) : "");
    }

    boolean refuses() {
        return code >= 400 && code <= 599;
    }

    boolean endsTheJob(Step step) {
        return code >= 500
                && code <= 599
                && (step == Step.RECIPIENT || step == Step.CONTENT)
                && !ABOUT_US.contains(code)
                && code / 10 != 53
                && !enhancedIsAboutUs(step);
    }

    private boolean enhancedIsAboutUs(Step step) {
        if (enhanced.isEmpty()) {
            return false;
        }
        String[] parts = enhanced.split("\\.");
        int detail = Integer.parseInt(parts[2]);
        return switch (parts[1]) {
            case "1" -> detail == 7 || detail == 8;
            case "3" -> detail != 4;
            case "5" -> true;
            case "7" -> step == Step.RECIPIENT || detail >= 20 && detail <= 29;
            default -> false;
        };
    }

    /** For a reason: codes only. */
    String codes() {
        return enhanced.isEmpty() ? String.valueOf(code) : code + " " + enhanced;
    }
}
