package io.github.accountflows.registration;

import io.github.accountflows.address.AddressKey;
import io.github.accountflows.address.AddressOwner;
import io.github.accountflows.address.ProvedAddress;
import io.github.accountflows.keycloak.ActionFactory;
import io.github.accountflows.keycloak.Database;
import io.github.accountflows.keycloak.DirectoryEntry;
import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.keycloak.SignUpProfile;
import io.github.accountflows.keycloak.Transactions;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.registration.Confirmation.Chosen;
import io.github.accountflows.registration.LandedSignUp.Open;
import io.github.accountflows.registration.ask.SignUpAsk;
import io.github.accountflows.throttle.Throttle;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserModel.RequiredAction;
import org.keycloak.models.utils.FormMessage;

/**
 * The one transaction in which a user comes to be: the proof is used up, all else that is pending for the mailbox ends,
 * user and password are written. Whatever fails takes all of it back (REG-13, REG-14). It is not the request's own
 * transaction, so that a rival who was faster leaves that one fit for an answer.
 */
final class NewAccount {
    private static final Logger LOG = Logger.getLogger(NewAccount.class);
    private static final int TRIES = 3;

    private static final Semaphore TURNS = new Semaphore(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String TERMS_ATTRIBUTE = "terms_and_conditions";

    private final AuthenticationFlowContext context;
    private final KeycloakSession session;
    private final RealmModel realm;
    private final Clock clock = Clock.systemUTC();

    NewAccount(AuthenticationFlowContext context) {
        this.context = context;
        this.session = context.getSession();
        this.realm = context.getRealm();
    }

    Outcome create(Open open, Chosen chosen) {
        if (!hasTurn()) {
            return new Outcome.Busy();
        }
        try {
            return inTurn(open, chosen);
        } finally {
            TURNS.release();
        }
    }

    // Each takes a second connection to the database beside the request's own.
    private static boolean hasTurn() {
        try {
            return TURNS.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Outcome inTurn(Open open, Chosen chosen) {
        RuntimeException fault = null;
        for (int tries = 0; tries < TRIES; tries++) {
            Made made = new Made();
            try {
                return transactions()
                        .inRealm(realm.getId(), own -> create(own, open, chosen, made))
                        .orElseGet(Outcome.Lost::new);
            } catch (RuntimeException failed) {
                fault = failed;
                if (isThere(made)) {
                    // What failed came after the commit, and is somebody else's.
                    return new Outcome.Created(made.userId);
                }
                takeBack(made, open);
                if (isTaken(open)) {
                    return new Outcome.AddressTaken();
                }
                if (failed instanceof InvitationOver || PasswordStore.isRefusal(failed)) {
                    break;
                }
            }
        }
        return refused(open, fault);
    }

    /** How far one try came. */
    private static final class Made {
        private String userId;
        private Optional<DirectoryEntry> entry = Optional.empty();
    }

    private boolean isThere(Made made) {
        return made.userId != null
                && transactions()
                        .inRealm(realm.getId(), own -> own.users().getUserById(realm(own), made.userId))
                        .isPresent();
    }

    private void takeBack(Made made, Open open) {
        try {
            made.entry.ifPresent(entry -> entry.removeBy(session));
        } catch (RuntimeException fault) {
            LOG.errorf(
                    "The sign-up of ask %s failed, and its entry in the directory could not be removed: %s",
                    open.token().binding().askId(), fault.getClass().getName());
        }
    }

    private Outcome create(KeycloakSession own, Open open, Chosen chosen, Made made) {
        own.getContext().setClient(own.clients().getClientById(realm(own), client().getId()));
        // The user profile asks it for the scopes of this sign-in, some fields are only there with one.
        own.getContext().setAuthenticationSession(context.getAuthenticationSession());
        List<String> subjects = open.subjects(own);
        OneTimeTokens tokens = new OneTimeTokens(own, clock);
        tokens.lockAllFor(RegistrationMail.PURPOSE, subjects);
        if (!tokens.consume(open.token())) {
            return new Outcome.Lost();
        }
        String address = open.address().canonical();
        new Throttle(own, clock).takeTurn(new AddressKey(own).all(AddressOwner.TURN, address));
        SignUpProfile profile = SignUpProfile.of(own, chosen.profile());
        List<FormMessage> faults = profile.faults();
        boolean taken = AddressOwner.of(open.address(), own).isPresent();
        if (taken || !faults.isEmpty()) {
            own.getTransactionManager().setRollbackOnly();
            return taken ? new Outcome.AddressTaken() : new Outcome.Refused(faults, "");
        }
        tokens.voidAllFor(RegistrationMail.PURPOSE, subjects);
        Outbox.of(own).withdrawAll(SignUpAsk.KIND, address);
        UserModel user = profile.create();
        tokens.belongsTo(open.token(), user.getId());
        made.userId = user.getId();
        made.entry = DirectoryEntry.of(user);
        return complete(own, user, open, chosen);
    }

    private Outcome complete(KeycloakSession own, UserModel user, Open open, Chosen chosen) {
        user.setEnabled(true);
        // Because this very link or code has proved it (REG-5).
        ProvedAddress.record(user);
        agree(own, user, chosen.consent());
        join(own, user, open);
        // What the database refuses, it refuses here, before a directory is told the password.
        Database.of(own).flush();
        new PasswordStore(own).put(user, chosen.password());
        Database.of(own).flush();
        event(own, user, open).write(chosen.consent());
        return new Outcome.Created(user.getId());
    }

    /** Whoever was invited becomes a member, or nobody at all: what invited may have been taken back meanwhile. */
    private void join(KeycloakSession own, UserModel user, Open open) {
        boolean joined = open.signUp().invitation() == null
                || open.invitation(session)
                        .filter(invitation -> open.address().is(invitation.email()))
                        .filter(invitation -> invitation.join(
                                own, user, event(own, user, open).builder()))
                        .isPresent();
        if (!joined) {
            throw new InvitationOver();
        }
    }

    private static final class InvitationOver extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** As stock does, where the realm knows of terms. */
    private static void agree(KeycloakSession own, UserModel user, Consent consent) {
        if (consent != null && ActionFactory.isEnabledIn(realm(own), RequiredAction.TERMS_AND_CONDITIONS.name())) {
            user.setSingleAttribute(TERMS_ATTRIBUTE, Long.toString(consent.at().getEpochSecond()));
            user.removeRequiredAction(RequiredAction.TERMS_AND_CONDITIONS);
        }
    }

    private Transactions transactions() {
        return new Transactions(session.getKeycloakSessionFactory());
    }

    private boolean isTaken(Open open) {
        return transactions()
                .inRealm(realm.getId(), own -> AddressOwner.of(open.address(), own)
                        .isPresent())
                .orElse(false);
    }

    private Outcome refused(Open open, RuntimeException fault) {
        String ask = open.token().binding().askId();
        if (fault instanceof InvitationOver) {
            return new Outcome.Refused(List.of(new FormMessage("registration.error.invitationOver")), "");
        }
        if (PasswordStore.isRefusal(fault)) {
            return new Outcome.Refused(List.of(), PasswordStore.messageFor(fault));
        }
        // Its text may name the person.
        LOG.errorf(
                "The sign-up of ask %s could not be completed: %s",
                ask, fault.getClass().getName());
        LOG.debug("The fault", fault);
        return new Outcome.Refused(List.of(), PasswordStore.messageFor(fault));
    }

    private RegisterEvent event(KeycloakSession own, UserModel user, Open open) {
        return new RegisterEvent(context, own, user, open.token().binding().askId());
    }

    private ClientModel client() {
        return context.getAuthenticationSession().getClient();
    }

    private static RealmModel realm(KeycloakSession own) {
        return own.getContext().getRealm();
    }
}
