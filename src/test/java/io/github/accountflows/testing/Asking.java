package io.github.accountflows.testing;

/** A visitor on the asking side of recovery. */
public final class Asking {
    private final Realm realm;

    public Asking(Realm realm) {
        this.realm = realm;
    }

    /** From the app's sign-in page to the page that asks for an address. */
    public Page open(Visitor visitor) {
        return realm.app()
                .signIn()
                .open(visitor)
                .click("a[href*=reset-credentials]")
                .is("recovery-request");
    }

    /** The answer to an ask. */
    public Page ask(Visitor visitor, String nameOrAddress) {
        return open(visitor)
                .formWith("username")
                .fill("username", nameOrAddress)
                .submit()
                .is("recovery-sent");
    }

    /** The same as a stranger whom nobody has seen before. */
    public Page ask(String nameOrAddress) {
        return ask(new Visitor(), nameOrAddress);
    }

    /** Chooses a new password on the page that a link leads to. */
    public static Page choose(Page newPassword, String password) {
        return newPassword
                .is("recovery-new-password")
                .formWith("password-new")
                .fill("password-new", password)
                .fill("password-confirm", password)
                .submit();
    }
}
