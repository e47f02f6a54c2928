package io.github.accountflows.keycloak;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * One setting of an execution: its key, its words in the admin console and its one default, declared once.
 *
 * @param least and {@code most}: the range of a whole number; 0 and 0 for text
 * @param form what a text must look like
 */
public record Setting(
        String key,
        String label,
        String help,
        String fallback,
        List<String> options,
        int least,
        int most,
        Predicate<String> form) {
    private static final Logger LOG = Logger.getLogger(Setting.class);

    public static Setting number(String key, String label, String help, int fallback, int least, int most) {
        return new Setting(key, label, help, Integer.toString(fallback), List.of(), least, most, text -> true);
    }

    public static Setting choice(String key, String label, String help, String fallback, List<String> options) {
        return new Setting(key, label, help, fallback, options, 0, 0, text -> true);
    }

    public static Setting text(String key, String label, String help, Predicate<String> form) {
        return new Setting(key, label, help, "", List.of(), 0, 0, form);
    }

    /** Whether an admin may set it so; nothing set means the default, and is always right. */
    boolean fits(String value) {
        if (value == null || value.isBlank()) {
            return true;
        }
        if (!options.isEmpty()) {
            return options.contains(value);
        }
        return most > 0 ? isInRange(value.strip()) : form.test(value.strip());
    }

    private boolean isInRange(String value) {
        try {
            int number = Integer.parseInt(value);
            return least <= number && number <= most;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    /** Never empty: what is missing or not among the options reads as the default. */
    public String in(Map<String, String> config) {
        String value = config == null ? null : config.get(key);
        if (value == null || value.isBlank()) {
            return fallback;
        }
        if (!options.isEmpty() && !options.contains(value)) {
            LOG.warnf("Setting '%s' is not one of %s: using '%s'", key, options, fallback);
            return fallback;
        }
        return value.strip();
    }

    /** A value out of range is refused where it is set; one that came another way is clamped here, with a warning. */
    public int numberIn(Map<String, String> config) {
        String value = in(config);
        try {
            int number = Integer.parseInt(value);
            int clamped = Math.max(least, Math.min(most, number));
            if (clamped != number) {
                LOG.warnf("Setting '%s' is %d, outside %d to %d: using %d", key, number, least, most, clamped);
            }
            return clamped;
        } catch (NumberFormatException notANumber) {
            LOG.warnf("Setting '%s' is not a whole number: using %s", key, fallback);
            return Integer.parseInt(fallback);
        }
    }

    public ProviderConfigProperty property() {
        ProviderConfigProperty property = new ProviderConfigProperty();
        property.setName(key);
        property.setLabel(label);
        property.setHelpText(help);
        property.setType(type());
        property.setDefaultValue(fallback);
        if (!options.isEmpty()) {
            property.setOptions(options);
        }
        return property;
    }

    private String type() {
        if (!options.isEmpty()) {
            return ProviderConfigProperty.LIST_TYPE;
        }
        return most > 0 ? ProviderConfigProperty.INTEGER_TYPE : ProviderConfigProperty.STRING_TYPE;
    }
}
