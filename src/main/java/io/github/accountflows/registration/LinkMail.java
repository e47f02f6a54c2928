package io.github.accountflows.registration;

import io.github.accountflows.address.Address;
import io.github.accountflows.address.AddressKey;
import io.github.accountflows.address.AddressOwner;
import io.github.accountflows.keycloak.Languages;
import io.github.accountflows.keycloak.Lasting;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.landing.AccountLink;
import io.github.accountflows.outbox.Ask;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Decision;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.Mail;
import io.github.accountflows.outbox.MailKind;
import io.github.accountflows.outbox.MailKindFactory;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.outbox.Unsendable;
import io.github.accountflows.outbox.ask.TypedCode;
import io.github.accountflows.registration.ask.SignUpAsk;
import io.github.accountflows.token.Binding;
import io.github.accountflows.token.Code;
import io.github.accountflows.token.Minted;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The mail by which somebody proves a mailbox before a user exists: a link, and the same proof as a code. */
final class LinkMail implements RegistrationMail {
    /** A pending registration ends with its last link, and this long after the ask at the latest. */
    private static final Duration LONGEST = Duration.ofHours(72);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final OneTimeTokens tokens;
    private final Clock clock = Clock.systemUTC();

    private LinkMail(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.tokens = new OneTimeTokens(session, clock);
    }

    @Override
    public Decision decide(Job job) {
        Address address = Address.parse(job.address()).orElseThrow();
        Optional<UserModel> owner = AddressOwner.of(address, session).map(PasswordStore::answering);
        if (owner.isPresent()) {
            return owner.get().isEnabled()
                    ? new Decision.PassedOn(AccountMail.KIND)
                    : new Decision.Suppressed("disabled", owner.get().getId());
        }
        Optional<Ask> pending = pendingFor(job);
        if (pending.isEmpty() || !SignUpSwitch.isOn(session, pending.get())) {
            return new Decision.Suppressed("withdrawn");
        }
        return Declined.isInForce(session, address)
                ? new Decision.Suppressed("declined")
                : new Decision.Owed(
                        null,
                        address.canonical(),
                        RegistrationSettings.of(realm).linkLifetime());
    }

    /** A recovery ask that was passed on here belongs to no sign-up itself: the newest of that address is meant. */
    private Optional<Ask> pendingFor(Job job) {
        Optional<Ask> own = own(job);
        return own.isPresent()
                ? own.filter(ask -> ask.pending() != null)
                : Address.parse(job.address())
                        .flatMap(address -> Outbox.of(session).pending(SignUpAsk.KIND, address.canonical()));
    }

    /** The sign-up that this job was asked for in. */
    private Optional<Ask> own(Job job) {
        return Outbox.of(session).find(job.askId()).filter(ask -> ask.purpose().equals(SignUpAsk.KIND));
    }

    @Override
    public Optional<Mail> compose(Job job) {
        return pendingFor(job).flatMap(pending -> lifetime(pending).map(lifetime -> compose(job, pending, lifetime)));
    }

    private Mail compose(Job job, Ask pending, Duration lifetime) {
        String base = Asker.fixedBase(job.facts()).orElseThrow(Unsendable::noFixedHostname);
        Address to =
                Address.parse(SignUp.parse(pending.pending().profile()).email()).orElseThrow();
        Locale locale = Languages.pick(realm, job.facts().get(Asker.LOCALE).orElse(null));
        String subject = new AddressKey(session).of("address", to.canonical());
        Minted token = tokens.mintWithCode(
                new Binding(realm.getId(), PURPOSE, pending.id(), null, subject), lifetime, TypedCode.LIFETIME);
        Map<String, Object> model = new HashMap<>();
        model.put("link", AccountLink.to(base, realm, token.secret()));
        model.put("code", Code.grouped(token.code()));
        model.put("address", to.typed());
        Optional.ofNullable(session.clients().getClientById(realm, pending.clientId()))
                .flatMap(Tabs::nameOf)
                .ifPresent(app -> model.put("client", app));
        model.put("askedAt", Lasting.moment(job.createdAt(), locale));
        model.put("validUntil", Lasting.moment(token.expiresAt(), locale));
        model.put("codeValidUntil", Lasting.moment(token.codeExpiresAt(), locale));
        RegistrationSettings.of(realm).help().into(model);
        return new Mail(to, locale, "registration-link", "registration.mail.subject", model, token.id());
    }

    /** Empty when the sign-up is too old for another link. */
    private Optional<Duration> lifetime(Ask pending) {
        Duration left = Duration.between(clock.instant(), pending.createdAt().plus(LONGEST));
        Duration wanted = RegistrationSettings.of(realm).linkLifetime();
        return left.isNegative() || left.isZero()
                ? Optional.empty()
                : Optional.of(left.compareTo(wanted) < 0 ? left : wanted);
    }

    /**
     * Only now do the older links and codes of this sign-up die; not by a recovery ask that was passed on here, for that
     * may be anybody's, and asking never ends what another has asked for.
     */
    @Override
    public void accepted(Job job, String tokenId) {
        if (own(job).isPresent()) {
            tokens.voidOlder(tokenId);
        }
    }

    public static final class Factory implements MailKindFactory {
        @Override
        public MailKind create(KeycloakSession session) {
            return new LinkMail(session);
        }

        @Override
        public String getId() {
            return SignUpAsk.KIND;
        }
    }
}
