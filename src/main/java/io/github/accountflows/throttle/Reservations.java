package io.github.accountflows.throttle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What was taken from a limit lately: when, and by whom. A value; taking one gives a new value. */
record Reservations(List<Taken> taken) {

    /** @param by a short mark of who took it; empty for nobody in particular */
    record Taken(long at, String by) {}

    static Reservations parse(String text) {
        if (text.isEmpty()) {
            return new Reservations(List.of());
        }
        return new Reservations(
                Arrays.stream(text.split(";")).map(Reservations::taken).toList());
    }

    private static Taken taken(String text) {
        int colon = text.indexOf(':');
        return new Taken(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
    }

    Reservations since(Instant start) {
        return new Reservations(
                taken.stream().filter(one -> one.at() > start.toEpochMilli()).toList());
    }

    Reservations by(String who) {
        return new Reservations(
                taken.stream().filter(one -> one.by().equals(who)).toList());
    }

    Reservations with(Instant at, String by) {
        List<Taken> more = new ArrayList<>(taken);
        more.add(new Taken(at.toEpochMilli(), by));
        return new Reservations(List.copyOf(more));
    }

    /** When the next may be taken; that moment itself or earlier means now. */
    Instant nextUnder(Rate rate) {
        if (taken.size() < rate.most()) {
            return Instant.EPOCH;
        }
        return Instant.ofEpochMilli(taken.get(taken.size() - rate.most()).at()).plus(rate.window());
    }

    String format() {
        return taken.stream().map(one -> one.at() + ":" + one.by()).collect(Collectors.joining(";"));
    }
}
