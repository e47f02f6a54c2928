package io.github.accountflows.verification;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Partner;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose word is taken on the age of a sign-in, where an identity provider has done the asking (VER-6). */
class ChangeByProviderIT {
    /** It is asked for the time, and tells it. */
    private static final Partner TELLS = Partner.open("tells");

    /** Nobody asks it. */
    private static final Partner UNASKED = Partner.open("unasked");

    /** It is asked, and tells none. */
    private static final Partner SILENT = Partner.withoutClock("silent");

    @RegisterExtension
    static final OwnRealm OWN =
            OwnRealm.onH2(json -> List.of(TELLS, UNASKED, SILENT).forEach(partner -> partner.join(json, true)));

    private final Realm realm = OWN.realm();
    private final Visitor visitor = new Visitor();
    private final String address = UUID.randomUUID().toString().substring(0, 8) + "@example.org";

    private enum Stranger {
        KNOWN {
            @Override
            Page comes(Page signIn, ChangeByProviderIT story) {
                String strangers = "stranger." + story.address;
                assertTrue(TELLS.bring(new Visitor(), story.realm, strangers).isApp());
                return TELLS.signIn(TELLS.choose(signIn), strangers);
            }
        },
        /** Has a name there that is the victim's here, and so is asked how to go on. */
        NEW {
            @Override
            Page comes(Page signIn, ChangeByProviderIT story) {
                return TELLS.bring(signIn, story.address);
            }
        };

        abstract Page comes(Page signIn, ChangeByProviderIT story);
    }

    @BeforeAll
    static void twoAreAsked() {
        TELLS.letItSayWhenItAsked(OWN.realm());
        SILENT.letItSayWhenItAsked(OWN.realm());
    }

    @AfterAll
    static void close() {
        List.of(TELLS, UNASKED, SILENT).forEach(Partner::close);
    }

    @Test
    void whereTheAppHasAskedForTheAgeWhoComesIsFreshAtOnce() {
        assertForm(TELLS.bring(signIn("300").open(visitor), address));
    }

    /** Keycloak takes an answer without a time then, and what it has noted may be another's. */
    @Test
    void whereNobodyHasAskedForItItIsAskedForByAnotherSignIn() {
        Page again = TELLS.bring(signIn(null).open(visitor), address);

        assertAsksAgain(again);
        assertForm(TELLS.signIn(TELLS.choose(again), address));
    }

    /** Keycloak lets whoever sits there begin again, and keeps the time that it was told before. */
    @ParameterizedTest
    @CsvSource({
        "unasked,,KNOWN",
        "unasked,,NEW",
        "unasked,300,KNOWN",
        "unasked,300,NEW",
        "unasked,2147483647,KNOWN",
        "silent,,KNOWN",
        "silent,,NEW"
    })
    void theTimeThatOneHasToldSaysNothingOfASignInByAnother(String alias, String maxAge, Stranger stranger) {
        Partner other = alias.equals("silent") ? SILENT : UNASKED;
        assertTrue(other.bring(visitor, realm, address).isApp());
        signOut();
        Page signIn = signIn(maxAge).open(visitor);
        stranger.comes(signIn, this);

        Page page = other.choose(visitor.open(restart(signIn)));

        assertFalse(page.has("[name=email]"), page::toString);
        assertTrue(page.has("[name=password]"), page::toString); // here, or there once we have said so
    }

    /** Here alone: there the session goes on. */
    private void signOut() {
        String path = realm.path("/users/" + realm.existing(address).id() + "/logout");
        realm.admin().post(path, Map.of());
    }

    private static URI restart(Page signIn) {
        URI action = signIn.formWith("password").action();
        return URI.create(action.toString().replace("/authenticate?", "/restart?"));
    }

    private SignIn signIn(String maxAge) {
        return realm.app()
                .signIn(
                        maxAge == null
                                ? Map.of("kc_action", Proving.CHANGE)
                                : Map.of("kc_action", Proving.CHANGE, "max_age", maxAge));
    }

    private static void assertForm(Page page) {
        assertTrue(page.is("verification-change").has("[name=email]"), page::toString);
    }

    private static void assertAsksAgain(Page page) {
        assertTrue(page.has("[name=password]"), page::toString);
        assertTrue(page.text().contains("please sign in again before you change your address"), page::text);
    }
}
