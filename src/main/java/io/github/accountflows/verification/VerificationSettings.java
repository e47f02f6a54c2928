package io.github.accountflows.verification;

import io.github.accountflows.keycloak.Setting;
import io.github.accountflows.outbox.Help;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;

/** What a realm's admin sets on a required action of ours; read when a page is shown and when a job is decided. */
public record VerificationSettings(Duration linkLifetime, Help help) {
    public static final Setting LIFETIME = Setting.number(
            "link-lifetime-minutes",
            "Link lifetime in minutes",
            "How long a mailed link works: 10 to 1440. The code beside it works for 10 minutes.",
            1440,
            10,
            1440);
    public static final Setting HELP = Help.setting("confirm their address");
    static final List<Setting> ALL = List.of(LIFETIME, HELP);

    /** @param action the id of the required action; the defaults where the realm has not set any */
    public static VerificationSettings of(RealmModel realm, String action) {
        Map<String, String> config = Optional.ofNullable(realm.getRequiredActionConfigByAlias(action))
                .map(RequiredActionConfigModel::getConfig)
                .orElse(null);
        return new VerificationSettings(Duration.ofMinutes(LIFETIME.numberIn(config)), Help.parse(HELP.in(config)));
    }
}
