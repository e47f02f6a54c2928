package io.github.accountflows.outbox;

/**
 * What became of one send. A reason is a few words, at most a reply code and an enhanced code: never an address, a
 * secret or the server's own text (LOG-2, TOK-14), so it may be stored and logged.
 */
public sealed interface Delivery {

    /** For a log. */
    String told();

    /** The server has taken the mail over. */
    record Accepted(String messageId) implements Delivery {
        @Override
        public String told() {
            return "accepted";
        }
    }

    /** Not sent, or not known to be sent; a later try may succeed. */
    record Deferred(String reason) implements Delivery {
        @Override
        public String told() {
            return "put off: " + reason;
        }
    }

    /** This recipient will not get this mail, however often it is tried. */
    record Refused(String reason) implements Delivery {
        @Override
        public String told() {
            return "refused: " + reason;
        }
    }
}
