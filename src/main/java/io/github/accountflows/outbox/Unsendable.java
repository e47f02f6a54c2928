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

    /** Else a forged Host header would choose where a link leads (MAI-1). */
    public static Unsendable noFixedHostname() {
        return new Unsendable(
                "no fixed hostname",
                "set the server's option --hostname, or the realm's frontend URL; without one a forged Host header would"
                        + " choose where the link leads");
    }
}
