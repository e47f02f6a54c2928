package io.github.accountflows.keycloak;

import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import javax.naming.directory.InvalidAttributeValueException;
import org.keycloak.component.ComponentModel;
import org.keycloak.credential.CredentialInputUpdater;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.LDAPConstants;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.utils.StorageUnavailableUserModelDelegate;
import org.keycloak.storage.AbstractStorageManager;
import org.keycloak.storage.ReadOnlyException;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProvider.EditMode;
import org.keycloak.storage.UserStorageProviderFactory;
import org.keycloak.storage.UserStorageProviderModel;

/**
 * Where a user's password is kept, Keycloak or the store that the user comes from, such as a directory; and whether a new
 * one can be put there. Never makes a second password beside one that is kept elsewhere (REC-9).
 */
public final class PasswordStore {
    private final RealmModel realm;
    private final Stores stores;

    public PasswordStore(KeycloakSession session) {
        this.realm = session.getContext().getRealm();
        this.stores = new Stores(session);
    }

    /**
     * The user, unless the store of that user cannot be reached just now: Keycloak then shows a stand-in that looks
     * disabled, and mail that is owed would be taken for owed no longer.
     *
     * @throws IllegalStateException to try again later
     */
    public static UserModel answering(UserModel user) {
        if (user instanceof StorageUnavailableUserModelDelegate) {
            throw new IllegalStateException("The store of a user does not answer");
        }
        return user;
    }

    /** Asks nobody over the network. */
    public boolean takesNew(UserModel user) {
        if (!user.isFederated()) {
            return true;
        }
        Optional<UserStorageProviderModel> store = storeOf(user);
        if (store.isEmpty() || !store.get().isEnabled()) {
            return false;
        }
        return stores.writesPasswords(store.get()) ? !isReadOnly(store.get()) : !hasPassword(user) || hasOneHere(user);
    }

    /** Whether one is kept anywhere. */
    public boolean hasPassword(UserModel user) {
        return user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE);
    }

    /** Whether the user signs in by what the store vouches for: a password that it alone can change, or its ticket. */
    public boolean leavesSignInToStore(UserModel user) {
        return !takesNew(user) || (!hasPassword(user) && hasTicket(user));
    }

    private static boolean hasTicket(UserModel user) {
        return user.isFederated() && user.credentialManager().isConfiguredFor(UserCredentialModel.KERBEROS);
    }

    /**
     * Writes a new password. A directory takes it at once, outside the transaction of the request, so this comes last.
     * Whoever meets an exception finds its message in {@link #messageFor}.
     */
    public void put(UserModel user, String password) {
        if (!takesNew(user)) {
            throw new ReadOnlyException("The store of this user takes no password");
        }
        boolean hadOneHere = hasOneHere(user);
        if (!user.credentialManager().updateCredential(UserCredentialModel.password(password))) {
            throw new IllegalStateException("No provider stored the password");
        }
        if (!hadOneHere
                && hasOneHere(user)
                && storeOf(user).filter(PasswordStore::isWritable).isPresent()) {
            throw new IllegalStateException("The directory took no password, and Keycloak kept one beside it");
        }
    }

    /** What to tell somebody whose password could not be written. */
    public static String messageFor(RuntimeException fault) {
        if (causes(fault).anyMatch(ReadOnlyException.class::isInstance)) {
            return "password.error.readOnly";
        }
        return isRefusal(fault) ? "password.error.refused" : "password.error.notSaved";
    }

    /** Whether a directory judged the password by rules of its own (LDAP's codes 19 and 53), and nothing is broken. */
    public static boolean isRefusal(RuntimeException fault) {
        return causes(fault)
                .anyMatch(cause -> cause instanceof InvalidAttributeValueException
                        || cause instanceof OperationNotSupportedException);
    }

    /** What went wrong with a directory, by its class alone: the text names the person's entry, which no log may. */
    public static Optional<String> faultOfDirectory(RuntimeException fault) {
        return causes(fault)
                .filter(NamingException.class::isInstance)
                .map(cause -> cause.getClass().getSimpleName())
                .findFirst();
    }

    private static boolean hasOneHere(UserModel user) {
        return user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .findAny()
                .isPresent();
    }

    private static Stream<Throwable> causes(Throwable fault) {
        return Stream.iterate(fault, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }

    private Optional<UserStorageProviderModel> storeOf(UserModel user) {
        return Optional.ofNullable(user.getFederationLink())
                .map(realm::getComponent)
                .map(UserStorageProviderModel::new);
    }

    private static boolean isWritable(ComponentModel store) {
        return EditMode.WRITABLE.name().equals(editMode(store));
    }

    // The SPI has no word for it but an exception when it is tried. SSSD never writes; LDAP without a word only reads.
    private static boolean isReadOnly(ComponentModel store) {
        String mode = editMode(store);
        return EditMode.READ_ONLY.name().equals(mode)
                || "sssd".equals(store.getProviderId())
                || (mode == null && LDAPConstants.LDAP_PROVIDER.equals(store.getProviderId()));
    }

    private static String editMode(ComponentModel store) {
        return store.getConfig().getFirst(LDAPConstants.EDIT_MODE);
    }

    /** The way Keycloak itself gets at a store, which keeps one of each in a session. */
    private static final class Stores extends AbstractStorageManager<UserStorageProvider, UserStorageProviderModel> {
        Stores(KeycloakSession session) {
            super(
                    session,
                    UserStorageProviderFactory.class,
                    UserStorageProvider.class,
                    UserStorageProviderModel::new,
                    "user");
        }

        boolean writesPasswords(UserStorageProviderModel store) {
            CredentialInputUpdater updater = getStorageProviderInstance(store, CredentialInputUpdater.class);
            return updater != null && updater.supportsCredentialType(PasswordCredentialModel.TYPE);
        }
    }
}
