package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.QuietFactory;

/** Makes a {@link MailKind}; its id is the kind's name. */
public interface MailKindFactory extends QuietFactory<MailKind> {}
