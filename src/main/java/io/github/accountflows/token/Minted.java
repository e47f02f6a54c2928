package io.github.accountflows.token;

import java.time.Instant;

/**
 * A token just made: the only place where its clear secret exists, in memory, on its way into one mail.
 *
 * @param secret 43 characters of base64url, 256 bits
 */
public record Minted(String id, String secret, Instant expiresAt) {
    /** A secret must not reach a log by way of a record's text (TOK-14). */
    @Override
    public String toString() {
        return "Minted[" + id + "]";
    }
}
