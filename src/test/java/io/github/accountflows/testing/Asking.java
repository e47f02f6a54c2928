package io.github.accountflows.testing;

import java.time.Duration;
import java.time.Instant;

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

    /** Straight from an address bar, which takes fewer requests. */
    public Page openDirectly(Visitor visitor) {
        return visitor.open(realm.url("/login-actions/reset-credentials?client_id=demo-app"))
                .is("recovery-request");
    }

    /** Whatever comes of it. */
    public static Page ask(Page request, String typed) {
        return request.formWith("username").fill("username", typed).submit();
    }

    /** Lets the time pass after which this tab may have its mail sent again. */
    public void passPause(Visitor visitor, Page sent) {
        long then = Instant.now().minus(Duration.ofMinutes(1)).toEpochMilli();
        realm.note(visitor, sent, "account-flows-sent-at", Long.toString(then));
    }

    /** A masked transcript without the seconds until a resend, which tell only when the page was drawn. */
    public static String withoutPause(String transcript) {
        return transcript.replaceAll("(?s)<p id=\"pause\".*?</p>", "{pause}");
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
