package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.chosen;
import static io.github.accountflows.testing.SigningUp.confirm;
import static io.github.accountflows.testing.SigningUp.fault;
import static io.github.accountflows.testing.SigningUp.filled;
import static io.github.accountflows.testing.SigningUp.isForm;
import static io.github.accountflows.testing.SigningUp.land;
import static io.github.accountflows.testing.SigningUp.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An organization's own invitation, mailed by stock, leads through our form and makes a member of whoever proves the
 * mailbox; it also opens the form where nobody else may sign up.
 */
class InvitationIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onPostgres(json -> json.put("organizationsEnabled", true)
            .put("registrationAllowed", false)
            .put("eventsEnabled", true));

    private static Realm realm;
    private static SigningUp signingUp;
    private static String organization;

    private final String address = "mara-" + UUID.randomUUID().toString().substring(0, 8) + "@example.org";
    private final Visitor visitor = new Visitor();
    private URI invitation;

    @BeforeAll
    static void makeTheOrganization() {
        realm = OWN.realm();
        signingUp = OWN.signingUp();
        organization = organization("Lighthouse");
    }

    @BeforeEach
    void invite() {
        invitation = invite(address);
    }

    @Test
    void theFormSaysWhoInvitesAndIsFilledWithTheAddress() {
        Page form = isForm(visitor.open(invitation));
        assertTrue(form.text().contains("Lighthouse"), form::toString);
        assertEquals(address, form.formWith("email").value("email"));
    }

    @Test
    void whoConfirmsInTheBrowserOfTheInvitationIsAMemberAndSignedIn() {
        send();

        Page confirm = land(visitor, mail().link());
        Page end = confirm(confirm, SigningUp.PASSWORD);

        assertMember();
        assertTrue(end.url().getPath().endsWith("/account/"), end::toString);
        assertTrue(end.url().getQuery().contains("code="), end::toString);
        assertEquals(List.of(), invitations());
        JsonNode event = realm.events("INVITE_ORG").get(0);
        assertEquals(organization, event.path("details").path("org_id").textValue());
        assertFalse(event.toString().contains(address), event::toString);
    }

    @Test
    void whoConfirmsInAnotherBrowserIsAMemberToo() {
        send();
        Page done = confirm(land(mail().link()), SigningUp.PASSWORD).is("registration-done");
        done.refresh().is("registration-done");
        assertMember();
        assertEquals(List.of(), invitations());
    }

    @Test
    void whoTypesTheCodeIsAMemberToo() {
        Page sent = send();
        Page confirm = typeCode(sent, SigningUp.code(mail())).is("registration-confirm");
        confirm(confirm.refresh(), SigningUp.PASSWORD);
        assertMember();
    }

    @Test
    void allPagesOnTheWayStandThoughNobodyElseMaySignUp() {
        Page sent = send().refresh().is("registration-sent");
        mail();
        sent = typeCode(sent, "ABCD-EFGH").is("registration-sent");
        signingUp.passPause(visitor, sent);
        sent = sent.refresh().press("resend").is("registration-sent");
        mail();
        Page form = isForm(sent.press("other-address"));
        assertEquals(address, form.formWith("email").value("email"));
        filled(form, address).submit().is("registration-sent").refresh().is("registration-sent");

        Page confirm = land(visitor, mail().link()).refresh();
        Page again = confirm(confirm, "too short");
        confirm(again.refresh(), SigningUp.PASSWORD);
        assertMember();
    }

    @Test
    void anotherAddressThanTheInvitedOneIsRefusedAtItsField() {
        Page form = isForm(
                filled(isForm(visitor.open(invitation)), "eve@example.org").submit());
        assertTrue(fault(form, "email").contains("another address"), form::toString);
        assertEquals(0, asks("eve@example.org"));
    }

    @Test
    void theSameAddressInOtherLettersIsTheInvitedOne() {
        filled(isForm(visitor.open(invitation)), " " + address.toUpperCase())
                .submit()
                .is("registration-sent");
    }

    @Test
    void anInvitationThatWasTakenBackOpensNothing() {
        takeBack();
        Page page = visitor.open(invitation);
        assertNotEquals("registration-sent", page.name());
        assertFalse(page.has("#kc-register-form"), page::toString);
    }

    @Test
    void oneThatIsTakenBackWhileTheFormIsOpenSendsNothing() {
        Form form = filled(isForm(visitor.open(invitation)), address);
        takeBack();
        Page page = form.submit();
        assertNotEquals("registration-sent", page.name(), page::toString);
        assertEquals(0, asks(address));
    }

    /** Neither a member nor an account: where nobody may sign up, the invitation was all that allowed it. */
    @Test
    void oneThatIsTakenBackBeforeTheConfirmMakesNobody() {
        send();
        URI link = mail().link();
        takeBack();

        Page page = visitor.open(link);
        if (page.name().equals("registration-confirm")) {
            page = confirm(page, SigningUp.PASSWORD);
        }

        assertTrue(page.status() / 100 == 4 || page.name().equals("registration-confirm"), page::toString);
        assertEquals(0, users());
    }

    @Test
    void oneThatIsTakenBackWhileTheConfirmPageIsOpenMakesNobody() {
        send();
        Form form = chosen(land(visitor, mail().link()), SigningUp.PASSWORD);
        takeBack();

        Page page = form.submit();

        assertFalse(page.url().getQuery().contains("code="), page::toString);
        assertEquals(0, users());
    }

    @Test
    void aDisabledOrganizationInvitesNobody() {
        String other = organization("Harbour " + address);
        URI link = invite(other, "other-" + address);
        JsonNode json = realm.admin().get(realm.path("/organizations/" + other));
        ((ObjectNode) json).put("enabled", false);
        realm.admin().put(realm.path("/organizations/" + other), json);

        Page page = visitor.open(link);
        assertFalse(page.has("#kc-register-form"), page::toString);
    }

    /** REG-17. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anInvitationThatWasTamperedWithOpensNothing(int part) {
        String token = invitation.getQuery().replaceFirst("(?:.*&)?token=([^&]+).*", "$1");
        String[] parts = token.split("\\.");
        char first = parts[part].charAt(10);
        parts[part] = parts[part].substring(0, 10) + (first == 'A' ? 'B' : 'A') + parts[part].substring(11);

        Page page = visitor.open(URI.create(invitation.toString().replace(token, String.join(".", parts))));

        assertTrue(page.status() >= 400 || page.document().select("form").isEmpty(), page::toString);
        assertFalse(page.has("#kc-register-form"), page::toString);
    }

    @Test
    void withoutAnInvitationNobodySignsUp() {
        Page page = realm.app().signIn(Map.of("prompt", "create")).open(visitor);
        assertFalse(page.has("#kc-register-form"), page::toString);
    }

    private Page send() {
        return filled(isForm(visitor.open(invitation)), address).submit().is("registration-sent");
    }

    private Mail mail() {
        return signingUp.mail(address);
    }

    private static URI invite(String address) {
        return invite(organization, address);
    }

    private static URI invite(String organization, String address) {
        realm.admin()
                .postForm(
                        realm.path("/organizations/" + organization + "/members/invite-user"),
                        Map.of("email", address, "firstName", "Mara", "lastName", "Example"));
        // Stock's plain text has the link with its "&" written as in HTML.
        Element link = Jsoup.parse(signingUp.mail(address).html()).selectFirst("a[href*='token=']");
        return URI.create(link.attr("href"));
    }

    private static String organization(String name) {
        String alias = "org-" + UUID.randomUUID().toString().substring(0, 8);
        String location = realm.admin()
                .post(
                        realm.path("/organizations"),
                        Map.of(
                                "name",
                                name,
                                "alias",
                                alias,
                                "domains",
                                List.of(Map.of("name", alias + ".example.org"))))
                .location();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private List<String> invitations() {
        return StreamSupport.stream(
                        realm.admin()
                                .get(realm.path("/organizations/" + organization + "/invitations"))
                                .spliterator(),
                        false)
                .filter(one -> one.path("email").asText().equals(address))
                .map(one -> one.path("id").asText())
                .toList();
    }

    private void takeBack() {
        invitations().forEach(id -> realm.admin()
                .delete(realm.path("/organizations/" + organization + "/invitations/" + id)));
        assertEquals(List.of(), invitations());
    }

    private void assertMember() {
        JsonNode members = realm.admin()
                .get(realm.path("/organizations/" + organization + "/members?exact=true&search=" + address));
        assertEquals(1, members.size(), members::toString);
        assertEquals("MANAGED", members.get(0).path("membershipType").asText());
        assertTrue(members.get(0).path("emailVerified").asBoolean());
    }

    private int users() {
        return realm.admin()
                .get(realm.path("/users?exact=true&email=" + address))
                .size();
    }

    private static long asks(String address) {
        return realm.rows("AF_ASK").stream()
                .filter(ask -> ask.path("profile").asText("").contains(address))
                .count();
    }
}
