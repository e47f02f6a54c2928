package io.github.accountflows.recovery;

import io.github.accountflows.keycloak.BoundFlow;
import io.github.accountflows.keycloak.Setting;
import io.github.accountflows.outbox.Help;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.RealmModel;

/** What a realm's admin sets on the first step of recovery; read when a page is shown and when a job is decided. */
public record RecoverySettings(Duration linkLifetime, boolean mailsUnknown, Help help) {
    private static final String MAIL = "mail";

    public static final Setting LIFETIME = Setting.number(
            "link-lifetime-minutes",
            "Link lifetime in minutes",
            "How long a mailed link works: 5 to 1440. OWASP advises an hour at most.",
            60,
            5,
            1440);
    public static final Setting UNKNOWN = Setting.choice(
            "unknown-address",
            "An unknown address gets",
            "nothing: no mail is sent. mail: a mail that says there is no account with this address. The pages are the"
                    + " same either way.",
            "nothing",
            List.of("nothing", MAIL));
    public static final Setting HELP = Help.setting("get in by themselves");
    static final List<Setting> ALL = List.of(LIFETIME, UNKNOWN, HELP);

    static RecoverySettings of(Map<String, String> config) {
        return new RecoverySettings(
                Duration.ofMinutes(LIFETIME.numberIn(config)),
                MAIL.equals(UNKNOWN.in(config)),
                Help.parse(HELP.in(config)));
    }

    static RecoverySettings of(AuthenticatorConfigModel config) {
        return of(config == null ? null : config.getConfig());
    }

    /** As they stand on the flow the realm has bound; the defaults when it has bound another. */
    static RecoverySettings of(RealmModel realm) {
        return of(BoundFlow.ofRecovery(realm).settingsOf(RecoveryStep.ID));
    }

    /** Whether the bound flow still ends in our own last step: without it, showing a link would be signing in. */
    static boolean leadsToNewPassword(RealmModel realm) {
        return BoundFlow.ofRecovery(realm).requires(NewPassword.ID);
    }
}
