package io.github.accountflows.recovery;

import io.github.accountflows.address.AddressKey;
import io.github.accountflows.keycloak.Step;
import io.github.accountflows.keycloak.Unlocked;
import io.github.accountflows.outbox.Help;
import io.github.accountflows.recovery.LandedLink.Open;
import io.github.accountflows.throttle.Rate;
import io.github.accountflows.throttle.Throttle;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.CredentialValidator;
import org.keycloak.authentication.FlowStatus;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/**
 * Asks whoever opened a link for a second factor of the account, with Keycloak's own page and check. Two things are
 * different from there: a lockout does not stand in the way, and wrong answers count on the link, which they end.
 */
final class FactorStep implements Step, CredentialValidator<CredentialProvider<?>> {
    /** Answers a link survives, right ones aside. */
    static final int TRIES = 5;

    /** Whoever has the mailbox can have link after link; the account's six digits must outlast that too (RAT-4). */
    private static final Rate PER_ACCOUNT = new Rate(20, Duration.ofDays(1));

    private static final Logger LOG = Logger.getLogger(FactorStep.class);

    private final SecondFactor factor;
    private final Authenticator stock;

    FactorStep(SecondFactor factor, Authenticator stock) {
        this.factor = factor;
        this.stock = stock;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        new LandedLink(context).opensHere().ifPresent(open -> {
            FormMessage help = help(context);
            context.form().setInfo(help.getMessage(), help.getParameters());
            stock.authenticate(Unlocked.of(context));
        });
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        new LandedLink(context).opensHere().ifPresent(open -> {
            if (!factor.isAnswered(context)) {
                again(context, "recovery.factor.unanswered");
            } else if (isTooMuch(context, open)) {
                again(context, "recovery.factor.tooMany");
            } else {
                check(context, open);
            }
        });
    }

    private static boolean isTooMuch(AuthenticationFlowContext context, Open open) {
        KeycloakSession session = context.getSession();
        String account = new AddressKey(session).of("factor", open.user().getId());
        return new Throttle(session, Clock.systemUTC())
                .takeOrWait(account, PER_ACCOUNT)
                .isPresent();
    }

    // The try is taken before the answer is looked at: rivals wait for the row, so no more than the tries are looked
    // at.
    private void check(AuthenticationFlowContext context, Open open) {
        OneTimeTokens tokens = new OneTimeTokens(context.getSession(), Clock.systemUTC());
        if (!tokens.takeTry(open.token(), TRIES)) {
            new LandedLink(context).leaveAsInvalid();
        } else if (isRight(context)) {
            tokens.giveBackTry(open.token());
            SecondFactor.proved(context, open);
        } else {
            missed(context, open, TRIES - tokens.triesTaken(open.token()));
        }
    }

    private boolean isRight(AuthenticationFlowContext context) {
        try {
            context.getEvent().removeDetail(Details.USERNAME); // it may be an address (LOG-2)
            stock.action(Unlocked.of(context));
            return context.getStatus() == FlowStatus.SUCCESS;
        } catch (RuntimeException unreadable) {
            // What stock cannot even read, such as a signature that is none, is a wrong answer like others.
            LOG.debugf(unreadable, "The answer to %s could not be read", factor.id());
            return false;
        }
    }

    private void missed(AuthenticationFlowContext context, Open open, int left) {
        if (left > 0) {
            again(context, "recovery.factor.wrong", left);
        } else {
            new OneTimeTokens(context.getSession(), Clock.systemUTC()).voidOne(open.token());
            LOG.warnf(
                    "%d wrong answers to the second factor of user %s: the link is void",
                    TRIES, open.user().getId());
            new LandedLink(context).leaveAsInvalid();
        }
    }

    // Answered without a redirect: a GET would lead to the factor the person prefers, not to the one just tried.
    private void again(AuthenticationFlowContext context, String error, Object... values) {
        context.form().setError(error, values).addError(help(context));
        stock.authenticate(Unlocked.of(context));
    }

    private static FormMessage help(AuthenticationFlowContext context) {
        Help help = RecoverySettings.of(context.getRealm()).help();
        return help.isGiven()
                ? new FormMessage(null, "recovery.factor.help", help.setting())
                : new FormMessage(null, "recovery.factor.helpAdministrator");
    }

    @Override
    public boolean requiresUser() {
        return true;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return factor.isSetUpBy(user);
    }

    /** Names the factor among the other ways that Keycloak offers. */
    @Override
    public CredentialProvider<?> getCredentialProvider(KeycloakSession session) {
        return ((CredentialValidator<?>) stock).getCredentialProvider(session);
    }
}
