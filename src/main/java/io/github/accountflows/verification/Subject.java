package io.github.accountflows.verification;

import static java.util.stream.Collectors.joining;

import io.github.accountflows.address.Address;
import io.github.accountflows.outbox.Ask;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.Secret;
import io.github.accountflows.token.Stamp;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What a live token would prove, as it is now: that this user has this address. Whoever shows one asks again each time,
 * for anything it was made for may have changed since (TOK-4, VER-7).
 */
record Subject(OneTimeToken token, Ask ask, Claim claim, UserModel user) {

    /** Empty when the ask was withdrawn, the user is gone or disabled, or is not as it was at the mint. */
    static Optional<Subject> of(KeycloakSession session, OneTimeToken token) {
        return Outbox.of(session)
                .find(token.binding().askId())
                .filter(ask -> ask.pending() != null)
                .flatMap(ask -> of(session, token, ask));
    }

    private static Optional<Subject> of(KeycloakSession session, OneTimeToken token, Ask ask) {
        Claim claim = Claim.parse(ask.pending().profile());
        return Optional.of(token)
                .filter(live -> live.binding().purpose().equals(VerificationMail.PURPOSE))
                .flatMap(live -> owner(session, live, claim.target()))
                .filter(user -> user.getId().equals(claim.userId()))
                .map(user -> new Subject(token, ask, claim, user));
    }

    private static Optional<UserModel> owner(KeycloakSession session, OneTimeToken token, Address target) {
        return user(session, token).filter(user -> stamp(session, user, target)
                .equals(token.binding().stamp()));
    }

    /** Who still has the address to which a token was mailed that proves nothing. */
    static Optional<UserModel> ownerOfStoredAddress(KeycloakSession session, OneTimeToken token) {
        return user(session, token)
                .filter(user -> stampOfStored(user).equals(token.binding().stamp()));
    }

    /** What a token is stamped with that only ends things: nothing but its address may end it before them. */
    static String stampOfStored(UserModel user) {
        String stored = Address.parse(user.getEmail()).map(Address::canonical).orElse("");
        return Secret.hash(user.getId() + "\n" + stored);
    }

    private static Optional<UserModel> user(KeycloakSession session, OneTimeToken token) {
        RealmModel realm = session.getContext().getRealm();
        return Optional.ofNullable(
                        session.users().getUserById(realm, token.binding().userId()))
                .filter(UserModel::isEnabled);
    }

    /** Else the stored address is proved. */
    boolean isChange() {
        return !claim.target().is(user.getEmail());
    }

    /**
     * What a token is stamped with: the user's address and password, where it comes from and which identity providers
     * open it, and the address that is to be proved. Who is linked anew is somebody else (VER-7).
     */
    static String stamp(KeycloakSession session, UserModel user, Address target) {
        Stream<String> providers = session.users()
                .getFederatedIdentitiesStream(session.getContext().getRealm(), user)
                .map(link -> Secret.hash(link.getIdentityProvider() + "\n" + link.getUserId()));
        return digest(Stamp.of(user), user.getFederationLink(), providers, target);
    }

    static String digest(String user, String store, Stream<String> providers, Address target) {
        return Secret.hash(
                Stream.concat(Stream.of(user, target.canonical(), store == null ? "" : store), providers.sorted())
                        .collect(joining("\n")));
    }

    @Override
    public String toString() {
        return "Subject";
    }
}
