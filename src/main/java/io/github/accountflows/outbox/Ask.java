package io.github.accountflows.outbox;

/**
 * What one browser asked for, and where in that browser.
 *
 * @param clientId the app's id in the database, which the person came from
 * @param tabId the tab of the browser's authentication session; the session itself is known by its cookie alone
 */
public record Ask(String id, String purpose, String clientId, String tabId) {}
