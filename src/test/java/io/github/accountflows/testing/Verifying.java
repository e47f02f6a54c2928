package io.github.accountflows.testing;

/**
 * Somebody whose address waits for its proof, page by page without scripts, from {@code OwnRealm.verifying()}; how it goes
 * on, with link or code, says {@link Proving}.
 *
 * <pre>{@code
 * Verifying verifying = OWN.verifying();
 * User mara = verifying.unproven("mara@example.org");
 * Page sent = verifying.meet(visitor, mara);            // signed in, and at "verification-sent"
 * typeCode(sent, verifying.mail(mara).code());
 * correct(sent, "mara@example.com");                    // the form for another address, filled and sent
 * resend(sent);
 * }</pre>
 */
public record Verifying(Realm realm, Mailbox mailbox) {

    /** A new user whose address nobody has proved. */
    public User unproven(String address) {
        return realm.user(address).unverified().create();
    }

    /** Signs in to the app, and meets the page. */
    public Page meet(Visitor visitor, User user) {
        return meet(visitor, realm.app().signIn(), user);
    }

    /** The same within a sign-in whose tokens a test wants. */
    public Page meet(Visitor visitor, SignIn signIn, User user) {
        return signIn(visitor, signIn, user).is("verification-sent");
    }

    /** The same in a browser that nobody has seen before. */
    public Page meet(User user) {
        return meet(new Visitor(), user);
    }

    /** Signs in to the app, wherever that leads. */
    public Page signIn(Visitor visitor, User user) {
        return signIn(visitor, realm.app().signIn(), user);
    }

    private static Page signIn(Visitor visitor, SignIn signIn, User user) {
        return signIn.with(visitor, user.username(), User.PASSWORD);
    }

    /** From the "sent" page to the form for another address. */
    public static Page correction(Page sent) {
        return sent.press("change-address").is("verification-change");
    }

    /** Asks for another address, wherever that leads. */
    public static Page correct(Page sent, String address) {
        return Changing.type(correction(sent), address);
    }

    /** Presses "send again", wherever that leads. */
    public static Page resend(Page sent) {
        return sent.is("verification-sent").press("resend");
    }

    /** The next mail to the stored address of a user. */
    public Mail mail(User user) {
        return mail(user.email());
    }

    /** The next mail to that address. */
    public Mail mail(String address) {
        return mailbox.awaitMail(address);
    }

    /** Lets the time pass after which this tab may have its mail sent again. */
    public void passPause(Visitor visitor, Page sent) {
        Proving.passPause(realm, visitor, sent, Proving.VERIFY);
    }
}
