package io.github.accountflows.token;

/**
 * What a one-time token is good for, and nothing else (TOK-5).
 *
 * @param purpose the capability that owns it, such as {@code recovery}
 * @param askId the ask it answers
 * @param userId whose account it opens
 * @param stamp a digest of what must not have changed since: the user's address, state and credential
 */
public record Binding(String realmId, String purpose, String askId, String userId, String stamp) {}
