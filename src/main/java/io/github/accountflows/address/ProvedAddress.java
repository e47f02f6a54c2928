package io.github.accountflows.address;

import java.util.List;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserModel.RequiredAction;

/** That a user's address was proved by whoever was asked to. Nothing else of ours says so (REG-5). */
public final class ProvedAddress {
    /** The required action of ours that asks for the proof. */
    public static final String ACTION = "account-flows-verify-email";

    /** What on a user says that the address is to be proved: ours, and stock's, as an admin or an import sets it. */
    public static final List<String> MARKERS = List.of(ACTION, RequiredAction.VERIFY_EMAIL.name());

    private ProvedAddress() {}

    /** In the transaction that uses the proof up. */
    public static void record(UserModel user) {
        user.setEmailVerified(true);
        MARKERS.forEach(user::removeRequiredAction);
    }
}
