package io.github.accountflows.verification;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Decision;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.Mail;
import io.github.accountflows.outbox.MailKind;
import io.github.accountflows.outbox.MailKindFactory;
import io.github.accountflows.outbox.Unsendable;
import io.github.accountflows.token.Binding;
import io.github.accountflows.token.Minted;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
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

    /** Each change has a link of its own. */
    @Override
    public boolean oneMailForAllAsks() {
        return false;
    }

    @Override
    public Decision decide(Job job) {
        Standing standing = Standing.of(session, job);
        return standing.ending().<Decision>map(ended -> ended).orElseGet(() -> decide(job, standing));
    }

    private Decision decide(Job job, Standing standing) {
        UserModel user = standing.user();
        return Address.parse(job.address())
                .filter(address -> address.is(user.getEmail()))
                .<Decision>map(address -> new Decision.Owed(
                        user.getId(),
                        address.canonical(),
                        standing.settings(realm).window()))
                .orElseGet(() -> new Decision.Suppressed("changed", user.getId()));
    }

    @Override
    public Optional<Mail> compose(Job job) {
        Standing standing = Standing.of(session, job);
        return standing.ending().isPresent()
                ? Optional.empty()
                : Address.parse(standing.user().getEmail()).map(to -> compose(job, standing, to));
    }

    private Mail compose(Job job, Standing standing, Address to) {
        String base = Asker.fixedBase(job.facts()).orElseThrow(Unsendable::noFixedHostname);
        UserModel user = standing.user();
        VerificationSettings settings = standing.settings(realm);
        Locale locale = Asker.languageFor(realm, user, job.facts());
        Binding binding = new Binding(
                realm.getId(), PURPOSE, standing.ask().id(), user.getId(), Subject.stamp(session, user, to));
        Minted token = new OneTimeTokens(session, Clock.systemUTC()).mint(binding, settings.linkLifetime());
        Map<String, Object> model = new HashMap<>();
        model.put("link", AccountLink.to(base, realm, token.secret()));
        // An address that nobody has proved may be a stranger's.
        model.put("account", user.isEmailVerified() ? user.getUsername() : Masked.of(user.getUsername()));
        model.put("newAddress", Masked.of(standing.claim().target().typed()));
        model.put("askedAt", Lasting.moment(job.createdAt(), locale));
        model.put("validUntil", Lasting.moment(token.expiresAt(), locale));
        job.facts().get(Asker.DEVICE).ifPresent(device -> model.put("device", device));
        job.facts().get(Asker.NETWORK).ifPresent(network -> model.put("network", network));
        settings.help().into(model);
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
