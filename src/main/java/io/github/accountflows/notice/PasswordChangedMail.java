package io.github.accountflows.notice;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.keycloak.WayIn;
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
 * Tells an owner that the password was changed: when, from where, what else opens the account, and what to do. It carries
 * no link that does anything (REC-6).
 */
final class PasswordChangedMail implements Notice {
    private static final String KIND = "notice-password-changed";

    private final KeycloakSession session;
    private final RealmModel realm;

    private PasswordChangedMail(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    @Override
    public Optional<Mail> compose(Job job) {
        UserModel user = PasswordStore.answering(session.users().getUserById(realm, job.userId()));
        return user == null ? Optional.empty() : Address.parse(user.getEmail()).map(to -> compose(job, user, to));
    }

    private Mail compose(Job job, UserModel user, Address to) {
        Locale locale = Asker.languageFor(realm, user, job.facts());
        Map<String, Object> model = new HashMap<>();
        model.put("account", user.getUsername());
        model.put("changedAt", Lasting.moment(job.createdAt(), locale));
        Asker.whence(job.facts(), model);
        model.put(
                "ways",
                WayIn.allOf(session, user).stream()
                        .map(way -> way.model(locale))
                        .toList());
        Help.parse(job.facts().get(Asker.HELP).orElse("")).into(model);
        return new Mail(to, locale, KIND, "notice.passwordChanged.mail.subject", model, null);
    }

    public static final class Factory implements MailKindFactory {
        @Override
        public MailKind create(KeycloakSession session) {
            return new PasswordChangedMail(session);
        }

        @Override
        public String getId() {
            return KIND;
        }
    }
}
