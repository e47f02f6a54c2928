/**
 * Account Flows for Keycloak: a room is a capability in the user's words, and the same word names its code, templates,
 * messages, mails, tests and doc page. What a stranger asks never touches the user store, and what the worker learns
 * never comes back; {@code docs/architecture.md} draws the whole house.
 */
package io.github.accountflows;
