package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A realm and a mailbox of a test class's own, there before its first test and gone after its last. Registered as a
 * static field: {@code @RegisterExtension static final OwnRealm OWN = OwnRealm.onH2();}
 */
public final class OwnRealm implements BeforeAllCallback, AfterAllCallback {
    private final Supplier<KeycloakServer> server;
    private final Consumer<ObjectNode> changes;
    private Mailbox mailbox;
    private Realm realm;

    private OwnRealm(Supplier<KeycloakServer> server, Consumer<ObjectNode> changes) {
        this.server = server;
        this.changes = changes;
    }

    /** The realm of {@code realm-export.json} on the shared server with the embedded database. */
    public static OwnRealm onH2() {
        return onH2(json -> {});
    }

    /** The same with changes to the export. */
    public static OwnRealm onH2(Consumer<ObjectNode> changes) {
        return new OwnRealm(KeycloakServer::h2, changes);
    }

    /** The realm of {@code realm-export.json} on the shared server with PostgreSQL. */
    public static OwnRealm onPostgres() {
        return onPostgres(json -> {});
    }

    /** The same with changes to the export. */
    public static OwnRealm onPostgres(Consumer<ObjectNode> changes) {
        return new OwnRealm(KeycloakServer::postgres, changes);
    }

    public Realm realm() {
        return realm;
    }

    public Mailbox mailbox() {
        return mailbox;
    }

    /** Recovery as far as the mailed link, in this realm. */
    public Recovering recovering() {
        return new Recovering(realm, mailbox);
    }

    /** Sign up, page by page, in this realm. */
    public SigningUp signingUp() {
        return new SigningUp(realm, mailbox);
    }

    /** Change of address, page by page, in this realm. */
    public Changing changing() {
        return new Changing(realm, mailbox);
    }

    /** The proof of an address that a user has, page by page, in this realm. */
    public Verifying verifying() {
        return new Verifying(realm, mailbox);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        mailbox = Mailbox.open();
        realm = Realm.open(server.get(), mailbox, changes);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (realm != null) {
            realm.close();
        }
        mailbox.close();
    }
}
