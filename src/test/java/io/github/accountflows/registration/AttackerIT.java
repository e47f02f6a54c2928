package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.chosen;
import static io.github.accountflows.testing.SigningUp.code;
import static io.github.accountflows.testing.SigningUp.confirm;
import static io.github.accountflows.testing.SigningUp.land;
import static io.github.accountflows.testing.SigningUp.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Cookie;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody signs up with a victim's address and waits for the victim to confirm: nothing that he typed, holds or has
 * open is in the account then (REG-2, REG-3; "pre-hijacking").
 */
class AttackerIT {
    private static final String TYPED = "Mallory";
    private static final String GUESSED = "a password of the attacker";

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("eventsEnabled", true));

    private static int victims;

    private final Realm realm = OWN.realm();
    private final SigningUp signingUp = OWN.signingUp();
    private final Visitor attacker = new Visitor();
    private final Visitor victim = new Visitor();
    private final String address = "victim-" + ++victims + "@example.org";

    @Test
    void nothingTheAttackerTypedHoldsOrHasOpenIsInTheAccount() {
        SignIn signIn = realm.app().signIn();
        Page sent = attack(signIn);
        Page second = sent.refresh();
        Mail mail = signingUp.mail(address);

        Page page = land(victim, mail.link());
        assertFalse(page.body().contains(TYPED), page::body);
        assertFalse(mail.toString().contains(TYPED), mail::toString);
        confirm(page, PASSWORD).is("registration-done");

        User user = realm.existing(address);
        assertFalse(user.json().toString().contains(TYPED), () -> user.json().toString());
        assertEquals(SigningUp.FIRST_NAME, user.json().path("firstName").asText());
        assertEquals(1, user.credentials().size());
        assertEquals(List.of(), user.sessions());
        assertFalse(user.signsInWith(GUESSED));
        assertTrue(user.signsInWith(PASSWORD));
        assertAttackerGetsNowhere(signIn, List.of(sent, second));
        assertEquals(0, OWN.mailbox().all("mallory@example.org").size());
    }

    /** Every page that the attacker has open still says "sent", whatever is pressed there. */
    private void assertAttackerGetsNowhere(SignIn signIn, List<Page> open) {
        for (Page page : open) {
            page.refresh().is("registration-sent");
            typeCode(page.refresh(), "ABCD-EFGH").is("registration-sent");
            signingUp.passPause(attacker, page.refresh());
            page.refresh().press("resend").is("registration-sent");
        }
        assertFalse(isSignedIn(attacker));
        assertFalse(attacker.open(signIn.uri()).isApp());
        Page signInPage = signIn.open(attacker);
        Page refused = signInPage
                .formWith("password")
                .fill("username", address)
                .fill("password", GUESSED)
                .submit();
        assertFalse(refused.isApp(), refused::toString);
    }

    /** The code reached the victim alone; once the link was used it is dead, too. */
    @Test
    void theCodeOfAUsedLinkIsWorthNothingInTheAttackersTab() {
        Page sent = attack(realm.app().signIn());
        Mail mail = signingUp.mail(address);
        confirm(land(victim, mail.link()), PASSWORD).is("registration-done");

        typeCode(sent.refresh(), code(mail)).is("registration-sent");

        assertEquals(1, realm.existing(address).credentials().size());
        assertTrue(realm.existing(address).signsInWith(PASSWORD));
    }

    /** A code belongs to its ask: none of the attacker's own opens the victim's, in whichever tab or session. */
    @Test
    void aCodeForTheAttackersOwnAddressProvesNoOther() {
        Page victims = attack(realm.app().signIn());
        String own = "attacker-of-" + address;
        Page his = signingUp.send(attacker, own);
        Mail mail = signingUp.mail(own);

        typeCode(victims.refresh(), code(mail)).is("registration-sent");
        Form here = victims.refresh().formWith("code").fill("code", code(mail)).add("email", own);
        here.submit().is("registration-sent");
        Page proved = typeCode(his.refresh(), code(mail)).is("registration-confirm");
        Page after = chosen(proved, PASSWORD)
                .add("email", address)
                .add("username", address)
                .submit();

        assertTrue(after.isApp(), after::toString);
        assertEquals(own, realm.existing(own).email());
        assertNobody(address);
    }

    /** Guesses are counted on the ask; a resend brings five more, and nothing else does. */
    @Test
    void fiveGuessesAndTheRightCodeIsWrongToo() {
        Page sent = attack(realm.app().signIn());
        Mail mail = signingUp.mail(address);
        for (int guess = 0; guess < 5; guess++) {
            sent = typeCode(sent.refresh(), "AAAA-AAA" + (2 + guess)).is("registration-sent");
        }

        typeCode(sent.refresh(), code(mail)).is("registration-sent");

        land(victim, mail.link());
        assertNobody(address);
    }

    /** The session cookies of Keycloak can be planted by a neighbouring domain; ours has a name that cannot (SES-2). */
    @Test
    void plantedSessionCookiesMakeNoBrowserTheAttackers() {
        Page sent = attack(realm.app().signIn());
        keycloaksCookiesOf(attacker).forEach(victim.cookies()::set);

        Page page = land(victim, signingUp.mail(address).link());

        assertFalse(page.body().contains(TYPED), page::body);
        confirm(page, PASSWORD).is("registration-done");
        sent.refresh().is("registration-sent");
        assertFalse(isSignedIn(attacker));
        assertFalse(isSignedIn(victim));
        assertFalse(realm.existing(address).json().toString().contains(TYPED));
        assertEquals(List.of(), realm.existing(address).sessions());
    }

    /** Whoever was told a code may type it into a page that the attacker has planted; it proves nothing there (SES-2). */
    @Test
    void theRightCodeIsAWrongOneInABrowserWithThePlantedSession() {
        Page sent = attack(realm.app().signIn());
        Mail mail = signingUp.mail(address);
        Visitor planted = planted(attacker);

        Page refused = typeCode(planted.open(sent.url()).is("registration-sent"), code(mail));

        assertTrue(refused.is("registration-sent").has("#wrong"), refused::text);
        planted.open(sent.url()).is("registration-sent");
        assertNobody(address);
        typeCode(sent.refresh(), code(mail)).is("registration-confirm");
    }

    /** Nor does a page to confirm open, or take anything, in a browser that has its session and not our secret. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPageToConfirmIsNoneInABrowserThatLacksOurSecret(boolean live) {
        attack(realm.app().signIn());
        URI link = signingUp.mail(address).link();
        Visitor owner = live ? attacker : victim;
        List<JsonNode> tokens = realm.rows("AF_TOKEN");
        List<JsonNode> asks = realm.rows("AF_ASK");
        Page page = land(owner, link);
        assertEquals(live, page.body().contains(TYPED), page::body);

        planted(owner).open(page.url()).is("link-invalid");
        for (String button : List.of("confirm", "not-me")) {
            Form form = chosen(land(owner, link), GUESSED);
            Map<String, String> fields =
                    Map.of("firstName", TYPED, "lastName", TYPED, "password-new", GUESSED, "password-confirm", GUESSED);
            Map<String, String> pressed = new HashMap<>(fields);
            pressed.put(button, "true");
            planted(owner).post(form.action(), pressed).follow().is("link-invalid");
        }

        assertEquals(tokens, realm.rows("AF_TOKEN"));
        assertEquals(asks, realm.rows("AF_ASK"));
        assertNobody(address);
        confirm(land(link), PASSWORD).is("registration-done");
    }

    /** The same for the page that a code has opened. */
    @Test
    void whatACodeHasProvedIsProvedForItsBrowserAlone() {
        Page sent = attack(realm.app().signIn());
        Page page = typeCode(sent, code(signingUp.mail(address))).is("registration-confirm");

        planted(attacker)
                .post(
                        chosen(page, GUESSED).action(),
                        Map.of("password-new", GUESSED, "password-confirm", GUESSED, "confirm", "true"))
                .follow()
                .is("link-invalid");

        assertNobody(address);
    }

    /** Whatever was planted under our name is not kept: each sign-up that this session did not make gives a new one. */
    @Test
    void aPlantedSecretIsNotTakenOver() {
        attack(realm.app().signIn());
        Cookie planted = ours(attacker);
        victim.cookies().set(planted);

        signingUp.send(victim, "own-" + address);

        assertFalse(ours(victim).value().equals(planted.value()));
        assertFalse(land(victim, signingUp.mail(address).link()).body().contains(TYPED));
    }

    @Test
    void theSecretIsForThisHostAloneAndNoScriptReadsIt() {
        attack(realm.app().signIn());

        Cookie cookie = ours(attacker);

        assertTrue(cookie.has("HttpOnly"), cookie::toString);
        assertEquals("Lax", cookie.attribute("SameSite").orElse(""));
        assertEquals("/", cookie.attribute("Path").orElse(""));
        assertTrue(cookie.attribute("Domain").isEmpty(), cookie::toString);
        assertEquals("86400", cookie.attribute("Max-Age").orElse(""));
        assertFalse(realm.rows("AF_ASK").toString().contains(cookie.value()));
    }

    /** Over https its name is one that browsers take from this very host alone (SES-4). */
    @Test
    void overHttpsNoNeighbourCanPlantTheSecret() {
        realm.change(json -> json.withObjectProperty("attributes").put("frontendUrl", "https://public.example"));
        try {
            Page page = attacker.get(signingUp.direct());
            while (page.location().isPresent()) {
                page = attacker.get(here(page.location().get()));
            }
            attacker.post(
                    here(SigningUp.filled(page, address).action()),
                    Map.of("email", address, "firstName", TYPED, "lastName", TYPED));
        } finally {
            realm.change(json -> json.withObjectProperty("attributes").put("frontendUrl", ""));
        }

        Cookie cookie = ours(attacker);

        assertTrue(cookie.name().startsWith("__Host-"), cookie::toString);
        assertTrue(cookie.has("Secure"), cookie::toString);
        assertTrue(cookie.has("HttpOnly"), cookie::toString);
        assertEquals("/", cookie.attribute("Path").orElse(""));
        assertTrue(cookie.attribute("Domain").isEmpty(), cookie::toString);
    }

    /** Nobody is signed in to an account that somebody else has prepared. */
    @Test
    void theAttackersOwnLinkInTheVictimsBrowserSignsNobodyInAndShowsNothingOfTheVictims() {
        Page own = SigningUp.filled(signingUp.form(victim), Map.of("email", address, "firstName", "Victoria"))
                .submit()
                .is("registration-sent");
        String his = "attacker-of-" + address;
        URI link = signingUp
                        .send(attacker, Map.of("email", his, "firstName", TYPED))
                        .has("[name=code]")
                ? signingUp.mail(his).link()
                : null;

        Page page = land(victim, link);

        assertFalse(page.body().contains("Victoria"), page::body);
        assertFalse(page.body().contains(TYPED), page::body);
        assertTrue(page.text().contains(his), page::text);
        confirm(page, PASSWORD).is("registration-done");
        assertFalse(isSignedIn(victim));
        own.refresh().is("registration-sent");
        assertTrue(
                confirm(land(victim, signingUp.mail(address).link()), PASSWORD).isApp());
        assertEquals(
                "Victoria", realm.existing(address).json().path("firstName").asText());
    }

    /** The victim signs up, too: each has a mail of his own, and the attacker's link shows the victim nothing of it. */
    @Test
    void theVictimsOwnSignUpIsNotTouchedByTheAttackers() {
        attack(realm.app().signIn());
        Mail attackers = signingUp.mail(address);
        SignIn signIn = realm.app().signIn();
        SigningUp.filled(signingUp.form(victim, signIn), Map.of("email", address, "firstName", "Victoria"))
                .submit()
                .is("registration-sent");
        Mail own = signingUp.mail(address);

        Page page = land(victim, attackers.link());
        assertFalse(page.body().contains(TYPED), page::body);
        Page live = land(victim, own.link());

        assertEquals("Victoria", live.formWith("password-new").value("firstName"));
        signIn.tokens(confirm(live, PASSWORD));
        assertFalse(realm.existing(address).json().toString().contains(TYPED));
        new Visitor().open(attackers.link()).is("link-invalid");
    }

    /** A form of the victim's browser cannot be sent by another site: it knows no code of its session (SES-3). */
    @Test
    void noOtherSiteConfirmsOrDeclinesInTheVictimsBrowser() {
        attack(realm.app().signIn());
        Page page = land(victim, signingUp.mail(address).link());
        Form form = page.formWith("password-new");
        URI withoutCode = URI.create(form.action().toString().replaceFirst("session_code=[^&]*&", ""));
        URI withAnother = URI.create(
                form.action().toString().replaceFirst("session_code=[^&]*", "session_code=" + "A".repeat(43)));

        for (URI forged : List.of(withoutCode, withAnother)) {
            victim.post(forged, Map.of("password-new", GUESSED, "password-confirm", GUESSED, "confirm", "true"));
            victim.post(forged, Map.of("not-me", "true"));
        }

        assertNobody(address);
        confirm(page.refresh(), PASSWORD).is("registration-done");
    }

    /** REG-12: what a login page would tell of a pending sign-up is what it tells of nobody. */
    @Test
    void beforeTheProofThereIsNothingToSignInTo() {
        List<JsonNode> before = realm.events("REGISTER");
        attack(realm.app().signIn());
        signingUp.mail(address);

        assertNobody(address);
        assertFalse(realm.app().signIn().with(attacker, address, GUESSED).isApp());
        assertEquals(before, realm.events("REGISTER"));
    }

    private Page attack(SignIn signIn) {
        Form form = SigningUp.filled(
                signingUp.form(attacker, signIn), Map.of("email", address, "firstName", TYPED, "lastName", TYPED));
        return form.add("password", GUESSED)
                .add("password-confirm", GUESSED)
                .add("password-new", GUESSED)
                .add("emailVerified", "true")
                .add("id", "00000000-0000-0000-0000-000000000000")
                .submit()
                .is("registration-sent");
    }

    /** Where the test's server listens. */
    private URI here(URI published) {
        return URI.create(realm.server().url() + published.getRawPath() + "?" + published.getRawQuery());
    }

    /** Another browser, into which a neighbouring domain has tossed the session cookies of that one. */
    private static Visitor planted(Visitor owner) {
        Visitor planted = new Visitor();
        keycloaksCookiesOf(owner).forEach(planted.cookies()::set);
        return planted;
    }

    private static List<Cookie> keycloaksCookiesOf(Visitor visitor) {
        return visitor.cookies().all().stream()
                .filter(cookie -> !cookie.name().contains("account-flows"))
                .toList();
    }

    private static Cookie ours(Visitor visitor) {
        return visitor.cookies().all().stream()
                .filter(cookie -> cookie.name().contains("account-flows"))
                .findFirst()
                .orElseThrow();
    }

    private void assertNobody(String mailbox) {
        JsonNode found = realm.admin().get(realm.path("/users?exact=true&email=" + mailbox));
        assertEquals(0, found.size(), found::toString);
    }

    private boolean isSignedIn(Visitor who) {
        return realm.app().signIn().open(who).isApp();
    }
}
