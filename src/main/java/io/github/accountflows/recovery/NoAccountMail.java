package io.github.accountflows.recovery;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Languages;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Decision;
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

/** The mail that tells a mailbox there is no account with its address, where the realm wants that told (ENU-10). */
final class NoAccountMail implements RecoveryMail {
    static final String KIND = "recovery-no-account";

    private final RealmModel realm;

    private NoAccountMail(KeycloakSession session) {
        this.realm = session.getContext().getRealm();
    }

    @Override
    public Decision decide(Job job) {
        return new Decision.Owed(
                null,
                Address.parse(job.address()).orElseThrow().canonical(),
                RecoverySettings.of(realm).linkLifetime());
    }

    @Override
    public Optional<Mail> compose(Job job) {
        RecoverySettings settings = RecoverySettings.of(realm);
        Address mailbox = Address.parse(job.address()).orElseThrow();
        Locale locale = Languages.pick(realm, job.facts().get(Asker.LOCALE).orElse(null));
        Map<String, Object> model = new HashMap<>();
        model.put("address", mailbox.typed());
        model.put("askedAt", Lasting.moment(job.createdAt(), locale));
        settings.help().into(model);
        return Optional.of(
                new Mail(mailbox, locale, "recovery-no-account", "recovery.noAccount.mail.subject", model, null));
    }

    public static final class Factory implements MailKindFactory {
        @Override
        public MailKind create(KeycloakSession session) {
            return new NoAccountMail(session);
        }

        @Override
        public String getId() {
            return KIND;
        }
    }
}
