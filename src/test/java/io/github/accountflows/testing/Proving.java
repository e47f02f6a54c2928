package io.github.accountflows.testing;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Somebody who proves an address in a required action, page by page without scripts; {@code Changing} and {@code
 * Verifying} tell how they come there. What both have in common:
 *
 * <pre>{@code
 * Page sent = …                                       // "verification-sent"
 * Mail mail = OWN.mailbox().awaitMail(address);
 * proved(typeCode(sent, mail.code()));                // one way, here to the app
 * confirm(land(visitor, mail.link()));                // the other
 * }</pre>
 */
public final class Proving {
    /** The two required actions, as an app names them in {@code kc_action}. */
    public static final String VERIFY = "account-flows-verify-email";

    public static final String CHANGE = "account-flows-change-email";

    private Proving() {}

    /** A sign-in in which the app asks for that action. */
    public static SignIn signIn(Realm realm, String action) {
        return realm.app().signIn(Map.of("kc_action", action));
    }

    /** Answers a page that asks for the second factor. */
    public static Page factor(Page page, Totp totp) {
        return page.formWith("otp").fill("otp", totp.code()).submit();
    }

    /** Types a code on the "sent" page, wherever that leads. */
    public static Page typeCode(Page sent, String code) {
        return sent.formWith("code").fill("code", code).press("confirm");
    }

    /** Opens a link that works, in whatever browser. */
    public static Page land(Visitor visitor, URI link) {
        return visitor.open(link).is("verification-confirm");
    }

    /** Confirms in the browser that is signing in, wherever that leads. */
    public static Page confirm(Page page) {
        return page.is("verification-confirm").press("confirm");
    }

    /** Whether the stored address is proved. */
    public static boolean isProved(User user) {
        return user.json().path("emailVerified").asBoolean();
    }

    /** What the app hears of the action that it has asked for. */
    public static String status(Page app) {
        if (!app.isApp()) {
            throw new AssertionError("not on the way to the app: " + app);
        }
        String query = String.valueOf(app.location().orElseThrow().getRawQuery());
        return query.contains("kc_action_status=") ? query.replaceFirst(".*kc_action_status=([a-z]+).*", "$1") : "";
    }

    /** Lets the time pass after which this tab may have its mail sent again. */
    public static void passPause(Realm realm, Visitor visitor, Page sent, String action) {
        long then = Instant.now().minus(Duration.ofMinutes(1)).toEpochMilli();
        realm.note(visitor, sent, action + "-sent-at", Long.toString(then));
    }
}
