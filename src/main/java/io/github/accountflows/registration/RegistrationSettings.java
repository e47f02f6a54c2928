package io.github.accountflows.registration;

import io.github.accountflows.keycloak.BoundFlow;
import io.github.accountflows.keycloak.Setting;
import io.github.accountflows.outbox.Help;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.keycloak.models.RealmModel;

/** What a realm's admin sets on the step that mails the link; read when a page is shown and when a job is decided. */
public record RegistrationSettings(Duration linkLifetime, Help help) {
    /** The step that carries them. */
    public static final String STEP = "account-flows-registration-sent";

    public static final Setting LIFETIME = Setting.number(
            "link-lifetime-minutes",
            "Link lifetime in minutes",
            "How long a mailed link works: 10 to 1440. What was typed is kept as long as there is one, and an hour at least.",
            1440,
            10,
            1440);
    public static final Setting HELP = Help.setting("sign up by themselves");
    public static final List<Setting> ALL = List.of(LIFETIME, HELP);

    public static RegistrationSettings of(Map<String, String> config) {
        return new RegistrationSettings(Duration.ofMinutes(LIFETIME.numberIn(config)), Help.parse(HELP.in(config)));
    }

    /** As they stand on the flow the realm has bound; the defaults when it has bound another. */
    static RegistrationSettings of(RealmModel realm) {
        return of(BoundFlow.ofRegistration(realm).settingsOf(STEP));
    }
}
