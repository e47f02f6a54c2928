package io.github.accountflows.registration;

import java.time.Instant;

/**
 * That somebody agreed to the realm's terms (REG-15).
 *
 * @param version a digest of the terms' text as it was shown
 * @param language the tag of the language it was shown in
 */
public record Consent(String version, Instant at, String language) {}
