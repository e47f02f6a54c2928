package io.github.accountflows.verification;

import io.github.accountflows.address.ProvedAddress;
import io.github.accountflows.keycloak.FreshSignIn;
import io.github.accountflows.verification.Verification.Mode;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;

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
        RealmModel realm = context.getRealm();
        UserModel user = context.getUser();
        new FreshSignIn(context).note();
        if (Markers.areStocksAlone(realm) || hasNothingToProve(user)) {
            return;
        }
        if (user.isEmailVerified()) {
            Markers.clear(user, context.getAuthenticationSession());
        } else if (realm.isVerifyEmail()
                || Markers.areSet(user, context.getAuthenticationSession())
                || new LandedProof(context, ID).open().isPresent()) {
            context.getAuthenticationSession().addRequiredAction(ID);
        }
    }

    /** No address, or a user of one session alone, whom no worker could find again. */
    private static boolean hasNothingToProve(UserModel user) {
        return user.getEmail() == null || user.getEmail().isBlank() || LightweightUserAdapter.isLightweightUser(user);
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        UserModel user = context.getUser();
        if (hasNothingToProve(user)) {
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
        if (context.getUser().isEmailVerified()) {
            requiredActionChallenge(context);
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
