package io.github.accountflows.notice;

import io.github.accountflows.outbox.Decision;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.MailKind;

/** What all notices have in common: each is owed from the start, and no limit holds it back. */
interface Notice extends MailKind {
    @Override
    default String purpose() {
        return "notice";
    }

    /** Nobody can ask for one. */
    @Override
    default Decision decide(Job job) {
        return new Decision.Suppressed("not asked for");
    }
}
