package io.github.accountflows.address;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An e-mail address that was found good, and its one canonical form (ADR-1): lower-case, the domain as A-labels.
 *
 * <p>Refused is whatever two programs could read differently (ADR-2, ADR-6, ADR-7): controls, invisible and bidi
 * characters, characters that another one can be written for, encoded-words, routes ({@code %}, {@code !}), quoted
 * local parts, comments, literals, hosts without a dot, labels that IDNA does not carry unchanged. A local part may
 * hold the letters, marks and digits of other scripts if it is NFC as typed and does not mix Latin, Cyrillic and
 * Greek (ADR-8). No provider's own folding of dots or tags (ADR-9).
 *
 * <p>Two addresses are equal if their canonical forms are. {@code toString} tells nothing, so that no address slips
 * into a log (LOG-2).
 */
public final class Address {

    /** Everything longer is refused unread (ADR-10): the octet limits leave no room for it in any encoding. */
    private static final int READABLE = 1024;

    private static final int LOCAL_OCTETS = 64;
    private static final int OCTETS = 254;

    private final String typed;
    private final String local;
    private final String canonicalLocal;
    private final Domain domain;

    private Address(String typed, String local, String canonicalLocal, Domain domain) {
        this.typed = typed;
        this.local = local;
        this.canonicalLocal = canonicalLocal;
        this.domain = domain;
    }

    /** The address that this text is, ASCII spaces around it left out; empty if it is refused. */
    public static Optional<Address> parse(String text) {
        return parse(text, Domain::ofPerson);
    }

    /** As {@link #parse}, but a host without a dot is good: an administrator may send from {@code keycloak@mailhost}. */
    public static Optional<Address> parseSender(String text) {
        return parse(text, Domain::ofSender);
    }

    /** Whether typed text means an address, good or not, and therefore never a username. */
    public static boolean looksLikeAddress(String text) {
        return text != null && text.indexOf('@') >= 0;
    }

    private static Optional<Address> parse(String text, Function<String, Optional<Domain>> domains) {
        if (text == null || text.length() > READABLE) {
            return Optional.empty();
        }
        String typed = stripSpaces(text);
        int at = typed.indexOf('@');
        if (at < 0 || at != typed.lastIndexOf('@')) {
            return Optional.empty();
        }
        String local = typed.substring(0, at);
        return LocalPart.canonical(local)
                .flatMap(canonical -> domains.apply(typed.substring(at + 1))
                        .map(domain -> new Address(typed, local, canonical, domain)))
                .filter(Address::fits);
    }

    private static String stripSpaces(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(start, end);
    }

    /** ADR-5, for both spellings: a lower-case letter can take more octets than its capital. */
    private boolean fits() {
        return octets(local) <= LOCAL_OCTETS
                && octets(canonicalLocal) <= LOCAL_OCTETS
                && octets(forSmtp()) <= OCTETS
                && octets(canonical()) <= OCTETS;
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What the person typed, without spaces around it: for showing it back. */
    public String typed() {
        return typed;
    }

    /** The key for look-ups, limits and uniqueness. */
    public String canonical() {
        return canonicalLocal + '@' + domain.ascii();
    }

    /** What mail servers get: the local part as typed, which is theirs to read, and the A-labels we computed. */
    public String forSmtp() {
        return local + '@' + domain.ascii();
    }

    /** The spellings in which a store may hold this address, most likely first; ask {@link #is} about what it finds. */
    public Set<String> lookups() {
        return new LinkedHashSet<>(
                List.of(canonicalLocal + '@' + typedHost(), canonicalLocal + '@' + domain.unicode(), canonical()));
    }

    private String typedHost() {
        return Letters.lowerCase(typed.substring(local.length() + 1));
    }

    /**
     * Whether a stored address is this one: compared here, byte by byte, because a database may hold letters for
     * equal that are not (ADR-4). False if the stored text is no good address.
     */
    public boolean is(String storedEmail) {
        return parse(storedEmail).filter(this::equals).isPresent();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address address && canonical().equals(address.canonical());
    }

    @Override
    public int hashCode() {
        return canonical().hashCode();
    }

    @Override
    public String toString() {
        return "Address";
    }
}
