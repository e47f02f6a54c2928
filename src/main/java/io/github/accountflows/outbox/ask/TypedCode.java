package io.github.accountflows.outbox.ask;

import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.token.BrowserSecret;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/** A code typed where it was asked for. */
public final class TypedCode {
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    /** Of each mail; the link outlives them (TOK-7). */
    private static final int TRIES = 5;

    private TypedCode() {}

    /**
     * What the code proves; empty when it proves nothing.
     *
     * <p>The try is counted before anything is looked up, and the look-up always runs: a wrong, an old and a missing
     * code, whoever the address belongs to, are one answer at one price (TOK-7, ENU-2). So is a right one in a browser
     * that did not ask, into which somebody may have tossed Keycloak's session cookie (SES-2).
     *
     * @param askId what that tab itself has asked
     * @param typed all that came in the field
     */
    public static Optional<OneTimeToken> in(
            KeycloakSession session, AuthenticationSessionModel tab, String askId, List<String> typed) {
        int tries = Outbox.of(session).countTry(askId);
        Optional<OneTimeToken> token =
                new OneTimeTokens(session, Clock.systemUTC()).byCode(askId, typed.size() == 1 ? typed.get(0) : "");
        boolean known = BrowserSecret.notedIn(tab)
                .filter(hash -> BrowserSecret.isIn(session, hash))
                .isPresent();
        return token.filter(any -> tries <= TRIES && known);
    }
}
