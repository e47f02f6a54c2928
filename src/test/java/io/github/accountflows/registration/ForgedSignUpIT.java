package io.github.accountflows.registration;

import static io.github.accountflows.testing.SigningUp.PASSWORD;
import static io.github.accountflows.testing.SigningUp.chosen;
import static io.github.accountflows.testing.SigningUp.confirm;
import static io.github.accountflows.testing.SigningUp.land;
import static io.github.accountflows.testing.SigningUp.typeCode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.Exchange;
import io.github.accountflows.testing.Forger;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.SigningUp;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is sent from whichever page of sign up, no user comes to be without a proof, and with one none but that of the
 * proved address (REG-1, REG-12, CVE-2026-18963). Others in each run; {@code -Dregistration.fuzz.seed=…} repeats one.
 */
class ForgedSignUpIT {
    private static final Logger LOG = Logger.getLogger(ForgedSignUpIT.class);
    private static final long SEED = Long.getLong("registration.fuzz.seed", System.nanoTime());
    private static final int ROUNDS = 50;
    private static final int ROUNDS_OF_A_BROWSER = 5;

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("bruteForceProtected", false));

    @RegisterExtension
    static final OwnRealm OTHER = OwnRealm.onH2();

    private static Forger forger;
    private static User owner;
    private static String pending;

    private enum Start {
        FORM(false),
        FORM_WITH_A_FAULT(false),
        SENT(false),
        SENT_TO_AN_OWNER(false),
        WRONG_CODE(false),
        TOO_MANY(false),
        RECOVERY_BESIDE_SENT(false),
        ELSEWHERE(true),
        CONFIRM(true),
        CONFIRM_WITH_A_FAULT(true),
        CONFIRM_ANYWHERE(true),
        DONE(true),
        DECLINED(true);

        private final boolean hasProof;

        Start(boolean hasProof) {
            this.hasProof = hasProof;
        }
    }

    private final Realm realm = OWN.realm();
    private final SigningUp signingUp = OWN.signingUp();

    /** Whose mailbox a browser has proved, or none. */
    private String own;

    @BeforeAll
    static void people() {
        LOG.infof("registration.fuzz.seed=%d", SEED);
        Realm realm = OWN.realm();
        owner = realm.user("owner@example.org").create();
        pending = "pending@example.org";
        OWN.signingUp().send(pending);
        forger = new Forger(realm, OTHER.realm());
        forger.knowCode(SigningUp.code(OWN.signingUp().mail(pending)));
        List.of(owner.username(), pending, "nobody@example.org").forEach(forger::know);
        Visitor stranger = new Visitor();
        forger.remember(stranger, OTHER.signingUp().formDirectly(stranger));
    }

    @ParameterizedTest
    @EnumSource(Start.class)
    void noUserComesOfIt(Start start) {
        Random random = new Random(SEED + start.ordinal());
        for (int round = 0; round < ROUNDS; ) {
            Visitor visitor = new Visitor();
            own = null;
            Page page = open(start, visitor);
            Set<String> before = othersThanOwn();
            Optional<String> identity = Forger.identity(visitor);
            List<String> way = new ArrayList<>(List.of("seed " + SEED, page.toString()));
            for (int step = 0; step < ROUNDS_OF_A_BROWSER && round < ROUNDS; step++, round++) {
                forger.remember(visitor, page);
                visitor.forgetTranscript();
                page = forger.forge(visitor, page, random, way);
                check(start, visitor, identity, way);
            }
            assertEquals(before, othersThanOwn(), () -> String.join("\n", way));
        }
        assertEquals(List.of(), owner.sessions(), () -> "seed " + SEED);
        assertTrue(owner.signsInWith(User.PASSWORD), () -> "seed " + SEED);
        realm.admin().post(realm.path("/users/" + owner.id() + "/logout"), Map.of());
    }

    private Page open(Start start, Visitor visitor) {
        return switch (start) {
            case FORM -> signingUp.form(visitor);
            case FORM_WITH_A_FAULT ->
                SigningUp.filled(signingUp.form(visitor), "no address").submit();
            case SENT -> sent(visitor);
            case SENT_TO_AN_OWNER -> signingUp.send(visitor, owner.username());
            case WRONG_CODE -> typeCode(sent(visitor), "AAAA-AAAA");
            case TOO_MANY -> {
                Page sent = signingUp.send(visitor, "nobody@example.org");
                long later = Instant.now().plus(Duration.ofMinutes(5)).toEpochMilli();
                realm.note(visitor, sent, "account-flows-sign-up-limited-until", Long.toString(later));
                yield sent.refresh().is("registration-sent");
            }
            case RECOVERY_BESIDE_SENT -> {
                forger.remember(visitor, signingUp.send(visitor, pending));
                yield new Asking(realm).ask(visitor, owner.username());
            }
            case ELSEWHERE -> {
                User somebody = realm.user(UUID.randomUUID() + "@example.org").create();
                realm.app().signIn().with(visitor, somebody.username(), User.PASSWORD);
                yield visitor.open(proof()).is("signed-in-elsewhere");
            }
            case CONFIRM -> {
                own = somebody();
                signingUp.send(visitor, own);
                yield land(visitor, signingUp.mail(own).link());
            }
            case CONFIRM_WITH_A_FAULT ->
                chosen(land(visitor, proof()), "short").submit().is("registration-confirm");
            case CONFIRM_ANYWHERE -> land(visitor, proof());
            case DONE -> confirm(land(visitor, proof()), PASSWORD).is("registration-done");
            case DECLINED -> land(visitor, proof()).press("not-me").is("registration-declined");
        };
    }

    /** The page of a sign-up whose code has been mailed, to somebody else. */
    private Page sent(Visitor visitor) {
        String somebody = somebody();
        Page sent = signingUp.send(visitor, somebody);
        signingUp.mail(somebody);
        return sent;
    }

    private URI proof() {
        own = somebody();
        return signingUp.link(own);
    }

    private static String somebody() {
        return UUID.randomUUID() + "@example.org";
    }

    private void check(Start start, Visitor visitor, Optional<String> identity, List<String> way) {
        String story = String.join("\n", way);
        for (Exchange exchange : visitor.transcript().exchanges()) {
            assertTrue(exchange.status() < 500, story);
            if (!start.hasProof) {
                assertFalse(exchange.body().contains("data-page=\"registration-confirm\""), story);
                assertFalse(exchange.body().contains("data-page=\"registration-done\""), story);
                assertFalse(exchange.body().contains("data-page=\"registration-declined\""), story);
                assertFalse(exchange.body().contains("name=\"password-new\""), story);
            } else if (exchange.body().contains("name=\"password-new\"")) {
                assertTrue(exchange.body().contains(own), story);
            }
        }
        Optional<String> now = Forger.identity(visitor);
        assertTrue(now.isEmpty() || identity.isPresent() || (start.hasProof && users().contains(own)), story);
    }

    private Set<String> othersThanOwn() {
        Set<String> users = users();
        users.removeIf(name -> name.equals(own));
        return users;
    }

    private Set<String> users() {
        Set<String> names = new TreeSet<>();
        for (JsonNode user : realm.admin().get(realm.path("/users?max=1000"))) {
            names.add(user.path("username").asText());
        }
        return names;
    }
}
