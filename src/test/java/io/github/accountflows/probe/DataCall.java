package io.github.accountflows.probe;

import io.github.accountflows.address.AddressKey;
import io.github.accountflows.outbox.Ask;
import io.github.accountflows.outbox.Asker;
import io.github.accountflows.outbox.Facts;
import io.github.accountflows.outbox.Outbox;
import io.github.accountflows.outbox.Pending;
import io.github.accountflows.throttle.Rate;
import io.github.accountflows.throttle.Throttle;
import io.github.accountflows.token.Binding;
import io.github.accountflows.token.Minted;
import io.github.accountflows.token.OneTimeToken;
import io.github.accountflows.token.OneTimeTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** A call of what keeps our rows, in the realm and the transaction of the request that brings it. */
record DataCall(String name, List<String> args) {
    private static final String PURPOSE = "probe";
    private static final Rate ONE_A_DAY = new Rate(1, Duration.ofDays(1));
    /** A kind whose worker knows what to do: nobody has these addresses. */
    private static final String KIND = "recovery-link";

    private static final String NOTICE = "notice-address-changed";

    Object in(KeycloakSession session) {
        OneTimeTokens tokens = new OneTimeTokens(session, Clock.systemUTC());
        Outbox outbox = Outbox.of(session);
        AddressKey keys = new AddressKey(session);
        Throttle throttle = new Throttle(session, Clock.systemUTC());
        String realmId = session.getContext().getRealm().getId();
        return switch (name) {
            case "mint" ->
                minted(tokens.mintWithCode(
                        new Binding(realmId, PURPOSE, arg(0), null, keys.of("address", arg(1))),
                        Duration.ofHours(1),
                        Duration.ofMinutes(10)));
            case "mintFor" ->
                minted(tokens.mintWithCode(
                        new Binding(realmId, arg(2), arg(0), arg(1), "stamp"),
                        Duration.ofHours(1),
                        Duration.ofMinutes(10)));
            case "byCode" -> id(tokens.byCode(arg(0), arg(1)));
            case "bySecret" -> id(tokens.bySecret(realmId, arg(0)));
            case "consume" -> tokens.byId(realmId, arg(0)).map(tokens::consume).orElse(false);
            case "consumeAlone" -> consumeAlone(tokens, keys, realmId);
            case "consumeAloneOf" -> consumeAloneOf(tokens, realmId);
            case "byIdOrSuccessor" -> id(tokens.byIdOrSuccessor(realmId, arg(0)));
            case "voidAllOf" -> done(() -> tokens.voidAllOf(realmId, arg(0), arg(1)));
            case "voidOlder" -> done(() -> tokens.voidOlder(arg(0)));
            case "voidAllOfAsk" -> done(() -> tokens.voidAllOfAsk(arg(0)));
            case "voidAllFor" -> done(() -> tokens.voidAllFor(PURPOSE, keys.all("address", arg(0))));
            case "askPending" ->
                outbox.askPending(KIND, arg(0), arg(0), "client", "tab", new Pending(arg(1), arg(2)), Facts.none());
            case "askPendingAs" ->
                outbox.askPending(
                        KIND, arg(0), arg(1), arg(1), "client", "tab", new Pending("browser", "{}"), Facts.none());
            case "oweTo" ->
                done(() -> outbox.oweTo(
                        NOTICE,
                        arg(0),
                        arg(1),
                        arg(1),
                        Facts.none().with(Asker.ACCOUNT, "mara").with(Asker.TO, "n•••")));
            case "ask" -> outbox.ask(KIND, arg(0), arg(0), "client", "tab", Facts.none());
            case "find" -> profile(outbox.find(arg(0)));
            case "pending" -> id(outbox.pending(KIND, arg(0)).map(Ask::id));
            case "withdraw" -> done(() -> outbox.withdraw(arg(0)));
            case "withdrawAllOf" -> done(() -> outbox.withdrawAllOf(KIND, arg(0)));
            case "withdrawAll" -> done(() -> outbox.withdrawAll(KIND, arg(0)));
            case "countTry" -> outbox.countTry(arg(0));
            case "forgetTries" -> done(() -> outbox.forgetTries(arg(0)));
            case "key" -> keys.of("address", arg(0));
            case "reserve" -> throttle.reserve(keys.all(PURPOSE, arg(0)), ONE_A_DAY, "", ONE_A_DAY);
            case "isFree" -> throttle.isFree(keys.all(PURPOSE, arg(0)), ONE_A_DAY);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** As a confirmation does it: the rows first, then one is used up and all others are voided. */
    private boolean consumeAlone(OneTimeTokens tokens, AddressKey keys, String realmId) {
        List<String> stamps = keys.all("address", arg(1));
        tokens.lockAllFor(PURPOSE, stamps);
        boolean won = tokens.byId(realmId, arg(0)).map(tokens::consume).orElse(false);
        if (won) {
            tokens.voidAllFor(PURPOSE, stamps);
        }
        return won;
    }

    /** The same among all that one user has. */
    private boolean consumeAloneOf(OneTimeTokens tokens, String realmId) {
        tokens.lockAllOf(arg(1));
        boolean won = tokens.byId(realmId, arg(0)).map(tokens::consume).orElse(false);
        if (won) {
            tokens.voidAllOf(realmId, arg(1));
        }
        return won;
    }

    private String arg(int index) {
        return args.get(index);
    }

    private static Map<String, String> minted(Minted minted) {
        return Map.of("id", minted.id(), "secret", minted.secret(), "code", minted.code());
    }

    private static Object id(Optional<?> found) {
        return found.map(one -> one instanceof OneTimeToken token ? token.id() : one)
                .orElse("none");
    }

    private static String profile(Optional<Ask> ask) {
        return ask.map(Ask::pending)
                .map(pending -> pending.browser() + " " + pending.profile())
                .orElse("none");
    }

    private static String done(Runnable work) {
        work.run();
        return "done";
    }
}
