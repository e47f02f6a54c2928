package io.github.accountflows.recovery;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Decision;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.Mail;
import io.github.accountflows.outbox.MailKind;
import io.github.accountflows.outbox.MailKindFactory;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.outbox.Unsendable;
import io.github.accountflows.recovery.ask.RecoveryAsk;
import io.github.accountflows.token.Binding;
import io.github.accountflows.token.Minted;
import io.github.accountflows.token.OneTimeTokens;
import io.github.accountflows.token.Stamp;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The mail that carries a recovery link: to whom it is owed, and what it says. */
final class LinkMail implements RecoveryMail {
    /** Known by its name alone: one capability causes another's mail only by its kind. */
    private static final String SIGN_UP = "registration-link";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final OneTimeTokens tokens;

    private LinkMail(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.tokens = new OneTimeTokens(session, Clock.systemUTC());
    }

    @Override
    public Decision decide(Job job) {
        RecoverySettings settings = RecoverySettings.of(realm);
        Optional<UserModel> found = new Accounts(session).meantBy(job.address());
        if (found.isEmpty()) {
            if (waitsForConfirmation(job.address())) {
                return new Decision.PassedOn(SIGN_UP);
            }
            return settings.mailsUnknown() && namesOneAccountAtMost(job.address())
                    ? new Decision.PassedOn(NoAccountMail.KIND)
                    : new Decision.Suppressed("unknown");
        }
        UserModel user = found.get();
        Optional<Address> mailbox = Address.parse(user.getEmail());
        if (!user.isEnabled()) {
            return new Decision.Suppressed("disabled", user.getId());
        }
        if (user.getServiceAccountClientLink() != null || mailbox.isEmpty()) {
            return new Decision.Suppressed("no address", user.getId());
        }
        Optional<String> instead = NoLinkMail.insteadFor(user, session);
        return instead.isPresent()
                ? new Decision.PassedOn(instead.get())
                : new Decision.Owed(user.getId(), mailbox.get().canonical(), settings.linkLifetime());
    }

    /** Whoever has signed up and not confirmed yet is helped by that mail, sent once more. */
    private boolean waitsForConfirmation(String typed) {
        return Address.parse(typed)
                .flatMap(address -> Outbox.of(session).pending(SIGN_UP, address.canonical()))
                .isPresent();
    }

    /** Where users may share an address, nobody may be told that it has no account. */
    private boolean namesOneAccountAtMost(String typed) {
        return Address.looksLikeAddress(typed) && !realm.isDuplicateEmailsAllowed();
    }

    @Override
    public Optional<Mail> compose(Job job) {
        return new Accounts(session).enabled(job.userId()).flatMap(user -> Address.parse(user.getEmail())
                .map(to -> compose(job, user, to)));
    }

    private Mail compose(Job job, UserModel user, Address to) {
        String base = Asker.fixedBase(job.facts()).orElseThrow(Unsendable::noFixedHostname);
        RecoverySettings settings = RecoverySettings.of(realm);
        Locale locale = Asker.languageFor(realm, user, job.facts());
        Minted token = tokens.mint(
                new Binding(realm.getId(), PURPOSE, job.askId(), user.getId(), Stamp.of(user)),
                settings.linkLifetime());
        Map<String, Object> model = new HashMap<>();
        model.put("link", AccountLink.to(base, realm, token.secret()));
        model.put("account", user.getUsername());
        model.put("askedAt", Lasting.moment(job.createdAt(), locale));
        model.put("validUntil", Lasting.moment(token.expiresAt(), locale));
        settings.help().into(model);
        return new Mail(to, locale, "recovery-link", "recovery.mail.subject", model, token.id());
    }

    /** Only now do the older links of this ask die: a mail that never arrived must not have killed the one that did. */
    @Override
    public void accepted(Job job, String tokenId) {
        tokens.voidOlder(tokenId);
    }

    public static final class Factory implements MailKindFactory {
        @Override
        public MailKind create(KeycloakSession session) {
            return new LinkMail(session);
        }

        @Override
        public String getId() {
            return RecoveryAsk.KIND;
        }
    }
}
