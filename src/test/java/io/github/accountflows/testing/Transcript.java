package io.github.accountflows.testing;

import java.util.List;
import java.util.stream.Collectors;

/** Every hop of a visit, in its order. */
public record Transcript(List<Exchange> exchanges) {

    /**
     * The transcript as text in which only what differs from visit to visit is replaced, so that two visits which were
     * answered alike are equal byte by byte (ENU-1).
     *
     * @param echoed what the visitor typed and pages repeat
     */
    public String masked(String... echoed) {
        return new Mask(this, List.of(echoed)).text();
    }

    @Override
    public String toString() {
        return exchanges.stream().map(Exchange::toString).collect(Collectors.joining("\n\n"));
    }
}
