package io.github.accountflows.testing;

/**
 * Somebody who changes the address of an account, page by page without scripts, from {@code OwnRealm.changing()}; how it
 * goes on, with link or code, says {@link Proving}.
 *
 * <pre>{@code
 * Changing changing = OWN.changing();
 * User mara = OWN.realm().user("mara@example.org").create();
 * Page form = changing.form(visitor, mara);             // signed in, and at "verification-change"
 * Page sent = send(form, "new@example.org");            // filled and sent: "verification-sent"
 * typeCode(sent, changing.mail("new@example.org").code());
 * }</pre>
 */
public record Changing(Realm realm, Mailbox mailbox) {

    /** What the app does when somebody wants another address. */
    public SignIn signIn() {
        return Proving.signIn(realm, Proving.CHANGE);
    }

    /** Signs in and comes to the form. */
    public Page form(Visitor visitor, User user) {
        return form(visitor, signIn(), user);
    }

    /** The same within a sign-in whose tokens a test wants. */
    public Page form(Visitor visitor, SignIn signIn, User user) {
        return signIn.with(visitor, user.username(), User.PASSWORD).is("verification-change");
    }

    /** By single sign-on, wherever that leads. */
    public Page open(Visitor visitor) {
        return signIn().open(visitor);
    }

    /** Signs in and asks for another address. */
    public Page send(Visitor visitor, User user, String address) {
        return send(form(visitor, user), address);
    }

    /** Asks for another address. */
    public static Page send(Page form, String address) {
        return type(form, address).is("verification-sent");
    }

    /** Types another address, wherever that leads. */
    public static Page type(Page form, String address) {
        return form.is("verification-change")
                .formWith("email")
                .fill("email", address)
                .press("confirm");
    }

    /** The next mail to that address. */
    public Mail mail(String address) {
        return mailbox.awaitMail(address);
    }

    /** Lets the time pass after which this tab may have its mail sent again. */
    public void passPause(Visitor visitor, Page sent) {
        Proving.passPause(realm, visitor, sent, Proving.CHANGE);
    }
}
