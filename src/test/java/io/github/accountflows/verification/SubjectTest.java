package io.github.accountflows.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.accountflows.address.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SubjectTest {
    private static final String USER = "a-stamp-of-a-user";

    @Test
    void anythingThatChangesMakesAnotherStamp() {
        List<String> stamps = List.of(
                stamp(USER, null, "mara@example.org"),
                stamp("another", null, "mara@example.org"),
                stamp(USER, "a-directory", "mara@example.org"),
                stamp(USER, "another-directory", "mara@example.org"),
                stamp(USER, null, "mara@example.com"),
                stamp(USER, null, "mara@example.org", "google 1"),
                stamp(USER, null, "mara@example.org", "google 2"),
                stamp(USER, null, "mara@example.org", "github 1"),
                stamp(USER, null, "mara@example.org", "google 1", "github 1"),
                stamp(USER, "google 1", "mara@example.org"));

        Set<String> different = new HashSet<>(stamps);
        assertEquals(stamps.size(), different.size());
    }

    /** A database lists them in any order. */
    @Test
    void theOrderOfProvidersIsNone() {
        assertEquals(
                stamp(USER, null, "mara@example.org", "google 1", "github 1"),
                stamp(USER, null, "mara@example.org", "github 1", "google 1"));
    }

    /** The proof is for the canonical address, however it was typed. */
    @Test
    void theSpellingOfTheAddressDoesNotCount() {
        assertEquals(stamp(USER, null, "mara@bücher.example"), stamp(USER, null, " Mara@XN--BCHER-KVA.Example"));
        assertNotEquals(stamp(USER, null, "mara@example.org"), stamp(USER, null, "mara+x@example.org"));
    }

    private static String stamp(String user, String store, String target, String... providers) {
        return Subject.digest(
                user, store, Stream.of(providers), Address.parse(target).orElseThrow());
    }
}
