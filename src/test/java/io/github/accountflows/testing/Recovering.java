package io.github.accountflows.testing;

import java.net.URI;

/** How somebody gets a new password, for tests whose story is about one step of it. */
public record Recovering(Realm realm, Mailbox mailbox) {

    /** The link that comes when somebody asks in a new browser. */
    public URI link(User user) {
        new Asking(realm).ask(user.username());
        return mailbox.awaitMail(user.username()).link();
    }

    /** Opens a link that works. */
    public static Page land(Visitor visitor, URI link) {
        return visitor.open(link).is("recovery-new-password");
    }

    /** A new browser in which a link that works was opened. */
    public static Page land(URI link) {
        return land(new Visitor(), link);
    }

    /** The filled form, to be sent when a test wants it. */
    public static Form typed(Page newPassword, String password) {
        return newPassword
                .formWith("password-new")
                .fill("password-new", password)
                .fill("password-confirm", password);
    }

    /** The secret at the end of a link. */
    public static String secret(URI link) {
        return link.getPath().substring(link.getPath().lastIndexOf('/') + 1);
    }
}
