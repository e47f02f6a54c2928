package io.github.accountflows.registration;

import io.github.accountflows.address.Address;
import io.github.accountflows.address.AddressOwner;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.keycloak.RealmPages;
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
 * The mail that tells the owner of an account, and nobody else, that somebody signed up with its address. It carries no
 * token: what it leads to is open to everybody.
 */
final class AccountMail implements RegistrationMail {
    static final String KIND = "registration-account";

    private final KeycloakSession session;
    private final RealmModel realm;

    private AccountMail(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    @Override
    public Decision decide(Job job) {
        Address address = Address.parse(job.address()).orElseThrow();
        return owner(address)
                .<Decision>map(user -> new Decision.Owed(
                        user.getId(),
                        address.canonical(),
                        RegistrationSettings.of(realm).linkLifetime()))
                .orElseGet(() -> new Decision.Suppressed("gone"));
    }

    @Override
    public Optional<Mail> compose(Job job) {
        return Optional.ofNullable(session.users().getUserById(realm, job.userId()))
                .map(PasswordStore::answering)
                .filter(UserModel::isEnabled)
                .flatMap(user -> Address.parse(user.getEmail()).map(to -> compose(job, user, to)));
    }

    private Mail compose(Job job, UserModel user, Address to) {
        String base = Asker.fixedBase(job.facts()).orElseThrow(Unsendable::noFixedHostname);
        Locale locale = Asker.languageFor(realm, user, job.facts());
        Map<String, Object> model = new HashMap<>();
        model.put("signInUrl", Asker.app(session, job.facts(), base).toString());
        if (realm.isResetPasswordAllowed()) {
            model.put("recoveryUrl", RealmPages.recovery(base, realm).toString());
        }
        model.put("askedAt", Lasting.moment(job.createdAt(), locale));
        RegistrationSettings.of(realm).help().into(model);
        return new Mail(to, locale, KIND, "registration.account.mail.subject", model, null);
    }

    private Optional<UserModel> owner(Address address) {
        return AddressOwner.of(address, session).map(PasswordStore::answering).filter(UserModel::isEnabled);
    }

    public static final class Factory implements MailKindFactory {
        @Override
        public MailKind create(KeycloakSession session) {
            return new AccountMail(session);
        }

        @Override
        public String getId() {
            return KIND;
        }
    }
}
