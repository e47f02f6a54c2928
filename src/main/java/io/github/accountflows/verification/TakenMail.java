package io.github.accountflows.verification;

import io.github.accountflows.address.Address;
import io.github.accountflows.address.AddressOwner;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Decision;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.Mail;
import io.github.accountflows.outbox.MailKind;
import io.github.accountflows.outbox.MailKindFactory;
import io.github.accountflows.outbox.Unsendable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The mail that tells the owner of an address, and nobody else, that somebody wants it for another account. It carries no
 * token, and nothing of that account.
 */
final class TakenMail implements VerificationMail {
    static final String KIND = "verification-taken";

    private final KeycloakSession session;
    private final RealmModel realm;

    private TakenMail(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** A limit of its own: no stranger's asks take from the mails by which the owner proves it. */
    @Override
    public String purpose() {
        return KIND;
    }

    @Override
    public Decision decide(Job job) {
        Standing standing = Standing.of(session, job);
        return standing.ending().<Decision>map(ended -> ended).orElseGet(() -> decide(standing));
    }

    private Decision decide(Standing standing) {
        Address target = standing.claim().target();
        return AddressOwner.of(target, session)
                .map(PasswordStore::answering)
                .filter(UserModel::isEnabled)
                .<Decision>map(owner -> new Decision.Owed(
                        owner.getId(),
                        target.canonical(),
                        standing.settings(realm).linkLifetime()))
                .orElseGet(() -> new Decision.Suppressed("gone"));
    }

    @Override
    public Optional<Mail> compose(Job job) {
        Standing standing = Standing.of(session, job);
        return standing.ending().isPresent()
                ? Optional.empty()
                : owner(job)
                        .flatMap(owner -> Address.parse(owner.getEmail()).map(to -> compose(job, standing, owner, to)));
    }

    private Optional<UserModel> owner(Job job) {
        return Optional.ofNullable(session.users().getUserById(realm, job.userId()))
                .map(PasswordStore::answering)
                .filter(UserModel::isEnabled);
    }

    private Mail compose(Job job, Standing standing, UserModel owner, Address to) {
        String base = Asker.fixedBase(job.facts()).orElseThrow(Unsendable::noFixedHostname);
        Locale locale = Asker.languageFor(realm, owner, job.facts());
        Map<String, Object> model = new HashMap<>();
        model.put("address", to.typed());
        model.put("askedAt", Lasting.moment(job.createdAt(), locale));
        model.put("signInUrl", Asker.app(session, job.facts(), base).toString());
        standing.settings(realm).help().into(model);
        return new Mail(to, locale, KIND, "verification.taken.mail.subject", model, null);
    }

    public static final class Factory implements MailKindFactory {
        @Override
        public MailKind create(KeycloakSession session) {
            return new TakenMail(session);
        }

        @Override
        public String getId() {
            return KIND;
        }
    }
}
