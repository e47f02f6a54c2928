package io.github.accountflows.verification;

import io.github.accountflows.address.Address;
import io.github.accountflows.address.AddressKey;
import io.github.accountflows.address.AddressOwner;
import io.github.accountflows.address.ProvedAddress;
import io.github.accountflows.keycloak.AddressField;
import io.github.accountflows.keycloak.Database;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Facts;
import io.github.accountflows.outbox.Fault;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.throttle.Throttle;
import io.github.accountflows.token.OneTimeTokens;
import io.github.accountflows.verification.ask.VerificationAsk;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.userprofile.ValidationException;

/**
 * All that the proof of an address changes, in the one transaction of the request: the token is used up first, so of any
 * number of rivals one gets through, and whatever fails after it takes everything back (TOK-3, VER-3). It alone says of an
 * existing user's address that it is proved (REG-5).
 */
final class Proof {
    /** Known by its name alone: one capability causes another's mail only by its kind. */
    private static final String NOTICE = "notice-address-changed";

    private static final Logger LOG = Logger.getLogger(Proof.class);

    private final RequiredActionContext context;
    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final OneTimeTokens tokens;

    /** How it ended. */
    enum Outcome {
        PROVED,
        /** Somebody was faster with this token, or ended it. */
        LOST,
        /** The address is another's by now, or the profile has no room for it any more. */
        OVER,
        /** The address could not be stored; nothing has been changed. */
        FAILED
    }

    Proof(RequiredActionContext context) {
        this.context = context;
        this.session = context.getSession();
        this.realm = context.getRealm();
        this.user = context.getUser();
        this.tokens = new OneTimeTokens(session, Clock.systemUTC());
    }

    /** Of what cannot be stored, everything is taken back. */
    Outcome complete(Subject subject) {
        tokens.lockAllOf(user.getId());
        Optional<Address> before = Address.parse(user.getEmail());
        boolean changes = subject.isChange();
        if (changes && !isItsTurn(subject.claim().target())) {
            session.getTransactionManager().setRollbackOnly();
            return Outcome.FAILED;
        }
        if (changes && !isPossible(subject.claim().target())) {
            tokens.voidOne(subject.token());
            return Outcome.OVER;
        }
        if (!tokens.consume(subject.token())) {
            return Outcome.LOST;
        }
        Outcome outcome = record(subject, before, changes);
        if (outcome != Outcome.PROVED) {
            session.getTransactionManager().setRollbackOnly();
        }
        return outcome;
    }

    /** One account at a time takes an address; whoever is next sees who has it. */
    private boolean isItsTurn(Address target) {
        try {
            List<String> keys = new AddressKey(session).all(AddressOwner.TURN, target.canonical());
            new Throttle(session, Clock.systemUTC()).takeTurn(keys);
            return true;
        } catch (PersistenceException | ModelException rival) {
            return false;
        }
    }

    private boolean isPossible(Address target) {
        AddressField field = AddressField.of(session, user);
        return AddressOwner.of(target, session)
                        .filter(owner -> !owner.getId().equals(user.getId()))
                        .isEmpty()
                && field.isWritable()
                && field.faults(target.typed()).isEmpty();
    }

    private Outcome record(Subject subject, Optional<Address> before, boolean changes) {
        String account = nameFor(before);
        boolean tells = changes && wantsToHear(before);
        Address target = subject.claim().target();
        return storing(() -> {
            if (changes) {
                AddressField.of(session, user).write(target.typed());
            }
            ProvedAddress.record(user);
            // Only with the first change Keycloak reads the user anew: another address may have come in unheard, by an
            // identity provider or a directory.
            if (!target.is(user.getEmail())) {
                return Outcome.OVER;
            }
            user.removeAttribute(UserModel.EMAIL_PENDING);
            end(changes);
            if (tells) {
                before.ifPresent(old -> tellOld(old, account, target));
            }
            Database.of(session).flush();
            tell(subject, changes);
            return Outcome.PROVED;
        });
    }

    /** Of another address all that the user had out is void; the proof of the same one ends proofs alone (TOK-4). */
    private void end(boolean changes) {
        if (changes) {
            tokens.voidAllOf(realm.getId(), user.getId());
        } else {
            tokens.voidAllOf(realm.getId(), user.getId(), VerificationMail.PURPOSE);
        }
        Outbox.of(session).withdrawAllOf(VerificationAsk.KIND, user.getId());
    }

    /** A proved owner always; nobody whose address the account only had, and who does not know that account. */
    private boolean wantsToHear(Optional<Address> before) {
        return user.isEmailVerified()
                || before.filter(old -> Declined.isInForce(session, user.getId(), old))
                        .isEmpty();
    }

    /** As whoever reads at the old address may know it: where the address is the name, that is another one by then. */
    private String nameFor(Optional<Address> before) {
        return before.filter(old -> old.is(user.getUsername()))
                .map(Address::typed)
                .orElseGet(() -> Masked.unlessProved(user));
    }

    private void tellOld(Address old, String account, Address target) {
        Facts facts = Asker.facts(session, null)
                .with(
                        Asker.HELP,
                        VerificationSettings.of(realm, ChangeEmail.ID).help().setting())
                .with(Asker.ACCOUNT, account)
                .with(Asker.TO, Masked.of(target.typed()));
        Outbox.of(session).oweTo(NOTICE, user.getId(), old.typed(), old.canonical(), facts);
    }

    private Outcome storing(Supplier<Outcome> work) {
        try {
            return work.get();
        } catch (ModelDuplicateException | ValidationException taken) {
            LOG.debugf("An address for user %s was taken in the same moment", user.getId());
            return Outcome.OVER;
        } catch (RuntimeException fault) {
            LOG.errorf(
                    "The address of user %s could not be stored; nothing has been changed: %s",
                    user.getId(), Fault.of(fault));
            return Outcome.FAILED;
        }
    }

    /** With ids alone: stock's own carry the address (LOG-2). */
    private void tell(Subject subject, boolean changes) {
        EventBuilder event = new EventBuilder(realm, session, context.getConnection())
                .client(context.getAuthenticationSession().getClient())
                .user(user)
                .detail(Asker.ASK, subject.token().binding().askId());
        try {
            if (changes) {
                event.clone().event(EventType.UPDATE_EMAIL).success();
            }
            event.clone().event(EventType.VERIFY_EMAIL).success();
        } catch (RuntimeException fault) {
            // A store of events that fails must not stand between a person and the account (LOG-5).
            LOG.errorf("The proof of user %s could not be written as an event: %s", user.getId(), Fault.of(fault));
        }
    }
}
