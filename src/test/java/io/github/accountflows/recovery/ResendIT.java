package io.github.accountflows.recovery;

import static io.github.accountflows.testing.Alike.assertAlike;
import static io.github.accountflows.testing.Asking.choose;
import static io.github.accountflows.testing.Recovering.land;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.User;
import io.github.accountflows.testing.Visitor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Asking once more in a browser whose first link was used in another one. */
class ResendIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    private final Asking asking = new Asking(OWN.realm());
    private final Visitor visitor = new Visitor();
    private User owner;
    private Page sent;

    @BeforeEach
    void theFirstLinkIsUsedElsewhere() {
        owner = OWN.realm().user(OWN.mailbox().all().size() + "@example.org").create();
        sent = asking.ask(visitor, owner.email());
        choose(land(OWN.mailbox().awaitMail(owner.email()).link()), "a password by another browser")
                .is("recovery-done");
        OWN.mailbox().awaitMail(owner.email());
        asking.passPause(visitor, sent);
    }

    @Test
    void theNextLinkLeadsBackToTheAppAllTheSame() {
        sent.refresh().press("resend").is("recovery-sent");

        Page done = choose(land(visitor, OWN.mailbox().awaitMail(owner.email()).link()), "a password by this browser")
                .is("recovery-done");

        assertTrue(
                done.click("[data-page] a[href]")
                        .formWith("password")
                        .fill("username", owner.username())
                        .fill("password", "a password by this browser")
                        .submit()
                        .isApp(),
                "not where the person came from");
    }

    /** Or whoever asked for somebody else could learn that the owner has used the link. */
    @Test
    void itCostsTheSameStatementsAsWithoutThatUse() {
        Visitor stranger = new Visitor();
        Page unused = asking.ask(stranger, "nobody@example.org");
        asking.passPause(stranger, unused);

        assertAlike(resend(unused), resend(sent), "after the use");
    }

    private static String resend(Page page) {
        Page ready = page.refresh();
        return OWN.realm()
                .server()
                .probe()
                .statementsDuring(() -> ready.press("resend").is("recovery-sent"))
                .ofRequests()
                .toString();
    }
}
