package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.confirm;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People who come by an identity provider, which another realm plays, into a realm that signs up our way. */
class ProviderBesideIT {
    private static final String SECRET = UUID.randomUUID().toString();

    private static Mailbox mailbox;
    private static Realm provider;

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(ProviderBesideIT::broker);

    private final SigningUp signingUp = OWN.signingUp();
    private final String address = UUID.randomUUID().toString().substring(0, 8) + "@example.org";

    private static void broker(ObjectNode json) {
        mailbox = Mailbox.open();
        provider = Realm.open(KeycloakServer.h2(), mailbox, other -> other.withArray("clients")
                .addObject()
                .put("clientId", "broker")
                .put("secret", SECRET)
                .put("protocol", "openid-connect")
                .put("publicClient", false)
                .put("standardFlowEnabled", true)
                .withArray("redirectUris")
                .add("*"));
        ObjectNode config = json.withArray("identityProviders")
                .addObject()
                .put("alias", "partner")
                .put("providerId", "oidc")
                .put("enabled", true)
                .put("trustEmail", true)
                .withObjectProperty("config");
        config.put("clientId", "broker").put("clientSecret", SECRET);
        config.put("clientAuthMethod", "client_secret_post").put("defaultScope", "openid profile email");
        config.put("authorizationUrl", endpoint("auth")).put("tokenUrl", endpoint("token"));
        config.put("jwksUrl", endpoint("certs")).put("useJwksUrl", "true").put("validateSignature", "true");
        config.put("issuer", provider.url("").toString());
    }

    private static String endpoint(String name) {
        return provider.url("/protocol/openid-connect/" + name).toString();
    }

    @BeforeAll
    static void someonesRealmIsThere() {
        assertTrue(OWN.realm().app().signIn().open(new Visitor()).has("a[href*='/broker/partner/login']"));
    }

    @AfterAll
    static void close() {
        provider.close();
        mailbox.close();
    }

    @Test
    void aNewPersonGetsAnAccountAtFirstSignInAndNoMailOfOurs() {
        assertTrue(byProvider(new Visitor()).isApp());

        User user = OWN.realm().existing(address);
        assertTrue(user.json().path("emailVerified").asBoolean());
        assertEquals(0, OWN.mailbox().count(address));
    }

    @Test
    void whoHasSignedUpBesideFindsTheAccountThereAtTheConfirmation() {
        Visitor visitor = new Visitor();
        signingUp.send(visitor, address);
        Mail mail = signingUp.mail(address);
        Page confirm = visitor.open(mail.link()).is("registration-confirm");
        assertTrue(byProvider(new Visitor()).isApp());

        confirm(confirm, PASSWORD).is("registration-exists");

        new Visitor().open(mail.link()).is("registration-exists");
        assertFalse(OWN.realm().existing(address).signsInWith(PASSWORD));
    }

    @Test
    void whoHasSignedUpBeforeIsAskedByKeycloakToLinkTheTwo() {
        User user = signingUp.user(address);

        Page answer = byProvider(new Visitor());

        assertFalse(answer.isApp());
        assertTrue(answer.text().contains("already exists"), answer::text);
        assertTrue(user.signsInWith(PASSWORD));
    }

    private Page byProvider(Visitor visitor) {
        User there = provider.user(address).create();
        return OWN.realm()
                .app()
                .signIn()
                .open(visitor)
                .click("a[href*='/broker/partner/login']")
                .formWith("password")
                .fill("username", there.username())
                .fill("password", User.PASSWORD)
                .submit();
    }
}
