package io.github.accountflows.testing;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jsoup.nodes.Element;

/**
 * Somebody who signs up, page by page without scripts, from {@code OwnRealm.signingUp()}:
 *
 * <pre>{@code
 * SigningUp signingUp = OWN.signingUp();
 * Page sent = signingUp.send(visitor, "mara@example.org");   // the form, filled and sent: "registration-sent"
 * Mail mail = signingUp.mail("mara@example.org");            // waits for it
 * Page confirm = land(visitor, mail.link());                  // "registration-confirm", here in live mode
 * confirm(confirm, PASSWORD);                                 // filled and sent, wherever that leads
 * typeCode(sent, code(mail));                                 // the other way to "registration-confirm"
 * signingUp.link("mara@example.org");                         // all of the asking side, in a new browser
 * }</pre>
 *
 * Names that a form asks for are filled in, unless the fields say otherwise; in a foreign browser's form too.
 */
public record SigningUp(Realm realm, Mailbox mailbox) {
    /** What people choose; it meets the export's policy. */
    public static final String PASSWORD = "a first password of mine";

    public static final String FIRST_NAME = "Mara";
    public static final String LAST_NAME = "Example";

    /** From the app's sign-in page to the form. */
    public Page form(Visitor visitor) {
        return form(visitor, realm.app().signIn());
    }

    /** The same within a sign-in whose tokens a test wants. */
    public Page form(Visitor visitor, SignIn signIn) {
        return isForm(signIn.open(visitor).click("a[href*='login-actions/registration']"));
    }

    /** By the app's own link to sign up, which takes fewer requests. */
    public Page formDirectly(Visitor visitor) {
        return isForm(visitor.open(direct()));
    }

    /** Such a link. */
    public URI direct() {
        return URI.create(realm.app().signIn().uri().toString().replace("/auth?", "/registrations?"));
    }

    /** The page itself if it is the realm's form, which is stock's and has no name of ours. */
    public static Page isForm(Page page) {
        if (!page.has("#kc-register-form [name=email]")) {
            throw new AssertionError("not the form but " + page);
        }
        return page;
    }

    /** The filled form, to be sent when a test wants it. */
    public static Form filled(Page form, String address) {
        return filled(form, Map.of("email", address));
    }

    /** The form filled with these fields, and with names where it asks for some. */
    public static Form filled(Page form, Map<String, String> fields) {
        Form filled = form.formWith("email");
        named(form, filled);
        fields.forEach(filled::fill);
        return filled;
    }

    private static void named(Page page, Form form) {
        Map.of("firstName", FIRST_NAME, "lastName", LAST_NAME).forEach((field, name) -> {
            if (page.has("[name=" + field + "]") && form.value(field).isEmpty()) {
                form.fill(field, name);
            }
        });
    }

    /** What the form says is wrong with a field, or an empty text. */
    public static String fault(Page form, String field) {
        Element error = isForm(form).document().selectFirst("[id='input-error-" + field + "']");
        return error == null ? "" : error.text().strip();
    }

    /** The answer to a sign-up. */
    public Page send(Visitor visitor, String address) {
        return filled(form(visitor), address).submit().is("registration-sent");
    }

    /** The same within a sign-in whose tokens a test wants. */
    public Page send(Visitor visitor, SignIn signIn, String address) {
        return filled(form(visitor, signIn), address).submit().is("registration-sent");
    }

    /** The same with other fields than the address alone. */
    public Page send(Visitor visitor, Map<String, String> fields) {
        return filled(form(visitor), fields).submit().is("registration-sent");
    }

    /** The same as a stranger whom nobody has seen before. */
    public Page send(String address) {
        return send(new Visitor(), address);
    }

    /** The next mail to that address. */
    public Mail mail(String address) {
        return mailbox.awaitMail(address);
    }

    /** The link that comes when somebody signs up in a new browser. */
    public URI link(String address) {
        return link(address, address);
    }

    /** The same where the mail goes to another spelling of that address. */
    public URI link(String typed, String address) {
        send(typed);
        return mail(address).link();
    }

    /** The code of a mail, as it stands there. */
    public static String code(Mail mail) {
        return mail.code();
    }

    /** Types a code on the "sent" page, wherever that leads. */
    public static Page typeCode(Page sent, String code) {
        return sent.formWith("code").fill("code", code).add("confirm", "true").submit();
    }

    /** Opens a link that works. */
    public static Page land(Visitor visitor, URI link) {
        return visitor.open(link).is("registration-confirm");
    }

    /** A new browser in which a link that works was opened. */
    public static Page land(URI link) {
        return land(new Visitor(), link);
    }

    /** The filled confirm page, to be sent when a test wants it. */
    public static Form chosen(Page confirm, String password) {
        Form form = confirm.is("registration-confirm")
                .formWith("password-new")
                .fill("password-new", password)
                .fill("password-confirm", password)
                .add("confirm", "true");
        named(confirm, form);
        return form;
    }

    /** Confirms, wherever that leads. */
    public static Page confirm(Page confirm, String password) {
        return chosen(confirm, password).submit();
    }

    /** All of it, in two browsers, where usernames are addresses. */
    public User user(String address) {
        confirm(land(link(address)), PASSWORD).is("registration-done");
        return realm.existing(address);
    }

    /** Lets the time pass after which this tab may have its mail sent again. */
    public void passPause(Visitor visitor, Page sent) {
        long then = Instant.now().minus(Duration.ofMinutes(1)).toEpochMilli();
        realm.note(visitor, sent, "account-flows-sign-up-sent-at", Long.toString(then));
    }
}
