package io.github.accountflows.landing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who tries many links that are none is told to stop, and keeps nobody from a link that is one (TOK-11). */
class GuessingIT {
    private static final int MOST = 60;

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private int guesses;

    @Test
    void afterSixtyMissesInTenMinutesAPlaceIsToldWhenToTryAgain() {
        guessAll("198.51.100.61");
        int rows = OWN.realm().rows("AF_LIMIT").size();

        Page stopped = guess("198.51.100.61");

        stopped.is("too-many-requests");
        assertEquals(429, stopped.status());
        int seconds = Integer.parseInt(stopped.header("Retry-After").orElseThrow());
        assertTrue(seconds > 0 && seconds <= 600, () -> seconds + " s");
        assertTrue(stopped.header("Cache-Control").orElse("").contains("no-store"), stopped::toString);
        assertEquals("no-referrer", stopped.header("Referrer-Policy").orElse(""));
        assertTrue(stopped.has("[data-page] a[href]"), "no way back");
        assertEquals(rows, OWN.realm().rows("AF_LIMIT").size());
    }

    @Test
    void aLinkThatLivesIsOpenedFromTheSamePlaceAllTheSame() {
        URI link = OWN.recovering().link(OWN.realm().user("victim@example.org").create());
        guessAll("198.51.100.62");
        assertEquals(429, guess("198.51.100.62").status());

        Visitor.from("198.51.100.62").open(link).is("recovery-new-password");
    }

    @Test
    void anotherPlaceIsNotHeldUp() {
        guessAll("2001:db8:1:1::1");
        assertEquals(429, guess("2001:db8:1:1::2").status());

        assertEquals(303, guess("2001:db8:1:2::1").status());
    }

    /** Behind such a peer stands a proxy that does not tell, or everybody. */
    @Test
    void peersWithoutANetworkOfTheirOwnAreNotLimited() {
        guessAll("10.1.2.3");

        assertEquals(303, guess("10.1.2.3").status());
    }

    private void guessAll(String place) {
        for (int i = 0; i < MOST; i++) {
            assertEquals(303, guess(place).status());
        }
    }

    private Page guess(String place) {
        String secret = "%043d".formatted(guesses++);
        return Visitor.from(place).get(OWN.realm().url("/account-link/" + secret));
    }
}
