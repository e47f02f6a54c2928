package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static io.github.accountflows.testing.Recovering.typed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Await;
import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.KeycloakServer;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.Mailbox;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Recovering;
import io.github.accountflows.testing.SignIn;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.Tokens;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets through with a link, of any number of rivals. */
class OneWinnerIT {
    private static final int RIVALS = 50;
    private static final Mailbox MAILBOX = Mailbox.open();

    @AfterAll
    static void close() {
        MAILBOX.close();
    }

    static Stream<Named<Supplier<KeycloakServer>>> servers() {
        return Stream.of(Named.of("H2", KeycloakServer::h2), Named.of("PostgreSQL", KeycloakServer::postgres));
    }

    /** TOK-3, REG-14 */
    @ParameterizedTest
    @MethodSource("servers")
    void oneOfFiftyGetsThroughAndTheOthersChangeNothing(Supplier<KeycloakServer> server) {
        try (Realm realm = Realm.open(server.get(), MAILBOX)) {
            String address = realm.name() + "@example.org";
            User user = realm.user(address).create();
            URI link = new Recovering(realm, MAILBOX).link(user);
            int mails = MAILBOX.count(address);
            List<Form> forms = new ArrayList<>();
            for (int i = 0; i < RIVALS; i++) {
                forms.add(typed(land(link), password(i)));
            }

            List<Page> answers = Together.all(
                    forms.stream().map(form -> (Supplier<Page>) form::submit).toList());

            List<Integer> winners = IntStream.range(0, RIVALS)
                    .filter(i -> answers.get(i).name().equals("recovery-done"))
                    .boxed()
                    .toList();
            assertEquals(1, winners.size(), answers::toString);
            answers.stream()
                    .filter(answer -> !answer.name().equals("recovery-done"))
                    .forEach(answer ->
                            assertEquals(400, answer.is("link-invalid").status()));
            assertTrue(user.signsInWith(password(winners.get(0))));
            assertEquals(1, user.credentials().size());
            Await.equal(mails + 1, () -> MAILBOX.count(address));
            Mail notice = MAILBOX.awaitMail(address);
            assertEquals("Your password was changed", notice.subject());
            assertTrue(MAILBOX.noneArrivesWithin(Duration.ofSeconds(1), address));
        }
    }

    private static String password(int rival) {
        return "the password of rival number " + rival;
    }

    /** REC-5 */
    @Test
    void aRefusedPasswordLeavesTheLinkAliveAndEverybodySignedIn() {
        try (Realm realm = Realm.open(KeycloakServer.h2(), MAILBOX)) {
            User user = realm.user("refused@example.org").create();
            SignIn signIn = realm.app().signIn();
            Visitor elsewhere = new Visitor();
            Tokens tokens = signIn.tokens(signIn.with(elsewhere, user.username(), User.PASSWORD));
            URI link = new Recovering(realm, MAILBOX).link(user);
            int mails = MAILBOX.count(user.username());

            Page page = land(link);
            page = choose(page, "too short").is("recovery-new-password");
            page = choose(page, user.username()).is("recovery-new-password");
            page = typed(page, "a new password of mine")
                    .fill("password-confirm", "another one")
                    .submit()
                    .is("recovery-new-password");
            page = typed(page, "")
                    .without("password-new")
                    .without("password-confirm")
                    .submit()
                    .is("recovery-new-password");

            assertEquals(200, realm.app().userInfo(tokens).status());
            assertEquals(200, realm.app().refresh(tokens).status());
            assertTrue(realm.app().signIn().open(elsewhere).isApp());
            assertTrue(user.signsInWith(User.PASSWORD));
            assertEquals(mails, MAILBOX.count(user.username()));
            land(link);
            choose(page, "a new password of mine").is("recovery-done");
        }
    }
}
