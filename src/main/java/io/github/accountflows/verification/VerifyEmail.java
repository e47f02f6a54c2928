package io.github.accountflows.verification;

import io.github.accountflows.address.ProvedAddress;
import io.github.accountflows.keycloak.ActionFactory;
import io.github.accountflows.verification.Verification.Mode;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Has the address of a user proved by whoever signs in as that user, where the realm wants it proved or an admin, an
 * import or an app has asked for it. Nothing is written before the proof.
 */
final class VerifyEmail implements RequiredActionProvider {
    static final String ID = ProvedAddress.ACTION;

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        new OwnSignIn(context).note();
        RealmModel realm = context.getRealm();
        UserModel user = context.getUser();
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        if (Markers.areStocksAlone(realm)) {
            return;
        }
        new LandedProof(context, ID).trigger();
        if (user.isEmailVerified() || (hasNothingToProve(user) && realm.isVerifyEmail())) {
            Markers.clear(user, tab);
        } else if (isWanted(tab, user)) {
            tab.addRequiredAction(ID);
        }
    }

    private static boolean isWanted(AuthenticationSessionModel tab, UserModel user) {
        return !user.isEmailVerified()
                && !hasNothingToProve(user)
                && (tab.getRealm().isVerifyEmail() || Markers.areSet(user, tab));
    }

    /** Whether this sign-in was asked for the proof, and may not end before it; one by a program never is. */
    static boolean isDue(AuthenticationSessionModel tab, UserModel user) {
        RealmModel realm = tab.getRealm();
        return tab.getRequiredActions().contains(ID)
                && ActionFactory.isEnabledIn(realm, ID)
                && isWanted(tab, user)
                && !Markers.areStocksAlone(realm);
    }

    /** No address, or a user of one session alone, whom no worker could find again. */
    private static boolean hasNothingToProve(UserModel user) {
        return user.getEmail() == null || user.getEmail().isBlank() || LightweightUserAdapter.isLightweightUser(user);
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        UserModel user = context.getUser();
        if (hasNothingToProve(user) || Markers.areStocksAlone(context.getRealm())) {
            context.ignore();
        } else if (user.isEmailVerified()) {
            Markers.clear(user, context.getAuthenticationSession());
            context.success();
        } else {
            verification(context).enter();
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        UserModel user = context.getUser();
        if (user == null) { // deleted meanwhile
            new LandedProof(context, ID).leaveAsInvalid();
        } else if (user.isEmailVerified() || hasNothingToProve(user)) {
            Markers.clear(user, context.getAuthenticationSession());
            context.success();
        } else {
            verification(context).answer();
        }
    }

    private static Verification verification(RequiredActionContext context) {
        return new Verification(context, ID, Mode.CORRECT);
    }

    @Override
    public void close() {}
}
