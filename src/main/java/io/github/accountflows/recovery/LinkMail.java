package io.github.accountflows.recovery;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Languages;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Decision;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.Mail;
import io.github.accountflows.outbox.MailKind;
import io.github.accountflows.outbox.MailKindFactory;
import io.github.accountflows.outbox.Unsendable;
import io.github.accountflows.recovery.ask.RecoveryAsk;
import io.github.accountflows.token.Binding;
import io.github.accountflows.token.Minted;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The mail that carries a recovery link: to whom it is owed, and what it says. */
final class LinkMail implements MailKind {
    static final String PURPOSE = "recovery";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final OneTimeTokens tokens;

    private LinkMail(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.tokens = new OneTimeTokens(session, Clock.systemUTC());
    }

    @Override
    public String purpose() {
        return PURPOSE;
    }

    @Override
    public Optional<EventType> event() {
        return Optional.of(EventType.SEND_RESET_PASSWORD);
    }

    @Override
    public boolean oneMailForAllAsks() {
        return true;
    }

    @Override
    public Decision decide(Job job) {
        RecoverySettings settings = RecoverySettings.of(realm);
        Optional<UserModel> found = new Accounts(session).meantBy(job.address());
        if (found.isEmpty()) {
            return settings.mailsUnknown() && namesOneAccountAtMost(job.address())
                    ? new Decision.PassedOn(NoAccountMail.KIND)
                    : new Decision.Suppressed("unknown");
        }
        UserModel user = PasswordStore.answering(found.get());
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
                : new Decision.Owed(user.getId(), mailbox.get().canonical(), settings.window());
    }

    /** Where users may share an address, nobody may be told that it has no account. */
    private boolean namesOneAccountAtMost(String typed) {
        return Address.looksLikeAddress(typed) && !realm.isDuplicateEmailsAllowed();
    }

    @Override
    public Optional<Mail> compose(Job job) {
        UserModel user = PasswordStore.answering(session.users().getUserById(realm, job.userId()));
        Optional<Address> mailbox =
                user == null || !user.isEnabled() ? Optional.empty() : Address.parse(user.getEmail());
        if (mailbox.isEmpty()) {
            return Optional.empty();
        }
        String base = Asker.fixedBase(job.facts()).orElseThrow(LinkMail::noFixedHostname);
        RecoverySettings settings = RecoverySettings.of(realm);
        Locale locale = Languages.pick(
                realm,
                user.getFirstAttribute(UserModel.LOCALE),
                job.facts().get(Asker.LOCALE).orElse(null));
        Minted token = tokens.mint(
                new Binding(realm.getId(), PURPOSE, job.askId(), user.getId(), Stamp.of(user)),
                settings.linkLifetime());
        Map<String, Object> model = new HashMap<>();
        model.put("link", AccountLink.to(base, realm, token.secret()));
        model.put("account", user.getUsername());
        model.put("askedAt", Lasting.moment(job.createdAt(), locale));
        model.put("validUntil", Lasting.moment(token.expiresAt(), locale));
        settings.help().into(model);
        return Optional.of(
                new Mail(mailbox.get(), locale, "recovery-link", "recovery.mail.subject", model, token.id()));
    }

    private static Unsendable noFixedHostname() {
        return new Unsendable(
                "no fixed hostname",
                "set the server's option --hostname, or the realm's frontend URL; without one a forged Host header would"
                        + " choose where the link leads");
    }

    /** Only now do the older links of this ask die: a mail that never arrived must not have killed the one that did. */
    @Override
    public void accepted(Job job, String tokenId) {
        tokens.voidOlder(job.askId(), tokenId);
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
