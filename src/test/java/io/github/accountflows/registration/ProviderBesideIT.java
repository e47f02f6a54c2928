package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.confirm;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Partner;
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
    private static final Partner PARTNER = Partner.open();

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> PARTNER.join(json, true));

    private final SigningUp signingUp = OWN.signingUp();
    private final String address = UUID.randomUUID().toString().substring(0, 8) + "@example.org";

    @BeforeAll
    static void someonesRealmIsThere() {
        assertTrue(OWN.realm().app().signIn().open(new Visitor()).has("a[href*='/broker/partner/login']"));
    }

    @AfterAll
    static void close() {
        PARTNER.close();
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
        return PARTNER.bring(visitor, OWN.realm(), address);
    }
}
