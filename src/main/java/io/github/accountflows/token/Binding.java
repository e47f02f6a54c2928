package io.github.accountflows.token;

/**
 * What a one-time token is good for, and nothing else (TOK-5).
 *
 * @param purpose the capability that owns it, such as {@code recovery}
 * @param askId the ask it answers
 * @param userId whose account it opens; null where none exists yet
 * @param stamp a digest of what must not have changed since: the user's address, state and credential; where there is no
 *     user, the keyed hash of the address that the token proves
 */
public record Binding(String realmId, String purpose, String askId, String userId, String stamp) {}
