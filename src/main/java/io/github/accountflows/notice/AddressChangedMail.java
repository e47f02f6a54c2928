package io.github.accountflows.notice;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Help;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.Mail;
import io.github.accountflows.outbox.MailKind;
import io.github.accountflows.outbox.MailKindFactory;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Tells an owner, at the address that was the account's, that it has another now: when, from where, and what to do. It
 * carries no link that does anything (REC-6).
 */
final class AddressChangedMail implements Notice {
    private static final String KIND = "notice-address-changed";

    private final KeycloakSession session;
    private final RealmModel realm;

    private AddressChangedMail(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    @Override
    public Optional<Mail> compose(Job job) {
        UserModel user = PasswordStore.answering(session.users().getUserById(realm, job.userId()));
        return user == null ? Optional.empty() : Address.parse(job.address()).map(to -> compose(job, user, to));
    }

    private Mail compose(Job job, UserModel user, Address to) {
        Locale locale = Asker.languageFor(realm, user, job.facts());
        Map<String, Object> model = new HashMap<>();
        job.facts().get(Asker.ACCOUNT).ifPresent(account -> model.put("account", account));
        job.facts().get(Asker.TO).ifPresent(address -> model.put("newAddress", address));
        model.put("changedAt", Lasting.moment(job.createdAt(), locale));
        Asker.whence(job.facts(), model);
        Help.parse(job.facts().get(Asker.HELP).orElse("")).into(model);
        return new Mail(to, locale, KIND, "notice.addressChanged.mail.subject", model, null);
    }

    public static final class Factory implements MailKindFactory {
        @Override
        public MailKind create(KeycloakSession session) {
            return new AddressChangedMail(session);
        }

        @Override
        public String getId() {
            return KIND;
        }
    }
}
