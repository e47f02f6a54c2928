package io.github.accountflows.verification;

import static io.github.accountflows.testing.Changing.send;
import static io.github.accountflows.testing.Changing.type;
import static io.github.accountflows.testing.Proving.confirm;
import static io.github.accountflows.testing.Proving.isProved;
import static io.github.accountflows.testing.Proving.land;
import static io.github.accountflows.testing.Proving.status;
import static io.github.accountflows.testing.Proving.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Changing;
import io.github.accountflows.testing.Directory;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Another address for an account: how it becomes the account's, and what stays until then (VER-3, VER-6). */
class ChangeEmailIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    /** Where names are chosen. */
    @RegisterExtension
    static final OwnRealm NAMES = OwnRealm.onH2(json -> json.put("registrationEmailAsUsername", false));

    private final Realm realm = OWN.realm();
    private final Mailbox mailbox = OWN.mailbox();
    private final Changing changing = OWN.changing();
    private final Visitor visitor = new Visitor();

    @Test
    void aTypedCodeProvesTheNewAddressAndTheAppGoesOn() {
        User user = user("by-code@example.org");
        SignIn signIn = changing.signIn();
        Page sent = send(changing.form(visitor, signIn, user), "by-code.new@example.org");

        Page app = typeCode(sent, changing.mail("by-code.new@example.org").code());

        assertEquals("success", status(app));
        assertEquals(
                "by-code.new@example.org",
                signIn.tokens(app).claims().path("email").asText());
        assertEquals("by-code.new@example.org", user.email());
        assertTrue(isProved(user));
    }

    @Test
    void theLinkAsksInThisBrowserOnceMoreAndAloneChangesNothing() {
        User user = user("by-link@example.org");
        SignIn signIn = changing.signIn();
        send(changing.form(visitor, signIn, user), "by-link.new@example.org");
        Mail mail = changing.mail("by-link.new@example.org");

        visitor.head(mail.link());
        Page page = land(visitor, mail.link());

        assertTrue(page.text().contains("by-link@example.org"), page::text);
        assertTrue(page.text().contains("by-link.new@example.org"), page::text);
        assertEquals("by-link@example.org", user.email());
        Page app = confirm(page.refresh());
        assertEquals("success", status(app));
        signIn.tokens(app);
        assertEquals("by-link.new@example.org", user.email());
        assertTrue(isProved(user));
    }

    @Test
    void whoHasNoAddressGetsOneByItsProofAndReadsOfNoneToKeep() {
        letAccountsHaveNoAddress(NAMES.realm());
        User user = NAMES.realm().user("without-address").create();
        Page form = NAMES.changing().form(visitor, user);
        assertTrue(form.text().contains("Add your email address"), form::text);

        Page sent = send(form, "first@example.org");
        Mail mail = NAMES.changing().mail("first@example.org");
        Page page = land(visitor, mail.link());

        for (Page shown : List.of(form, sent, page)) {
            assertEquals(
                    "Back to the app", shown.document().select("[name=cancel]").text());
        }
        assertEquals("success", status(confirm(page)));
        assertEquals("first@example.org", user.email());
    }

    private static void letAccountsHaveNoAddress(Realm realm) {
        ObjectNode profile = (ObjectNode) realm.admin().get(realm.path("/users/profile"));
        profile.withArray("attributes").forEach(attribute -> {
            if (attribute.path("name").asText().equals("email")) {
                ((ObjectNode) attribute).remove("required");
            }
        });
        realm.admin().put(realm.path("/users/profile"), profile);
    }

    @Test
    void theOldAddressIsTheAccountsUntilTheProofAndNotAfterIt() {
        User user = user("old@example.org");
        Page sent = changing.send(visitor, user, "old.new@example.org");
        Mail mail = changing.mail("old.new@example.org");
        mailbox.awaitMail("old@example.org"); // that it is about to change

        assertTrue(signsIn("old@example.org"));
        assertFalse(signsIn("old.new@example.org"));
        new Asking(realm).ask("old.new@example.org");
        new Asking(realm).ask("old@example.org");
        assertTrue(mailbox.awaitMail("old@example.org").hasLink());
        assertTrue(mailbox.noneArrivesWithin(Duration.ofMillis(500), "old.new@example.org"));

        assertEquals("success", status(typeCode(sent, mail.code())));
        assertFalse(signsIn("old@example.org"));
        assertTrue(signsIn("old.new@example.org"));
        assertEquals("old.new@example.org", storedUsername(user));
    }

    @Test
    void theOldAddressHearsOfItAtOnceAndOnceMoreAfterTheProof() {
        User user = user("told@example.org");
        Page sent = changing.send(visitor, user, "told.new@example.org");

        Mail warning = mailbox.awaitMail("told@example.org");
        assertEquals("Your email address is about to change", warning.subject());
        assertTrue(warning.hasLink());
        assertFalse(warning.text().contains("told.new@"), warning::text);
        typeCode(sent, changing.mail("told.new@example.org").code());

        Mail notice = mailbox.awaitMail("told@example.org");
        assertFalse(notice.hasLink(), notice::text);
        assertFalse(notice.text().contains("told.new@"), notice::text);
        new Visitor().open(warning.link()).is("link-invalid");
    }

    @Test
    void whoSignsOutElsewhereMeanwhileStillHasASessionHere() {
        User user = user("sessions@example.org");
        Page sent = changing.send(visitor, user, "sessions.new@example.org");

        typeCode(sent, changing.mail("sessions.new@example.org").code());

        assertTrue(realm.app().signIn().open(visitor).isApp());
        assertEquals(1, user.sessions().size());
    }

    @Test
    void keepingTheAddressWithdrawsTheAskAndLeadsBackToTheApp() {
        User user = user("kept@example.org");
        Page sent = changing.send(visitor, user, "kept.new@example.org");
        Mail mail = changing.mail("kept.new@example.org");

        Page app = sent.press("cancel");

        assertEquals("cancelled", status(app));
        new Visitor().open(mail.link()).is("link-invalid");
        assertEquals("kept@example.org", user.email());
        assertEquals(List.of(), pending(user));
    }

    @Test
    void theFormLeadsBackToTheAppAndHasAskedForNothing() {
        User user = user("unasked@example.org");

        Page app = changing.form(visitor, user).press("cancel");

        assertEquals("cancelled", status(app));
        assertEquals(0, mailbox.count("unasked@example.org"));
    }

    @Test
    void anotherAddressTakesThePlaceOfTheFirst() {
        User user = user("twice@example.org");
        Page sent = changing.send(visitor, user, "first.twice@example.org");
        Mail first = changing.mail("first.twice@example.org");

        Page second = send(sent.press("change-address"), "second.twice@example.org");

        Mail mail = changing.mail("second.twice@example.org");
        assertFalse(typeCode(second, first.code()).isApp());
        visitor.open(first.link()).is("link-invalid");
        assertEquals("success", status(confirm(land(visitor, mail.link()))));
        assertEquals("second.twice@example.org", user.email());
    }

    @Test
    void aMailThatIsSentAgainEndsTheEarlierOne() {
        User user = user("again@example.org");
        Page sent = changing.send(visitor, user, "again.new@example.org");
        Mail first = changing.mail("again.new@example.org");
        assertTrue(sent.press("resend").text().contains("a little quick"));
        changing.passPause(visitor, sent);

        Page resent = sent.refresh().press("resend");

        Mail second = changing.mail("again.new@example.org");
        new Visitor().open(first.link()).is("link-invalid");
        assertEquals("success", status(typeCode(resent, second.code())));
        assertEquals("again.new@example.org", user.email());
    }

    @Test
    void fiveWrongCodesEndTheCodeButNotTheLink() {
        User user = user("tries@example.org");
        Page sent = changing.send(visitor, user, "tries.new@example.org");
        Mail mail = changing.mail("tries.new@example.org");
        for (int i = 0; i < 5; i++) {
            sent = typeCode(sent, "2345-6789").is("verification-sent");
        }

        typeCode(sent, mail.code()).is("verification-sent");

        assertEquals("tries@example.org", user.email());
        assertEquals("success", status(confirm(land(visitor, mail.link()))));
    }

    @Test
    void anotherSessionsCodeIsRefusedAlsoOfTheSameUser() {
        User user = user("two-tabs@example.org");
        Visitor other = new Visitor();
        changing.send(other, user, "two-tabs.new@example.org");
        Mail mail = changing.mail("two-tabs.new@example.org");
        Page here = changing.send(visitor, user("stranger@example.org"), "two-tabs.other@example.org");

        typeCode(here, mail.code()).is("verification-sent");

        assertEquals("two-tabs@example.org", user.email());
        assertEquals(
                "stranger@example.org", realm.existing("stranger@example.org").email());
    }

    @Test
    void postsAreAnsweredByARedirectAndGetsHaveACleanAddress() {
        User user = user("redirect@example.org");
        Page form = changing.form(visitor, user);

        assertFalse(form.url().getQuery().contains("client_data"), form::toString);
        Page answer = form.formWith("email")
                .fill("email", "redirect.new@example.org")
                .add("confirm", "")
                .send();
        assertEquals(303, answer.status());
        Page sent = answer.follow().is("verification-sent");
        assertFalse(sent.url().getQuery().contains("client_data"), sent::toString);
        assertFalse(sent.has("script:not([src]):not([type=importmap])")
                && sent.body().contains("replaceState"));
        changing.mail("redirect.new@example.org");
        sent.refresh().is("verification-sent");
        assertTrue(mailbox.noneArrivesWithin(Duration.ofMillis(500), "redirect.new@example.org"));
    }

    // --- input

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|fill this in",
                "'   '|fill this in",
                "no address|look like an email address",
                "a@b@example.org|look like an email address",
                "x@example|look like an email address",
                "ODD@Example.ORG|your confirmed address already",
                "odd@example.org|your confirmed address already"
            })
    void whatIsNoOtherAddressIsToldBesideTheField(String typed, String told) {
        Page form = changing.form(visitor, odd());

        Page answer = type(form, typed).is("verification-change");

        assertTrue(answer.text().contains(told), answer::text);
        assertEquals(typed, answer.formWith("email").value("email"));
        assertFalse(answer.refresh().text().contains(told), "told twice");
        assertEquals(0, mailbox.count("odd@example.org"));
    }

    @Test
    void anAddressThatCannotBeSoLongIsTold() {
        Page form = changing.form(visitor, odd());

        Page answer = type(form, "a".repeat(250) + "@example.org").is("verification-change");
        assertTrue(answer.text().contains("longer than an address can be"), answer::text);
        answer = type(answer, "a".repeat(20_000)).is("verification-change");
        assertTrue(answer.text().contains("longer than an address can be"), answer::text);
        assertTrue(answer.formWith("email").value("email").length() <= 300);
    }

    @Test
    void anAddressThatComesTwiceIsNotTaken() {
        Form form = changing.form(visitor, odd()).formWith("email");

        Page answer = visitor.post(
                        form.action(),
                        "application/x-www-form-urlencoded",
                        "email=one%40example.org&email=two%40example.org&confirm=")
                .follow()
                .is("verification-change");

        assertTrue(answer.text().contains("arrived twice"), answer::text);
        assertEquals(0, mailbox.count("one@example.org"));
    }

    @ParameterizedTest
    @CsvSource({
        "Loud.Voice@Example.ORG,loud.voice@example.org,loud.voice@example.org",
        "' spaced@example.org ',spaced@example.org,spaced@example.org",
        "wine@bücher.example,wine@xn--bcher-kva.example,wine@bücher.example",
        "beer@xn--bcher-kva.example,beer@xn--bcher-kva.example,beer@xn--bcher-kva.example"
    })
    void spellingsOfAnAddressAreKeptAsASignUpKeepsThem(String typed, String mailed, String stored) {
        User user = user("spelling-" + Math.abs(typed.hashCode()) + "@example.org");
        Page sent = changing.send(visitor, user, typed);

        assertEquals("success", status(typeCode(sent, changing.mail(mailed).code())));

        assertEquals(stored, user.email());
        assertEquals(stored, storedUsername(user));
        assertTrue(isProved(user));
        assertTrue(signsIn(stored));
    }

    /** An address may be somebody's name, where names are chosen: only its owner may have it. */
    @Test
    void anotherPersonsNameIsNobodysAddress() {
        NAMES.realm().user("named@example.org").email("elsewhere@example.org").create();
        User user = NAMES.realm().user("zoe").email("zoe@example.org").create();
        Page sent = NAMES.changing().send(visitor, user, "named@example.org");
        Mail mail = NAMES.changing().mail("named@example.org");

        typeCode(sent, mail.code()).is("link-invalid");

        assertEquals("zoe@example.org", user.email());
        assertEquals("zoe", storedUsername(NAMES.realm(), user));
        new Visitor().open(mail.link()).is("link-invalid");
    }

    @Test
    void aChosenNameStaysAsItIs() {
        User user = NAMES.realm().user("yuri").email("yuri@example.org").create();
        Page sent = NAMES.changing().send(visitor, user, "yuri.new@example.org");

        Page app = typeCode(sent, NAMES.changing().mail("yuri.new@example.org").code());

        assertEquals("success", status(app));
        assertEquals("yuri.new@example.org", user.email());
        assertEquals("yuri", storedUsername(NAMES.realm(), user));
    }

    // --- permissions

    @Test
    void anAddressThatTheProfileLetsOnlyAdminsChangeIsNotChangedHere() {
        User user = user("strict@example.org");
        letOnlyAdminsEditAddresses(true);
        try {
            Page refused = changing.form(visitor, user);

            assertFalse(refused.has("[name=email]"));
            assertTrue(refused.text().contains("kept by your organization"), refused::text);
            Page forced = refused.formWith("cancel")
                    .add("email", "strict.new@example.org")
                    .add("confirm", "")
                    .submit();
            forced.is("verification-change");
            assertEquals(List.of(), pending(user));
            assertEquals("cancelled", status(forced.press("cancel")));
        } finally {
            letOnlyAdminsEditAddresses(false);
        }
    }

    @Test
    void thePermissionIsAskedAgainAtTheProof() {
        User user = user("late@example.org");
        Page sent = changing.send(visitor, user, "late.new@example.org");
        Mail mail = changing.mail("late.new@example.org");
        letOnlyAdminsEditAddresses(true);
        try {
            typeCode(sent, mail.code()).is("link-invalid");

            assertEquals("late@example.org", user.email());
        } finally {
            letOnlyAdminsEditAddresses(false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_ONLY", "WRITABLE", "UNSYNCED"})
    void aDirectoryThatOnlyReadsKeepsItsAddresses(String mode) {
        try (Directory directory = Directory.open()) {
            directory.serve(realm, mode);
            String address = mode.toLowerCase() + "@example.org";
            directory.add(mode, address);
            User user = realm.existing(address);
            user.change(json -> json.put("emailVerified", true));
            Page page = changing.form(visitor, user);

            if (mode.equals("READ_ONLY")) {
                assertFalse(page.has("[name=email]"), page::text);
                assertTrue(page.text().contains("kept by your organization"), page::text);
            } else {
                Page app = typeCode(
                        send(page, "new." + address),
                        changing.mail("new." + address).code());
                assertEquals("success", status(app));
                assertEquals("new." + address, user.email());
                assertTrue(isProved(user));
            }
        }
    }

    @Test
    void aChangeThatStockHadBegunIsOverWithIt() {
        User user =
                realm.user("stock@example.org").requiredAction("UPDATE_EMAIL").create();
        Page sent = changing.send(visitor, user, "stock.new@example.org");

        assertEquals(
                "success",
                status(typeCode(sent, changing.mail("stock.new@example.org").code())));

        assertEquals("stock.new@example.org", user.email());
        assertEquals(0, user.json().path("requiredActions").size());
    }

    private void letOnlyAdminsEditAddresses(boolean alone) {
        String path = realm.path("/users/profile");
        ObjectNode profile = (ObjectNode) realm.admin().get(path);
        profile.withArray("attributes").forEach(attribute -> {
            if (attribute.path("name").asText().equals("email")) {
                ((ObjectNode) attribute)
                        .putPOJO(
                                "permissions",
                                Map.of(
                                        "view",
                                        List.of("admin", "user"),
                                        "edit",
                                        alone ? List.of("admin") : List.of("admin", "user")));
            }
        });
        realm.admin().put(path, profile);
    }

    private User user(String address) {
        return realm.user(address).create();
    }

    private User odd() {
        return realm.rows("USER_ENTITY").stream()
                        .anyMatch(row -> row.path("username").asText().equals("odd@example.org"))
                ? realm.existing("odd@example.org")
                : user("odd@example.org");
    }

    private boolean signsIn(String username) {
        return realm.app().signIn().with(new Visitor(), username, User.PASSWORD).isApp();
    }

    private String storedUsername(User user) {
        return storedUsername(realm, user);
    }

    /** As the database has it: Keycloak shows the address instead where that is the username. */
    private static String storedUsername(Realm realm, User user) {
        return realm.server()
                .probe()
                .query("select USERNAME from USER_ENTITY where ID = ?", user.id())
                .get(0)
                .path("username")
                .asText();
    }

    private List<String> pending(User user) {
        return realm.rows("AF_ASK").stream()
                .filter(ask -> user.id().equals(ask.path("user_id").asText()))
                .map(ask -> ask.path("profile").asText(""))
                .filter(profile -> !profile.isEmpty() && !profile.equals("null"))
                .toList();
    }
}
