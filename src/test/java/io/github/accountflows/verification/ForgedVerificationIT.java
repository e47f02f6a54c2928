package io.github.accountflows.verification;

import static io.github.accountflows.testing.Proving.land;
import static io.github.accountflows.testing.Proving.typeCode;
import static io.github.accountflows.testing.Verifying.correct;
import static io.github.accountflows.testing.Verifying.correction;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Changing;
import io.github.accountflows.testing.Exchange;
import io.github.accountflows.testing.Forger;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Proving;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Verifying;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is sent from whichever page of verification, no address is proved or changed without its proof, and with one
 * none but that user's (VER-1, VER-3, CVE-2026-18963). Others in each run; {@code -Dverification.fuzz.seed=…} repeats one.
 */
class ForgedVerificationIT {
    private static final Logger LOG = Logger.getLogger(ForgedVerificationIT.class);
    private static final long SEED = Long.getLong("verification.fuzz.seed", System.nanoTime());
    private static final int ROUNDS = 30;
    private static final int ROUNDS_OF_A_BROWSER = 5;

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("bruteForceProtected", false));

    @RegisterExtension
    static final OwnRealm OTHER = OwnRealm.onH2();

    private static Forger forger;
    private static User owner;

    private enum Start {
        SENT(false, false),
        SENT_IN_TWO_BROWSERS(false, false),
        WRONG_CODE(false, false),
        CORRECTION(false, false),
        CORRECTION_WITH_A_FAULT(false, false),
        CORRECTED_TO_A_TAKEN_ADDRESS(false, false),
        TOO_MANY(false, false),
        CHANGE(false, true),
        CHANGE_SENT(false, true),
        ELSEWHERE(false, false),
        ELSEWHERE_AND_ABOUT_TO_SIGN_IN(false, false),
        CANCEL(false, false),
        DECLINED(false, false),
        CONFIRM(true, true),
        CONFIRM_OF_A_CHANGE(true, true);

        private final boolean hasProof;
        private final boolean mayEnter;

        Start(boolean hasProof, boolean mayEnter) {
            this.hasProof = hasProof;
            this.mayEnter = mayEnter;
        }
    }

    private final Realm realm = OWN.realm();
    private final Verifying verifying = OWN.verifying();
    private final Changing changing = OWN.changing();

    /** Who is signing in, or whose link was opened. */
    private User user;

    @BeforeAll
    static void people() {
        LOG.infof("verification.fuzz.seed=%d", SEED);
        Realm realm = OWN.realm();
        owner = realm.user("owner@example.org").create();
        forger = new Forger(realm, OTHER.realm());
        List.of(owner.username(), "nobody@example.org", "mara@").forEach(forger::know);
        Visitor stranger = new Visitor();
        forger.remember(
                stranger, OTHER.verifying().meet(stranger, OTHER.verifying().unproven("there@example.org")));
    }

    @ParameterizedTest
    @EnumSource(Start.class)
    void noAddressIsProvedByIt(Start start) {
        Random random = new Random(SEED + start.ordinal());
        for (int round = 0; round < ROUNDS; ) {
            Visitor visitor = new Visitor();
            Page page = open(start, visitor);
            Map<String, String> before = addresses();
            List<String> way = new ArrayList<>(List.of("seed " + SEED, page.toString()));
            for (int step = 0; step < ROUNDS_OF_A_BROWSER && round < ROUNDS; step++, round++) {
                forger.remember(visitor, page);
                visitor.forgetTranscript();
                page = forger.forge(visitor, page, random, way);
                check(start, visitor, way);
            }
            Map<String, String> after = addresses();
            if (start.hasProof) {
                before.remove(user.id());
                after.remove(user.id());
            }
            assertEquals(before, after, () -> String.join("\n", way));
        }
    }

    private Page open(Start start, Visitor visitor) {
        return switch (start) {
            case SENT -> sent(visitor);
            case SENT_IN_TWO_BROWSERS -> {
                Page sent = sent(visitor);
                verifying.mail(user); // this browser's own, whose code is good here
                Visitor other = new Visitor();
                forger.remember(other, verifying.meet(other, user));
                forger.knowCode(verifying.mail(user).code());
                yield sent;
            }
            case WRONG_CODE -> typeCode(sent(visitor), "AAAA-AAAA").is("verification-sent");
            case CORRECTION -> correction(sent(visitor));
            case CORRECTION_WITH_A_FAULT -> correct(sent(visitor), "mara").is("verification-change");
            case CORRECTED_TO_A_TAKEN_ADDRESS ->
                correct(sent(visitor), owner.email()).is("verification-sent");
            case TOO_MANY -> {
                Page sent = sent(visitor);
                long later = Instant.now().plus(Duration.ofMinutes(5)).toEpochMilli();
                realm.note(visitor, sent, Proving.VERIFY + "-limited-until", Long.toString(later));
                yield sent.refresh().is("verification-sent");
            }
            case CHANGE -> changing.form(visitor, proved());
            case CHANGE_SENT -> changing.send(visitor, proved(), owner.email());
            case ELSEWHERE -> land(visitor, link());
            case ELSEWHERE_AND_ABOUT_TO_SIGN_IN -> land(visitor, link()).press("sign-in");
            case CANCEL -> {
                changing.send(new Visitor(), proved(), some());
                yield visitor.open(verifying.mail(user).link()).is("verification-cancel");
            }
            case DECLINED -> land(visitor, link()).press("not-me").is("verification-declined");
            case CONFIRM -> {
                sent(visitor);
                yield land(visitor, verifying.mail(user).link());
            }
            case CONFIRM_OF_A_CHANGE -> {
                String other = some();
                changing.send(visitor, proved(), other);
                yield land(visitor, verifying.mail(other).link());
            }
        };
    }

    private Page sent(Visitor visitor) {
        user = verifying.unproven(some());
        return verifying.meet(visitor, user);
    }

    private User proved() {
        user = realm.user(some()).create();
        return user;
    }

    /** Of somebody who is signing in elsewhere. */
    private URI link() {
        sent(new Visitor());
        return verifying.mail(user).link();
    }

    private static String some() {
        return UUID.randomUUID() + "@example.org";
    }

    private void check(Start start, Visitor visitor, List<String> way) {
        String story = String.join("\n", way);
        for (Exchange exchange : visitor.transcript().exchanges()) {
            assertTrue(exchange.status() < 500, story);
        }
        // Nobody gets in whose address is not proved, and nobody by a link to somebody else's account.
        assertTrue(start.mayEnter || Forger.identity(visitor).isEmpty(), story);
    }

    /** What each user has, and whether it is proved. */
    private Map<String, String> addresses() {
        Map<String, String> addresses = new TreeMap<>();
        for (JsonNode one : realm.admin().get(realm.path("/users?max=1000"))) {
            addresses.put(
                    one.path("id").asText(),
                    one.path("email").asText() + " " + one.path("emailVerified").asBoolean());
        }
        return addresses;
    }
}
