package io.github.accountflows.token;

import java.time.Instant;

/** A live token, known by its id; the secret itself was in one mail only. */
public record OneTimeToken(String id, Binding binding, Instant expiresAt) {}
