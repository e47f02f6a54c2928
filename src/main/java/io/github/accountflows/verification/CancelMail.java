package io.github.accountflows.verification;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Decision;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.Mail;
import io.github.accountflows.outbox.MailKind;
import io.github.accountflows.outbox.MailKindFactory;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.outbox.Unsendable;
import io.github.accountflows.token.Binding;
import io.github.accountflows.token.Minted;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The mail that tells the address a user has of the one it is to be changed to, with a link that cancels the change. It is
 * owed whether the other address is free or taken: its absence would tell.
 */
final class CancelMail implements MailKind {
    static final String KIND = "verification-cancel";
    static final String PURPOSE = "verification-cancel";

    private final KeycloakSession session;
    private final RealmModel realm;

    private CancelMail(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    @Override
    public String purpose() {
        return PURPOSE;
    }

    @Override
    public Decision decide(Job job) {
        return owner(job).map(this::decide).orElseGet(() -> new Decision.Suppressed("gone"));
    }

    private Decision decide(UserModel user) {
        return isUnheardOf(user)
                ? new Decision.Suppressed("declined", user.getId())
                : new Decision.Owed(user.getId(), stored(user).canonical(), Duration.ofHours(1));
    }

    /** Nobody has proved the address, and its reader does not know the account. */
    private boolean isUnheardOf(UserModel user) {
        return !user.isEmailVerified() && Declined.isInForce(session, user.getId(), stored(user));
    }

    /** As long as the account still has that address, also when the change was taken back: it may be asked for again. */
    private Optional<UserModel> owner(Job job) {
        return job.facts()
                .get(Asker.ASK)
                .flatMap(ask -> Outbox.of(session).find(ask))
                .map(ask -> session.users().getUserById(realm, ask.userId()))
                .map(PasswordStore::answering)
                .filter(UserModel::isEnabled)
                .filter(user -> Address.parse(job.address())
                        .filter(address -> address.is(user.getEmail()))
                        .isPresent());
    }

    private static Address stored(UserModel user) {
        return Address.parse(user.getEmail()).orElseThrow();
    }

    @Override
    public Optional<Mail> compose(Job job) {
        Duration left = Duration.between(Instant.now(), job.createdAt().plus(Outbox.ASK_LIFE));
        return left.isNegative() || left.isZero()
                ? Optional.empty()
                : owner(job).filter(user -> !isUnheardOf(user)).map(user -> compose(job, user, left));
    }

    /** @param left no proof of that change comes later */
    private Mail compose(Job job, UserModel user, Duration left) {
        String base = Asker.fixedBase(job.facts()).orElseThrow(Unsendable::noFixedHostname);
        Address to = stored(user);
        Locale locale = Asker.languageFor(realm, user, job.facts());
        String ask = job.facts().get(Asker.ASK).orElseThrow();
        Binding binding = new Binding(realm.getId(), PURPOSE, ask, user.getId(), Subject.stampOfStored(user));
        Minted token = new OneTimeTokens(session, Clock.systemUTC()).mint(binding, left);
        Map<String, Object> model = new HashMap<>();
        model.put("link", AccountLink.to(base, realm, token.secret()));
        model.put("account", Masked.unlessProved(user));
        job.facts().get(Asker.TO).ifPresent(address -> model.put("newAddress", address));
        model.put("askedAt", Lasting.moment(job.createdAt(), locale));
        model.put("validUntil", Lasting.moment(token.expiresAt(), locale));
        Asker.whence(job.facts(), model);
        VerificationSettings.of(realm, ChangeEmail.ID).help().into(model);
        return new Mail(to, locale, KIND, "verification.cancel.mail.subject", model, token.id());
    }

    public static final class Factory implements MailKindFactory {
        @Override
        public MailKind create(KeycloakSession session) {
            return new CancelMail(session);
        }

        @Override
        public String getId() {
            return KIND;
        }
    }
}
