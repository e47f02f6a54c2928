package io.github.accountflows.verification;

import io.github.accountflows.keycloak.PasswordStore;
import io.github.accountflows.outbox.Ask;
import io.github.accountflows.outbox.Decision;
import io.github.accountflows.outbox.Job;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.token.Stamp;
import io.github.accountflows.verification.ask.VerificationAsk;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * An ask for proof as the worker finds it: it stands as long as nobody has withdrawn it, the user is as it was at the
 * asking, and there is still something to prove.
 *
 * @param claim null once it was withdrawn
 * @param user null when gone
 */
record Standing(Ask ask, Claim claim, UserModel user) {

    static Standing of(KeycloakSession session, Job job) {
        Ask ask = Outbox.of(session)
                .find(job.askId())
                .filter(found -> found.purpose().equals(VerificationAsk.KIND))
                .orElse(null);
        Claim claim = ask == null || ask.pending() == null
                ? null
                : Claim.parse(ask.pending().profile());
        UserModel user = claim == null
                ? null
                : session.users().getUserById(session.getContext().getRealm(), claim.userId());
        return new Standing(ask, claim, PasswordStore.answering(user));
    }

    /** Why no mail is owed; empty while the ask stands. */
    Optional<Decision.Suppressed> ending() {
        return reason().map(reason -> new Decision.Suppressed(reason, userId()));
    }

    private Optional<String> reason() {
        if (claim == null) {
            return Optional.of("withdrawn");
        }
        if (user == null || user.getServiceAccountClientLink() != null) {
            return Optional.of("gone");
        }
        if (!user.isEnabled()) {
            return Optional.of("disabled");
        }
        if (!claim.stamp().equals(Stamp.of(user))) {
            return Optional.of("changed");
        }
        return user.isEmailVerified() && !isChange() ? Optional.of("proven") : Optional.empty();
    }

    VerificationSettings settings(RealmModel realm) {
        return VerificationSettings.of(realm, claim.action());
    }

    private String userId() {
        if (claim == null) {
            return ask == null ? null : ask.userId();
        }
        return user == null ? null : user.getId();
    }

    /** Whether another address is to be proved than the user has. */
    boolean isChange() {
        return !claim.target().is(user.getEmail());
    }
}
