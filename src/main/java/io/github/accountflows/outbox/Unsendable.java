package io.github.accountflows.outbox;

/** A mail that must not go out as things stand; its job dies with the reason, and the log says how to mend it. */
public final class Unsendable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param remedy what an administrator can do about it */
    public Unsendable(String reason, String remedy) {
        super(reason + ": " + remedy);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
