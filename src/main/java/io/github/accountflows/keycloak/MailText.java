package io.github.accountflows.keycloak;

/** A mail's words, for readers with HTML and without. */
public record MailText(String subject, String text, String html) {}
