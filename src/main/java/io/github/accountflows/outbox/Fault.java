package io.github.accountflows.outbox;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fault for the log: what kind it is and where it arose, of each cause. Never what it says: a directory's or a
 * database's words may quote the address that was looked up, or the whole row (LOG-2).
 */
public final class Fault {
    private static final int DEPTH = 6;

    private Fault() {}

    public static String of(Throwable fault) {
        return Stream.iterate(fault, cause -> cause != null, Throwable::getCause)
                .limit(DEPTH)
                .map(Fault::one)
                .collect(Collectors.joining(", caused by "));
    }

    private static String one(Throwable fault) {
        String place = Stream.of(fault.getStackTrace())
                .findFirst()
                .map(frame -> " at " + frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .orElse("");
        return fault.getClass().getName()
                + place
                + ours(fault).map(frame -> " in " + frame).orElse("");
    }

    /** The nearest place of ours, where it is not the first one. */
    private static Optional<String> ours(Throwable fault) {
        return Stream.of(fault.getStackTrace())
                .skip(1)
                .filter(frame -> frame.getClassName().startsWith("io.github.accountflows."))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber());
    }
}
