package io.github.accountflows.recovery;

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
import io.github.accountflows.testing.Totp;
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
import java.util.UUID;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;

/**
 * Whatever is sent from whichever page, no step is skipped (REC-15, REG-12, CVE-2026-18963): steps that are not current,
 * "try another way", tabs and codes of other tabs, browsers and realms, fields of other pages, in any mixture. More than
 * 500 of them, others in each run; {@code -Drecovery.fuzz.seed=…} repeats one.
 */
class ForgedStepsIT {
    private static final Logger LOG = Logger.getLogger(ForgedStepsIT.class);
    private static final long SEED = Long.getLong("recovery.fuzz.seed", System.nanoTime());
    private static final int ROUNDS = 60;
    private static final int ROUNDS_OF_A_BROWSER = 6;
    /** What a browser has shown, and so may see. */
    private enum Proof {
        NOTHING,
        /** Signed in, as somebody else than the victims. */
        A_SIGN_IN,
        /** A link of an account whose second factor it does not have. */
        A_LINK,
        /** A link of an account of its own, without a second factor. */
        A_LINK_OF_ITS_OWN
    }

    private enum Start {
        SIGN_IN(Proof.NOTHING),
        REQUEST(Proof.NOTHING),
        REQUEST_WITH_A_FAULT(Proof.NOTHING),
        SENT(Proof.NOTHING),
        TOO_MANY(Proof.NOTHING),
        LINK_INVALID(Proof.NOTHING),
        SIGNED_IN(Proof.A_SIGN_IN),
        ELSEWHERE(Proof.A_LINK),
        SECOND_FACTOR(Proof.A_LINK),
        WRONG_CODE(Proof.A_LINK),
        ANOTHER_WAY(Proof.A_LINK),
        RECOVERY_CODE(Proof.A_LINK),
        NEW_PASSWORD(Proof.A_LINK_OF_ITS_OWN),
        DONE(Proof.A_LINK_OF_ITS_OWN);

        private final Proof proof;

        Start(Proof proof) {
            this.proof = proof;
        }
    }

    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2(json -> json.put("bruteForceProtected", false));

    @RegisterExtension
    static final OwnRealm OTHER = OwnRealm.onH2();

    private static Forger forger;
    private static User victim;
    private static URI guardedLink;
    private static final List<User> VICTIMS = new ArrayList<>();
    private static final List<JsonNode> PASSWORDS = new ArrayList<>();

    private final Realm realm = OWN.realm();
    private final Asking asking = new Asking(realm);

    /** The account that a browser with a proof of its own may change. */
    private User own;

    @BeforeAll
    static void people() {
        LOG.infof("recovery.fuzz.seed=%d", SEED);
        Realm realm = OWN.realm();
        forger = new Forger(realm, OTHER.realm());
        victim = realm.user("victim@example.org").create();
        VICTIMS.add(victim);
        forger.know(victim.username());
        PASSWORDS.addAll(victim.credentials());
        forger.remember(new Visitor(), new Asking(OTHER.realm()).open(new Visitor()));
    }

    private static JsonNode recoveryCodes(com.fasterxml.jackson.databind.node.ObjectNode json) {
        var codes = RecoveryAuthnCodesCredentialModel.createFromValues(
                List.of("ABCDEFGHIJKL", "MNOPQRSTUVWX"), System.currentTimeMillis(), "Codes");
        return json.put("type", RecoveryAuthnCodesCredentialModel.TYPE)
                .put("userLabel", "Codes")
                .put("secretData", codes.getSecretData())
                .put("credentialData", codes.getCredentialData());
    }

    @ParameterizedTest
    @EnumSource(Start.class)
    void noStepIsSkipped(Start start) {
        Random random = new Random(SEED + start.ordinal());
        int users = users();
        for (int round = 0; round < ROUNDS; ) {
            Visitor visitor = new Visitor();
            Page page = open(start, visitor);
            Optional<String> identity = Forger.identity(visitor);
            List<String> way = new ArrayList<>(List.of("seed " + SEED, page.toString()));
            for (int step = 0; step < ROUNDS_OF_A_BROWSER && round < ROUNDS; step++, round++) {
                forger.remember(visitor, page);
                visitor.forgetTranscript();
                page = forger.forge(visitor, page, random, way);
                check(start.proof, visitor, identity, way);
            }
        }
        assertEquals(PASSWORDS, credentials(), () -> "seed " + SEED);
        VICTIMS.forEach(user -> assertEquals(List.of(), user.sessions(), () -> "seed " + SEED));
        VICTIMS.forEach(user -> assertTrue(passesPassword(user), () -> "seed " + SEED));
        VICTIMS.forEach(user -> realm.admin().post(realm.path("/users/" + user.id() + "/logout"), Map.of()));
        assertEquals(users, users(), () -> "seed " + SEED);
    }

    private Page open(Start start, Visitor visitor) {
        switch (start) {
            case SIGN_IN -> {
                return realm.app().signIn().open(visitor);
            }
            case REQUEST -> {
                return asking.open(visitor);
            }
            case REQUEST_WITH_A_FAULT -> {
                return Asking.ask(asking.open(visitor), "?").is("recovery-request");
            }
            case SENT -> {
                return asking.ask(visitor, victim.username());
            }
            case TOO_MANY -> {
                Page request = asking.open(visitor);
                long later = Instant.now().plus(Duration.ofMinutes(5)).toEpochMilli();
                realm.note(visitor, request, "account-flows-limited-until", Long.toString(later));
                return request.refresh().is("too-many-requests");
            }
            case LINK_INVALID -> {
                return visitor.open(realm.url("/account-link/" + "A".repeat(43)))
                        .is("link-invalid");
            }
            case SIGNED_IN -> {
                signIn(visitor);
                return visitor.open(realm.url("/login-actions/reset-credentials?client_id=demo-app"))
                        .is("recovery-signed-in");
            }
            case ELSEWHERE -> {
                signIn(visitor);
                return visitor.open(guardedLink()).is("signed-in-elsewhere");
            }
            case SECOND_FACTOR -> {
                return secondFactor(visitor);
            }
            case WRONG_CODE -> {
                return secondFactor(visitor)
                        .formWith("otp")
                        .fill("otp", "000000")
                        .submit();
            }
            case ANOTHER_WAY -> {
                return anotherWay(visitor);
            }
            case RECOVERY_CODE -> {
                Page ways = anotherWay(visitor);
                List<String> steps = ways.document()
                        .select("[name='authenticationExecution']")
                        .eachAttr("value");
                return steps.isEmpty()
                        ? ways
                        : ways.formWith("authenticationExecution")
                                .add("authenticationExecution", steps.get(steps.size() - 1))
                                .submit();
            }
            case NEW_PASSWORD -> {
                own = somebody();
                return visitor.open(OWN.recovering().link(own)).is("recovery-new-password");
            }
            case DONE -> {
                own = somebody();
                Page chosen = visitor.open(OWN.recovering().link(own));
                return Asking.choose(chosen, "a new password of mine").is("recovery-done");
            }
        }
        throw new AssertionError(start);
    }

    private void signIn(Visitor visitor) {
        own = somebody();
        assertTrue(realm.app()
                .signIn()
                .with(visitor, own.username(), User.PASSWORD)
                .isApp());
    }

    private User somebody() {
        return realm.user(UUID.randomUUID() + "@example.org").create();
    }

    private Page secondFactor(Visitor visitor) {
        Page page = visitor.open(guardedLink());
        assertTrue(page.has("[name='otp']"), page::toString);
        return page;
    }

    /** Where the flow offers one. */
    private Page anotherWay(Visitor visitor) {
        Page page = secondFactor(visitor);
        return page.has("[name='tryAnotherWay']")
                ? page.formWith("tryAnotherWay").add("tryAnotherWay", "on").submit()
                : page;
    }

    /** The same link, for opening it uses nothing up; another one when too many wrong codes have ended it. */
    private URI guardedLink() {
        if (guardedLink == null || new Visitor().open(guardedLink).name().equals("link-invalid")) {
            User guarded = realm.user(UUID.randomUUID() + "@example.org")
                    .totp(new Totp("a secret of a guarded"))
                    .with(json -> json.withArray("credentials").add(recoveryCodes(json.objectNode())))
                    .create();
            VICTIMS.add(guarded);
            forger.know(guarded.username());
            PASSWORDS.addAll(guarded.credentials());
            guardedLink = OWN.recovering().link(guarded);
        }
        return guardedLink;
    }

    private void check(Proof proof, Visitor visitor, Optional<String> identity, List<String> way) {
        String story = String.join("\n", way);
        for (Exchange exchange : visitor.transcript().exchanges()) {
            assertTrue(exchange.status() < 500, story);
            if (proof == Proof.NOTHING || proof == Proof.A_LINK) {
                assertFalse(exchange.body().contains("data-page=\"recovery-new-password\""), story);
                assertFalse(exchange.body().contains("data-page=\"recovery-done\""), story);
                assertFalse(exchange.body().contains("name=\"password-new\""), story);
            } else if (exchange.body().contains("name=\"password-new\"") && identity.isEmpty()) {
                // Whoever is signed in may change his own, on Keycloak's page, which names nobody.
                assertTrue(exchange.body().contains(own.username()), story);
            }
        }
        Optional<String> now = Forger.identity(visitor);
        assertTrue(now.isEmpty() || identity.isPresent(), story);
    }

    private boolean passesPassword(User user) {
        Page page = realm.app().signIn().with(new Visitor(), user.username(), User.PASSWORD);
        return page.isApp() || page.has("[name='otp']");
    }

    private static List<JsonNode> credentials() {
        return VICTIMS.stream().flatMap(user -> user.credentials().stream()).toList();
    }

    /** But for those whom the test itself has made. */
    private int users() {
        int all = 0;
        for (JsonNode user : realm.admin().get(realm.path("/users?max=1000"))) {
            all += user.path("username").asText().length()
                            == UUID.randomUUID().toString().length() + 12
                    ? 0
                    : 1;
        }
        return all;
    }
}
