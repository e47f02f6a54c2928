package io.github.accountflows.testing;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedModifyRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.LDAPSDKException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * An organisation's directory: an LDAP server in this JVM, on a port of its own. A realm can take its people in several
 * modes at once, each from a part of the directory of the same name.
 */
public final class Directory implements AutoCloseable {
    private static final String BASE = "dc=example,dc=org";
    private static final String ADMIN = "cn=admin";
    private static final String ADMIN_PASSWORD = "the directory's own";

    private final InMemoryDirectoryServer server;
    private volatile ResultCode refusal;

    private Directory(InMemoryDirectoryServerConfig config) throws LDAPException {
        config.addInMemoryOperationInterceptor(new Refusing());
        server = new InMemoryDirectoryServer(config);
    }

    public static Directory open() {
        return calling(() -> {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig("loopback", InetAddress.getLoopbackAddress(), 0, null));
            config.addAdditionalBindCredentials(ADMIN, ADMIN_PASSWORD);
            config.setSchema(null);
            Directory directory = new Directory(config);
            directory.server.startListening();
            directory.server.add("dn: " + BASE, "objectClass: domain", "dc: example");
            return directory;
        });
    }

    /** Lets a realm take people from here; the mode is Keycloak's {@code editMode}. */
    public void serve(Realm realm, String mode) {
        serve(realm, mode, false);
    }

    /** Lets a realm also put people here who sign up there. */
    public void serveNewcomers(Realm realm, String mode) {
        serve(realm, mode, true);
    }

    private void serve(Realm realm, String mode, boolean newcomers) {
        calling(() -> server.add("dn: " + partOf(mode), "objectClass: organizationalUnit", "ou: " + mode));
        realm.admin().post(realm.path("/components"), component(mode, newcomers));
    }

    private Map<String, Object> component(String mode, boolean newcomers) {
        return Map.of(
                "name",
                "directory " + mode,
                "providerId",
                "ldap",
                "providerType",
                "org.keycloak.storage.UserStorageProvider",
                "config",
                Map.ofEntries(
                        Map.entry("enabled", List.of("true")),
                        Map.entry("editMode", List.of(mode)),
                        Map.entry("vendor", List.of("other")),
                        Map.entry("connectionUrl", List.of("ldap://127.0.0.1:" + server.getListenPort())),
                        Map.entry("authType", List.of("simple")),
                        Map.entry("bindDn", List.of(ADMIN)),
                        Map.entry("bindCredential", List.of(ADMIN_PASSWORD)),
                        Map.entry("usersDn", List.of(partOf(mode))),
                        Map.entry("usernameLDAPAttribute", List.of("uid")),
                        Map.entry("rdnLDAPAttribute", List.of("uid")),
                        Map.entry("uuidLDAPAttribute", List.of("entryUUID")),
                        Map.entry("userObjectClasses", List.of("inetOrgPerson")),
                        Map.entry("searchScope", List.of("1")),
                        Map.entry("importEnabled", List.of("true")),
                        Map.entry("syncRegistrations", List.of(Boolean.toString(newcomers))),
                        Map.entry("trustEmail", List.of("true"))));
    }

    /** A person with this address as the name, too, and {@link User#PASSWORD}. */
    public void add(String mode, String address) {
        calling(() -> server.add(
                "dn: " + entry(mode, address),
                "objectClass: inetOrgPerson",
                "uid: " + address,
                "mail: " + address,
                "cn: Test Person",
                "givenName: Test",
                "sn: Person",
                "pwdChangedTime: 20260101000000Z",
                "userPassword: " + User.PASSWORD));
    }

    /** Whether there is an entry for that person. */
    public boolean has(String mode, String address) {
        return calling(() -> server.getEntry(entry(mode, address)) != null);
    }

    /** Whether the directory itself takes this password. */
    public boolean takes(String mode, String address, String password) {
        return calling(() -> {
            try (LDAPConnection connection = new LDAPConnection("127.0.0.1", server.getListenPort())) {
                return connection.bind(entry(mode, address), password).getResultCode() == ResultCode.SUCCESS;
            } catch (LDAPException refused) {
                if (refused.getResultCode() == ResultCode.INVALID_CREDENTIALS) {
                    return false;
                }
                throw refused;
            }
        });
    }

    /** Changes a password by the directory's own means. */
    public void change(String mode, String address, String password) {
        calling(() -> server.modify(
                entry(mode, address),
                new Modification(ModificationType.REPLACE, "userPassword", password),
                new Modification(ModificationType.REPLACE, "pwdChangedTime", "20260102000000Z")));
    }

    /** Answers every change that Keycloak wants with this code; null: takes them again. */
    public void refuse(Integer code) {
        refusal = code == null ? null : ResultCode.valueOf(code);
    }

    @Override
    public void close() {
        server.shutDown(true);
    }

    private static String partOf(String mode) {
        return "ou=" + mode + "," + BASE;
    }

    private static String entry(String mode, String address) {
        return "uid=" + address + "," + partOf(mode);
    }

    private final class Refusing extends InMemoryOperationInterceptor {
        @Override
        public void processModifyRequest(InMemoryInterceptedModifyRequest request) throws LDAPException {
            if (refusal != null) {
                throw new LDAPException(refusal, "not this one");
            }
        }
    }

    private interface Call<T> {
        T call() throws LDAPSDKException;
    }

    private static <T> T calling(Call<T> call) {
        try {
            return call.call();
        } catch (LDAPSDKException e) {
            throw new IllegalStateException(e);
        }
    }
}
