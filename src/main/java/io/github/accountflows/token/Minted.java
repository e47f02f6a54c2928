package io.github.accountflows.token;

import java.time.Instant;

/**
 * A token just made: the only place where its clear secret and code exist, in memory, on their way into one mail.
 *
 * @param secret 43 characters of base64url, 256 bits
 * @param code the same token for typing, eight characters without a hyphen; null for none
 * @param codeExpiresAt null where there is no code
 */
public record Minted(String id, String secret, String code, Instant expiresAt, Instant codeExpiresAt) {
    /** A secret must not reach a log by way of a record's text (TOK-14). */
    @Override
    public String toString() {
        return "Minted[" + id + "]";
    }
}
