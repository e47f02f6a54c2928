package io.github.accountflows.verification;

import static io.github.accountflows.testing.Proving.isProved;
import static io.github.accountflows.testing.Proving.land;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Form;
import io.github.accountflows.testing.Mail;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Together;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Verifying;
import io.github.accountflows.testing.Visitor;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several proofs of one user at once, on the database of record: one address, and nobody who meets a fault (TOK-3). */
class OneProofIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onPostgres();

    private final Realm realm = OWN.realm();
    private final Verifying verifying = OWN.verifying();

    /** Half of them by code and half by link, each in its own browser. */
    @RepeatedTest(3)
    void allWhoProveAtOnceGoOn() {
        long mark = realm.server().log().mark();
        User user = verifying.unproven(UUID.randomUUID() + "@example.org");
        List<Visitor> visitors = new ArrayList<>();
        List<Form> forms = new ArrayList<>();
        for (int one = 0; one < 6; one++) {
            Visitor visitor = new Visitor();
            visitors.add(visitor);
            Page sent = verifying.meet(visitor, user);
            Mail mail = verifying.mail(user);
            forms.add(
                    one % 2 == 0
                            ? sent.formWith("code").fill("code", mail.code()).add("confirm", "true")
                            : land(visitor, mail.link()).formWith("confirm").add("confirm", "true"));
        }

        List<Page> answers = Together.all(
                forms.stream().<Supplier<Page>>map(form -> form::submit).toList());

        assertTrue(answers.stream().anyMatch(Page::isApp));
        for (int one = 0; one < answers.size(); one++) {
            Page answer = answers.get(one);
            // Who looks in the very moment of another's commit may still meet the user as it was in a cache.
            assertTrue(
                    answer.isApp() || verifying.signIn(visitors.get(one), user).isApp(), answer::toString);
            assertTrue(answer.status() < 500, answer::toString);
        }
        assertTrue(isProved(user));
        assertEquals(List.of(), realm.server().log().linesSince(mark, " ERROR |[Dd]eadlock"));
    }
}
