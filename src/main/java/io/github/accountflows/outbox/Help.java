package io.github.accountflows.outbox;

import io.github.accountflows.address.Address;
import io.github.accountflows.keycloak.Setting;
import java.net.URI;
import java.util.Map;

/** Where a person finds help: an https address or a mail address. Empty: at the administrator of the realm. */
public record Help(String setting) {

    /**
     * What an administrator may set.
     *
     * @param cannot what those who need it cannot do, for the words about it in the admin console
     */
    public static Setting setting(String cannot) {
        return Setting.text(
                "help",
                "The realm's help",
                "Where people find help who cannot " + cannot + ": an https address or a mail address. Empty: they are"
                        + " sent to the administrator of the realm.",
                Help::isOne);
    }

    /** Anything else than the two is no help. */
    public static Help parse(String setting) {
        return new Help(isOne(setting) ? setting : "");
    }

    public static boolean isOne(String setting) {
        return isUrl(setting) || Address.parse(setting).isPresent();
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = URI.create(text);
            return "https".equals(uri.getScheme()) && uri.getHost() != null;
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    public boolean isGiven() {
        return !setting.isEmpty();
    }

    /** Puts it into a template's model as {@code help}; nothing when the words of the realm's administrator are meant. */
    public void into(Map<String, Object> model) {
        if (isGiven()) {
            model.put("help", Map.of("href", href(), "text", setting));
        }
    }

    /** Where a link to it leads. */
    public String href() {
        return isUrl(setting) ? setting : "mailto:" + setting;
    }
}
