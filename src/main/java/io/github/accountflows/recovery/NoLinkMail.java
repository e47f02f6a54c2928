package io.github.accountflows.recovery;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.FactorTypes;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.keycloak.WayIn;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Decision;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.Mail;
import io.github.accountflows.outbox.MailKind;
import io.github.accountflows.outbox.MailKindFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The mail for an account that a link would do wrong: it says how to sign in, or where help is. It carries no link of
 * ours, so it needs no token and no fixed host.
 */
final class NoLinkMail implements RecoveryMail {
    /** There is no password that recovery may change: a new one would be another way in (REC-9). */
    static final String NO_PASSWORD = "recovery-no-password";

    /** Whoever reads this mailbox has never proved to own the account, which somebody guards by other means (REC-12). */
    static final String UNPROVEN = "recovery-unproven";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final String kind;

    private NoLinkMail(KeycloakSession session, String kind) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.kind = kind;
    }

    /** Which of the two an account gets; empty: the link. */
    static Optional<String> insteadFor(UserModel user, KeycloakSession session) {
        PasswordStore passwords = new PasswordStore(session);
        List<WayIn> ways = WayIn.allOf(session, user);
        boolean signsInOtherwise = !passwords.hasPassword(user) && ways.stream().anyMatch(WayIn::isEnough);
        if (signsInOtherwise || passwords.leavesSignInToStore(user)) {
            return Optional.of(NO_PASSWORD);
        }
        boolean guarded = !ways.isEmpty() || !FactorTypes.of(session, user).isEmpty();
        return guarded && !user.isEmailVerified() ? Optional.of(UNPROVEN) : Optional.empty();
    }

    @Override
    public Decision decide(Job job) {
        UserModel user = new Accounts(session).meantBy(job.address()).orElseThrow();
        return new Decision.Owed(
                user.getId(),
                Address.parse(user.getEmail()).orElseThrow().canonical(),
                RecoverySettings.of(realm).linkLifetime());
    }

    @Override
    public Optional<Mail> compose(Job job) {
        return new Accounts(session).enabled(job.userId()).flatMap(user -> Address.parse(user.getEmail())
                .map(to -> compose(job, user, to)));
    }

    private Mail compose(Job job, UserModel user, Address to) {
        Locale locale = Asker.languageFor(realm, user, job.facts());
        Map<String, Object> model = new HashMap<>();
        model.put("askedAt", Lasting.moment(job.createdAt(), locale));
        RecoverySettings.of(realm).help().into(model);
        if (kind.equals(UNPROVEN)) {
            model.put("address", to.typed());
            return new Mail(to, locale, UNPROVEN, "recovery.unproven.mail.subject", model, null);
        }
        if (user.isEmailVerified()) {
            model.put("account", user.getUsername()); // else the reader may be a stranger with the same address
        }
        model.put("ways", waysToSignIn(user, locale));
        model.put("directory", new PasswordStore(session).leavesSignInToStore(user));
        return new Mail(to, locale, NO_PASSWORD, "recovery.noPassword.mail.subject", model, null);
    }

    private List<Map<String, Object>> waysToSignIn(UserModel user, Locale locale) {
        return WayIn.allOf(session, user).stream()
                .filter(WayIn::isEnough)
                .map(WayIn::inShort)
                .distinct()
                .map(way -> way.model(locale))
                .toList();
    }

    public static final class NoPasswordFactory implements MailKindFactory {
        @Override
        public MailKind create(KeycloakSession session) {
            return new NoLinkMail(session, NO_PASSWORD);
        }

        @Override
        public String getId() {
            return NO_PASSWORD;
        }
    }

    public static final class UnprovenFactory implements MailKindFactory {
        @Override
        public MailKind create(KeycloakSession session) {
            return new NoLinkMail(session, UNPROVEN);
        }

        @Override
        public String getId() {
            return UNPROVEN;
        }
    }
}
