package io.github.accountflows.keycloak;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.organization.validator.OrganizationMemberValidator;
import org.keycloak.protocol.oid4vc.userprofile.DuplicateDidValidator;
import org.keycloak.services.validation.Validation;
import org.keycloak.userprofile.AttributeMetadata;
import org.keycloak.userprofile.Attributes;
import org.keycloak.userprofile.DefaultAttributes;
import org.keycloak.userprofile.DefaultUserProfile;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileMetadata;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.userprofile.validator.DuplicateEmailValidator;
import org.keycloak.userprofile.validator.DuplicateUsernameValidator;
import org.keycloak.userprofile.validator.EmailExistsAsUsernameValidator;
import org.keycloak.userprofile.validator.RegistrationUsernameExistsValidator;

/**
 * What somebody typed about themselves, as far as the realm's user profile lets a person write it when signing up
 * (REG-8). What the profile does not name is left out, whatever its policy for unmanaged attributes.
 */
public final class SignUpProfile {
    private static final Set<String> LOOKING_OTHERS_UP = Set.of(
            DuplicateEmailValidator.ID,
            EmailExistsAsUsernameValidator.ID,
            DuplicateUsernameValidator.ID,
            RegistrationUsernameExistsValidator.ID,
            DuplicateDidValidator.ID,
            OrganizationMemberValidator.ID);

    private static final Set<String> PASSWORDS = Set.of("password", "password-confirm", "password-new");

    private final KeycloakSession session;
    private final Map<String, List<String>> values;
    private final Set<String> sentTwice;
    private UserProfile profile;

    private SignUpProfile(KeycloakSession session, Map<String, List<String>> values, Set<String> sentTwice) {
        this.session = session;
        this.values = values;
        this.sentTwice = sentTwice;
    }

    public static SignUpProfile of(KeycloakSession session, Map<String, List<String>> typed) {
        Attributes known = profile(session, Map.of()).getAttributes();
        Map<String, List<String>> values = new LinkedHashMap<>();
        Set<String> sentTwice = new HashSet<>();
        for (String name : known.nameSet()) {
            AttributeMetadata metadata = known.getMetadata(name);
            List<String> sent = sent(typed, name);
            if (metadata != null && !known.isReadOnly(name) && !isPassword(name) && !sent.isEmpty()) {
                values.put(name, sent);
                if (sent.size() > 1 && !metadata.isMultivalued()) {
                    sentTwice.add(name);
                }
            }
        }
        return new SignUpProfile(session, values, sentTwice);
    }

    /** Whether the realm's profile lets a person say that about themselves. */
    public static boolean asksFor(KeycloakSession session, String name) {
        Attributes known = profile(session, Map.of()).getAttributes();
        return known.getMetadata(name) != null && !known.isReadOnly(name);
    }

    /** A password has no place in a profile, even where somebody defined an attribute of that name (REG-2). */
    public static boolean isPassword(String field) {
        return PASSWORDS.contains(field);
    }

    // Forms of older themes send "user.attributes.phone" for "phone".
    private static List<String> sent(Map<String, List<String>> typed, String name) {
        return Stream.of(name, Constants.USER_ATTRIBUTES_PREFIX + name)
                .flatMap(field -> typed.getOrDefault(field, List.of()).stream())
                .toList();
    }

    /** As typed, by the profile's names. */
    public Map<String, List<String>> values() {
        return values;
    }

    /** Fields of one value that came with several: which one was meant (ADR-12)? */
    public Set<String> sentTwice() {
        return sentTwice;
    }

    /**
     * What is wrong with the input by itself, by all of the profile's validators but those that look others up. They are
     * run, a customer's own too, on a session that knows nobody.
     */
    public List<FormMessage> faultsOfInput() {
        Attributes known = profile(session, values).getAttributes();
        UserProfileMetadata checks = new UserProfileMetadata(UserProfileContext.REGISTRATION);
        Stream.concat(known.nameSet().stream(), Stream.of(DefaultAttributes.READ_ONLY_ATTRIBUTE_KEY))
                .map(known::getMetadata)
                .filter(metadata -> metadata != null)
                .forEach(metadata -> checks.addAttribute(withoutLookUps(metadata)));
        KeycloakSession blind = BlindSession.of(session);
        Attributes attributes = new DefaultAttributes(UserProfileContext.REGISTRATION, values, null, checks, blind);
        return faults(new DefaultUserProfile(checks, attributes, unused -> null, null, blind));
    }

    /** All that is wrong, also with regard to others: for whoever has proved the address, and nobody else (ENU-2). */
    public List<FormMessage> faults() {
        return faults(profile());
    }

    /** Makes the user as stock's registration would. */
    public UserModel create() {
        return profile().create();
    }

    private UserProfile profile() {
        if (profile == null) {
            profile = profile(session, values);
        }
        return profile;
    }

    static List<FormMessage> faults(UserProfile profile) {
        try {
            profile.validate();
            return List.of();
        } catch (ValidationException faulty) {
            return new ArrayList<>(Validation.getFormErrorsFromValidation(faulty.getErrors()));
        }
    }

    private static UserProfile profile(KeycloakSession session, Map<String, List<String>> values) {
        return session.getProvider(UserProfileProvider.class).create(UserProfileContext.REGISTRATION, values);
    }

    // Keycloak gives out a copy of its own.
    static AttributeMetadata withoutLookUps(AttributeMetadata metadata) {
        if (metadata.getValidators() != null) {
            metadata.getValidators().removeIf(validator -> LOOKING_OTHERS_UP.contains(validator.getValidatorId()));
        }
        return metadata;
    }
}
