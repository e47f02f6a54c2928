package io.github.accountflows.keycloak;

import java.util.List;
import java.util.Map;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserModel.RequiredAction;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.userprofile.AttributeMetadata;
import org.keycloak.userprofile.AttributeValidatorMetadata;
import org.keycloak.userprofile.Attributes;
import org.keycloak.userprofile.DefaultAttributes;
import org.keycloak.userprofile.DefaultUserProfile;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileMetadata;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.validator.DuplicateUsernameValidator;

/**
 * The one field of a user's profile that holds the address. Who may change it is said by the profile's permissions. Stock
 * also asks whether people may choose another username, where that is the address, or else wants its own action for it;
 * ours is another such action.
 */
public final class AddressField {
    private static final String READ_ONLY = "error-user-attribute-read-only";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final UserProfileProvider profiles;

    private AddressField(KeycloakSession session, UserModel user) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.user = user;
        this.profiles = session.getProvider(UserProfileProvider.class);
    }

    public static AddressField of(KeycloakSession session, UserModel user) {
        return new AddressField(session, user);
    }

    /** Whether the realm and the store of this user let the person change it. Asks nobody over the network. */
    public boolean isWritable() {
        UserProfileMetadata checks = new UserProfileMetadata(UserProfileContext.UPDATE_EMAIL);
        checks.addAttribute(address());
        return !attributes(checks, Map.of(), session).isReadOnly(UserModel.EMAIL) && !isKeptElsewhere();
    }

    /**
     * What is wrong with the input by itself, by all of the profile's validators but those that look others up; see
     * {@link SignUpProfile#faultsOfInput}.
     */
    public List<FormMessage> faultsOfInput(String typed) {
        UserProfileMetadata checks = new UserProfileMetadata(UserProfileContext.UPDATE_EMAIL);
        checks.addAttribute(SignUpProfile.withoutLookUps(address()));
        return SignUpProfile.faults(profile(checks, typed, BlindSession.of(session)));
    }

    /** All that is wrong, also with regard to others: for whoever has proved the address, and nobody else (ENU-2). */
    public List<FormMessage> faults(String typed) {
        return isWritable()
                ? SignUpProfile.faults(profile(checks(), typed, session))
                : List.of(new FormMessage(UserModel.EMAIL, READ_ONLY));
    }

    /**
     * Puts it in, with the username where that is the address. A change that stock had begun ends by it; else Keycloak
     * would write nothing.
     *
     * @throws org.keycloak.storage.ReadOnlyException by a store that does not tell before that it only reads
     */
    public void write(String typed) {
        user.removeRequiredAction(RequiredAction.UPDATE_EMAIL);
        user.removeAttribute(UserModel.EMAIL_PENDING);
        profile(checks(), typed, session).update(false);
    }

    private UserProfileMetadata checks() {
        UserProfileMetadata checks = new UserProfileMetadata(UserProfileContext.UPDATE_EMAIL);
        checks.addAttribute(address());
        // It follows the address where that is the username, and stays as it is elsewhere.
        checks.addAttribute(
                UserModel.USERNAME,
                -2,
                List.of(new AttributeValidatorMetadata(DuplicateUsernameValidator.ID)),
                AttributeMetadata.ALWAYS_TRUE,
                AttributeMetadata.ALWAYS_FALSE,
                AttributeMetadata.ALWAYS_FALSE,
                AttributeMetadata.ALWAYS_TRUE);
        return checks;
    }

    private AttributeMetadata address() {
        Attributes known = profiles.create(UserProfileContext.UPDATE_PROFILE, Map.of(), user)
                .getAttributes();
        AttributeMetadata address = known.getMetadata(UserModel.EMAIL);
        return new UserProfileMetadata(UserProfileContext.UPDATE_EMAIL)
                .addAttribute(
                        UserModel.EMAIL,
                        -1,
                        address.getValidators(),
                        AttributeMetadata.ALWAYS_TRUE,
                        context -> isPermitted(),
                        address::isRequired,
                        AttributeMetadata.ALWAYS_TRUE);
    }

    private boolean isPermitted() {
        UPAttributePermissions permissions =
                profiles.getConfiguration().getAttribute(UserModel.EMAIL).getPermissions();
        return permissions == null
                || permissions.isEmpty()
                || UserProfileContext.UPDATE_EMAIL.isRoleForContext(permissions.getEdit());
    }

    // A directory that is opened for reading alone says so in the profile; a single attribute of it does not.
    private boolean isKeptElsewhere() {
        String store = user.getFederationLink();
        return store != null && (isSssd(realm.getComponent(store)) || isReadFromDirectoryAlone(store));
    }

    private static boolean isSssd(ComponentModel store) {
        return store != null && "sssd".equals(store.getProviderId());
    }

    private boolean isReadFromDirectoryAlone(String store) {
        return realm.getComponentsStream(store)
                .filter(mapper -> UserModel.EMAIL.equals(mapper.get("user.model.attribute")))
                .anyMatch(mapper -> mapper.get("read.only", false) && mapper.get("always.read.value.from.ldap", false));
    }

    private UserProfile profile(UserProfileMetadata checks, String typed, KeycloakSession asked) {
        Attributes attributes = attributes(checks, Map.of(UserModel.EMAIL, List.of(typed)), asked);
        return new DefaultUserProfile(checks, attributes, unused -> null, user, asked);
    }

    private Attributes attributes(UserProfileMetadata checks, Map<String, List<String>> values, KeycloakSession asked) {
        return new DefaultAttributes(UserProfileContext.UPDATE_EMAIL, values, user, checks, asked);
    }
}
