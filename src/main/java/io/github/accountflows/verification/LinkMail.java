package io.github.accountflows.verification;

import io.github.accountflows.address.Address;
import io.github.accountflows.address.AddressOwner;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Decision;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.Mail;
import io.github.accountflows.outbox.MailKind;
import io.github.accountflows.outbox.MailKindFactory;
import io.github.accountflows.outbox.Unsendable;
import io.github.accountflows.outbox.ask.TypedCode;
import io.github.accountflows.token.Binding;
import io.github.accountflows.token.Code;
import io.github.accountflows.token.Minted;
import io.github.accountflows.token.OneTimeTokens;
import io.github.accountflows.verification.ask.VerificationAsk;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The mail by which a user proves an address: a link, and the same proof as a code. It goes to that address alone. */
final class LinkMail implements VerificationMail {
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
        Standing standing = Standing.of(session, job);
        return standing.ending().<Decision>map(ended -> ended).orElseGet(() -> decide(standing));
    }

    private Decision decide(Standing standing) {
        Address target = standing.claim().target();
        String userId = standing.user().getId();
        if (isDeclined(standing)) {
            return new Decision.Suppressed("declined", userId);
        }
        Optional<UserModel> other = AddressOwner.of(target, session)
                .map(PasswordStore::answering)
                .filter(Predicate.not(owner -> owner.getId().equals(userId)));
        if (other.isPresent()) {
            return other.get().isEnabled()
                    ? new Decision.PassedOn(TakenMail.KIND)
                    : new Decision.Suppressed("disabled", other.get().getId());
        }
        return new Decision.Owed(
                userId, mailbox(standing), standing.settings(realm).linkLifetime());
    }

    /** Counted apart from a user's own address, or asks of others could keep its owner from ever proving it. */
    private static String mailbox(Standing standing) {
        String canonical = standing.claim().target().canonical();
        return standing.isChange() ? "change to " + canonical : canonical;
    }

    @Override
    public Optional<Mail> compose(Job job) {
        Standing standing = Standing.of(session, job);
        return standing.ending().isPresent() || isDeclined(standing)
                ? Optional.empty()
                : Optional.of(compose(job, standing));
    }

    private boolean isDeclined(Standing standing) {
        return Declined.isInForce(
                session, standing.user().getId(), standing.claim().target());
    }

    private Mail compose(Job job, Standing standing) {
        String base = Asker.fixedBase(job.facts()).orElseThrow(Unsendable::noFixedHostname);
        UserModel user = standing.user();
        Address target = standing.claim().target();
        Locale locale = Asker.languageFor(realm, user, job.facts());
        VerificationSettings settings = standing.settings(realm);
        Minted token = tokens.mintWithCode(
                new Binding(
                        realm.getId(),
                        PURPOSE,
                        standing.ask().id(),
                        user.getId(),
                        Subject.stamp(session, user, target)),
                settings.linkLifetime(),
                TypedCode.LIFETIME);
        Map<String, Object> model = new HashMap<>();
        model.put("link", AccountLink.to(base, realm, token.secret()));
        model.put("code", Code.grouped(token.code()));
        model.put("account", Masked.of(user.getUsername()));
        model.put("address", target.typed());
        model.put("change", standing.isChange());
        Optional.ofNullable(
                        session.clients().getClientById(realm, standing.ask().clientId()))
                .flatMap(Tabs::nameOf)
                .ifPresent(app -> model.put("client", app));
        model.put("askedAt", Lasting.moment(job.createdAt(), locale));
        model.put("validUntil", Lasting.moment(token.expiresAt(), locale));
        model.put("codeValidUntil", Lasting.moment(token.codeExpiresAt(), locale));
        settings.help().into(model);
        String subject = standing.isChange() ? "verification.change.mail.subject" : "verification.mail.subject";
        return new Mail(target, locale, "verification-link", subject, model, token.id());
    }

    /** Only now do the older links and codes of this ask die. */
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
            return VerificationAsk.KIND;
        }
    }
}
