package io.github.accountflows.recovery;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Keycloak ends a flow by its own time-outs before any code of ours runs, and browsers lose cookies. Whoever then loads
 * a page again, or sends its form, must find a way on: DESIGN 5.18 and 7.
 */
class WaysOnIT {
    private static final String NEW_PASSWORD = "a new password of mine";
    private static final String FORGOT = "a[href*='reset-credentials']";

    /** Where somebody may stand when it happens. */
    private enum Place {
        REQUEST,
        SENT,
        SIGNED_IN,
        ELSEWHERE,
        CHOOSE,
        CHOOSE_IN_ANOTHER_BROWSER,
        DONE,
        DONE_IN_ANOTHER_BROWSER
    }

    private enum Act {
        REFRESH,
        POST
    }

    /** @param link the mailed one, or null where none was asked for, or it was used */
    private record Somebody(Place place, Act act, User user, Visitor visitor, Page page, URI link) {}

    private static Mailbox mailbox;
    private static Realm realm;

    @BeforeAll
    static void open() {
        mailbox = Mailbox.open();
        realm = Realm.open(KeycloakServer.h2(), mailbox);
    }

    @AfterAll
    static void close() {
        realm.close();
        mailbox.close();
    }

    @AfterEach
    void restoreTimeOut() {
        realm.set("accessCodeLifespanUserAction", 1800);
    }

    @Test
    void afterTheTimeOutOfAnActionOneClickLeadsBackAndTheLinkStillWorks() {
        List<Somebody> everybody = everybody("action");
        // Long enough for the click that leads back: it counts from the page before it.
        realm.set("accessCodeLifespanUserAction", 3);
        Await.pause(Duration.ofSeconds(5));

        List<Executable> checks = everybody.stream().map(this::leadsBack).toList();

        assertAll(checks);
    }

    /** Keycloak's record of this browser is gone; its restart cookie is left. */
    @Test
    void afterTheEndOfTheWholeSessionOneClickLeadsBackAndTheLinkStillWorks() {
        List<Somebody> everybody = everybody("session");
        everybody.forEach(one -> one.visitor().cookies().drop("AUTH_SESSION_ID"));

        assertAll(everybody.stream().map(this::leadsBack));
    }

    @Test
    void aBrowserThatLostItsCookiesFindsAWayOn() {
        List<Somebody> everybody = everybody("cookies");
        everybody.forEach(one -> one.visitor().cookies().clear());

        assertAll(everybody.stream()
                .map(one -> told(one, page -> {
                    if (one.act() == Act.REFRESH) {
                        assertTrue(page.name().startsWith("recovery-"), page::toString);
                    } else {
                        assertTrue(hasAWayOn(page), page::toString);
                    }
                    opensAgain(one);
                })));
    }

    private Executable leadsBack(Somebody one) {
        return told(one, page -> {
            assertTrue(isApp(page) || isOurs(page) || isOurs(page.click(FORGOT)), page::toString);
            if (page.has("input[name='password']")) {
                assertTrue(signsIn(one, one.visitor().open(page.url())).isApp(), page::toString);
            }
            opensAgain(one);
        });
    }

    /** Does what this person does, and looks at where that leads. */
    private static Executable told(Somebody one, Consumer<Page> look) {
        return () -> {
            Page page = one.act() == Act.REFRESH ? one.page().refresh() : send(one);
            try {
                assertTrue(page.status() < 500, page::toString);
                look.accept(page);
            } catch (AssertionError e) {
                throw new AssertionError(one.place() + " " + one.act() + ": " + page, e);
            }
        };
    }

    private static Page send(Somebody one) {
        Form form = null;
        switch (one.place()) {
            case REQUEST ->
                form = one.page()
                        .formWith("username")
                        .fill("username", one.user().email());
            case SENT -> form = one.page().formWith("resend").add("resend", "true");
            case SIGNED_IN -> form = one.page().formWith("confirm").add("confirm", "true");
            case ELSEWHERE -> form = one.page().formWith("sign-out").add("sign-out", "true");
            case CHOOSE, CHOOSE_IN_ANOTHER_BROWSER -> form = typed(one.page());
            case DONE, DONE_IN_ANOTHER_BROWSER -> {
                return one.page().click("[data-page] a");
            }
        }
        return form.submit();
    }

    private static boolean isApp(Page page) {
        return page.isApp() || page.name().equals("app");
    }

    private static boolean isOurs(Page page) {
        return page.name().startsWith("recovery-");
    }

    private static boolean hasAWayOn(Page page) {
        return isApp(page) || !page.name().isEmpty() || page.has("form[action], #kc-content a[href], main a[href]");
    }

    private static void opensAgain(Somebody one) {
        if (one.link() != null) {
            Page page = one.visitor().open(one.link());
            assertTrue(
                    page.name().equals("recovery-new-password") || page.name().equals("signed-in-elsewhere"),
                    page::toString);
        }
    }

    private static Page signsIn(Somebody one, Page page) {
        boolean changed = one.place() == Place.DONE || one.place() == Place.DONE_IN_ANOTHER_BROWSER;
        Form form = page.formWith("password").fill("password", changed ? NEW_PASSWORD : User.PASSWORD);
        return (page.has("input[name='username']")
                        ? form.fill("username", one.user().username())
                        : form)
                .submit();
    }

    private static List<Somebody> everybody(String why) {
        return Arrays.stream(Place.values())
                .flatMap(place -> Stream.of(Act.values()).map(act -> at(place, act, why)))
                .toList();
    }

    private static Somebody at(Place place, Act act, String why) {
        User user = realm.user((place + "." + act + "." + why).toLowerCase() + "@example.org")
                .create();
        Visitor visitor = new Visitor();
        SignIn signIn = realm.app().signIn();
        if (place == Place.SIGNED_IN) {
            signIn.with(visitor, user.username(), User.PASSWORD);
            Page page =
                    realm.app().signIn(Map.of("prompt", "login")).open(visitor).click(FORGOT);
            return new Somebody(place, act, user, visitor, page.is("recovery-signed-in"), null);
        }
        Page request = signIn.open(visitor).click(FORGOT).is("recovery-request");
        if (place == Place.REQUEST) {
            return new Somebody(place, act, user, visitor, request, null);
        }
        Page sent = request.formWith("username")
                .fill("username", user.email())
                .submit()
                .is("recovery-sent");
        URI link = mailbox.awaitMail(user.email()).link();
        if (place == Place.SENT) {
            return new Somebody(place, act, user, visitor, sent, link);
        }
        if (place == Place.ELSEWHERE) {
            realm.app().signIn().with(visitor, "alice@example.com", "alice likes long walks");
            return new Somebody(place, act, user, visitor, visitor.open(link).is("signed-in-elsewhere"), link);
        }
        boolean another = place == Place.CHOOSE_IN_ANOTHER_BROWSER || place == Place.DONE_IN_ANOTHER_BROWSER;
        Visitor reader = another ? new Visitor() : visitor;
        Page choose = reader.open(link).is("recovery-new-password");
        if (place == Place.CHOOSE || place == Place.CHOOSE_IN_ANOTHER_BROWSER) {
            return new Somebody(place, act, user, reader, choose, link);
        }
        return new Somebody(place, act, user, reader, typed(choose).submit().is("recovery-done"), null);
    }

    private static Form typed(Page choose) {
        return choose.formWith("password-new")
                .fill("password-new", NEW_PASSWORD)
                .fill("password-confirm", NEW_PASSWORD);
    }
}
