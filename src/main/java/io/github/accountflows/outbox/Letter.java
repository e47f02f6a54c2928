package io.github.accountflows.outbox;

import static java.util.Objects.requireNonNull;

/** One rendered mail to one recipient, whose address is in its form for mail servers; it lives in memory only. */
public record Letter(String to, String subject, String text, String html) {

    public Letter {
        requireNonNull(to);
        requireNonNull(subject);
        requireNonNull(text);
        requireNonNull(html);
    }

    /** Tells nothing: a letter holds an address and a link (LOG-2, TOK-14). */
    @Override
    public String toString() {
        return "Letter";
    }
}
