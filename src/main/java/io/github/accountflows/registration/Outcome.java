package io.github.accountflows.registration;

import java.util.List;
import org.keycloak.models.utils.FormMessage;

/** What became of a confirmation. */
sealed interface Outcome {
    record Created(String userId) implements Outcome {}

    /** Somebody has an account with this address now. */
    record AddressTaken() implements Outcome {}

    /**
     * Nothing has changed, and the link still works.
     *
     * @param password what was wrong with the password, as {@code PasswordRules} say it; empty for nothing
     */
    record Refused(List<FormMessage> faults, String password) implements Outcome {}

    /** Somebody was faster with this very proof. */
    record Lost() implements Outcome {}

    /** So many are being made here that this one has to wait its turn somewhere else than in line (RAT-6). */
    record Busy() implements Outcome {}
}
