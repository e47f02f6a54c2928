package io.github.accountflows.verification;

import io.github.accountflows.token.OneTimeToken;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The proof of an address that was shown in this tab by its link, known by its token's id. */
final class LandedProof {
    private static final String TOKEN = "account-flows-verification-landed";
    private static final String SECRET = "account-flows-verification-landed-by";

    private LandedProof() {}

    /** @param secret the hash of this browser's secret: no other browser goes on in this tab, whoever knows its cookies */
    static void note(AuthenticationSessionModel tab, OneTimeToken token, String secret) {
        tab.setAuthNote(TOKEN, token.id());
        tab.setAuthNote(SECRET, secret);
    }
}
