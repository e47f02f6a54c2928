package io.github.accountflows.verification.ask;

import org.keycloak.sessions.AuthenticationSessionModel;

/** Serves somebody who is signing in and has yet to prove an address. */
public final class VerificationAsk {
    public static final String KIND = "verification-link";

    private VerificationAsk() {}

    /** Whether that tab waits for the proof of that ask. */
    public static boolean waitsIn(AuthenticationSessionModel tab, String askId) {
        return false;
    }
}
