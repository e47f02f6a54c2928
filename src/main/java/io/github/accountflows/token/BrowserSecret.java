package io.github.accountflows.token;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.NewCookie.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * By what the browser that asked for a mail is known again: a secret cookie of ours, whose hash the ask keeps. Keycloak's
 * own session cookie would not do: a neighbouring domain can toss one into a victim's browser, but none of this name
 * (SES-2, REG-2).
 */
public final class BrowserSecret {
    private static final String NAME = "account-flows-browser";
    private static final String NOTE = "account-flows-browser-hash";
    private static final int REALM_LETTERS = 8;
    private static final Duration LIFE = Duration.ofHours(24);

    private BrowserSecret() {}

    /**
     * Gives this browser a secret, set alike by every such ask. One that a tab of this very session was given before
     * stays, so that earlier asks stay known.
     *
     * @return its hash, which that tab notes
     */
    public static String give(KeycloakSession session, AuthenticationSessionModel tab) {
        Set<String> own = tab.getParentSession().getAuthenticationSessions().values().stream()
                .flatMap(one -> Stream.ofNullable(one.getAuthNote(NOTE)))
                .collect(Collectors.toSet());
        String hash = give(session, own);
        note(tab, hash);
        return hash;
    }

    public static void note(AuthenticationSessionModel tab, String hash) {
        tab.setAuthNote(NOTE, hash);
    }

    public static Optional<String> notedIn(AuthenticationSessionModel tab) {
        return Optional.ofNullable(tab.getAuthNote(NOTE));
    }

    private static String give(KeycloakSession session, Set<String> own) {
        String secret =
                in(session).filter(known -> own.contains(Secret.hash(known))).orElseGet(Secret::random);
        session.getContext()
                .getHttpResponse()
                .setCookieIfAbsent(new NewCookie.Builder(name(session))
                        .value(secret)
                        .path("/")
                        .maxAge((int) LIFE.toSeconds())
                        .secure(isSecure(session))
                        .httpOnly(true)
                        .sameSite(SameSite.LAX)
                        .build());
        return Secret.hash(secret);
    }

    /** The same for a browser that opens a link: it keeps what secret it has. */
    public static String ensure(KeycloakSession session) {
        return in(session).map(Secret::hash).orElseGet(() -> give(session, Set.of()));
    }

    public static boolean isIn(KeycloakSession session, String hash) {
        return in(session).filter(secret -> isOf(secret, hash)).isPresent();
    }

    private static boolean isOf(String secret, String hash) {
        return MessageDigest.isEqual(
                Secret.hash(secret).getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    private static Optional<String> in(KeycloakSession session) {
        Cookie cookie = session.getContext()
                .getHttpRequest()
                .getHttpHeaders()
                .getCookies()
                .get(name(session));
        return Optional.ofNullable(cookie).map(Cookie::getValue).filter(Secret::hasForm);
    }

    private static boolean isSecure(KeycloakSession session) {
        return "https".equals(session.getContext().getUri().getBaseUri().getScheme());
    }

    /**
     * One for each realm, for they share the server's name. Of a name with this prefix browsers take no cookie from
     * another host (RFC 6265bis, 4.1.3).
     */
    private static String name(KeycloakSession session) {
        String realm = Secret.hash(session.getContext().getRealm().getId()).substring(0, REALM_LETTERS);
        return (isSecure(session) ? "__Host-" : "") + NAME + "-" + realm;
    }
}
