package io.github.accountflows.keycloak;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.keycloak.common.util.Time;

/**
 * What a sign-in has passed, as a note holds it.
 *
 * @param since when it began, in whole seconds, as Keycloak counts them
 * @param checked the types of the credentials that it has checked
 */
record PassedSignIn(Instant since, Set<String> checked) {
    private static final Duration CLOCKS_APART = Duration.ofSeconds(30);

    static PassedSignIn now(Set<String> checked) {
        return new PassedSignIn(thisSecond(), checked);
    }

    static PassedSignIn parse(String note) {
        List<String> words = List.of(note.split(" "));
        return new PassedSignIn(
                Instant.ofEpochSecond(Long.parseLong(words.get(0))), Set.copyOf(words.subList(1, words.size())));
    }

    String format() {
        return since.getEpochSecond() + " " + String.join(" ", new TreeSet<>(checked));
    }

    /** A sign-in of the future was dated by a clock that is wrong, and tells nothing. */
    boolean isYoungerThan(Duration age) {
        Instant now = thisSecond();
        return !since.plus(age).isBefore(now) && !since.minus(CLOCKS_APART).isAfter(now);
    }

    private static Instant thisSecond() {
        return Instant.ofEpochSecond(Time.currentTimeSeconds());
    }
}
