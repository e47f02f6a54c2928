package io.github.accountflows;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both languages say everything, with the same values in it, in a form that MessageFormat can read. */
class MessagesTest {
    private static final Path MESSAGES = Path.of("src/main/resources/theme-resources/messages");

    /** What only Java names: durations, rules and errors of a page, subjects of a mail. */
    private static final Set<String> NAMED_BY_JAVA = Set.of(
            "duration.s",
            "duration.min",
            "duration.h",
            "recovery.request.error.empty",
            "recovery.request.error.invalid",
            "recovery.request.error.tooLong",
            "recovery.unfinished.beginAgain",
            "password.rule.length",
            "password.rule.maxLength",
            "password.rule.digits",
            "password.rule.lowerCase",
            "password.rule.upperCase",
            "password.rule.specialChars",
            "password.rule.notUsername",
            "password.rule.notEmail",
            "password.rule.notContainsUsername",
            "password.rule.passwordHistory",
            "password.rule.passwordBlacklist",
            "password.rule.regexPattern",
            "password.rule.passwordAge",
            "password.error.missing",
            "password.error.notSaved",
            "password.error.refused",
            "password.error.readOnly",
            "password.error.mismatch",
            "password.error.tooLong",
            "account-flows-recovery-display-name",
            "account-flows-recovery-help-text",
            "account-flows-recovery-new-password-display-name",
            "account-flows-recovery-new-password-help-text",
            "recovery.factor.help",
            "recovery.factor.helpAdministrator",
            "recovery.factor.wrong",
            "recovery.factor.unanswered",
            "recovery.factor.tooMany",
            "recovery.mail.subject",
            "recovery.noAccount.mail.subject",
            "recovery.noPassword.mail.subject",
            "recovery.unproven.mail.subject",
            "registration.error.addressInvalid",
            "registration.error.addressTooLong",
            "registration.error.usernameAt",
            "registration.error.oneValue",
            "registration.error.tooMuch",
            "registration.error.misconfigured",
            "registration.error.invitationOver",
            "registration.error.invitationAddress",
            "registration.error.addressIsName",
            "registration.error.termsChanged",
            "registration.mail.subject",
            "registration.account.mail.subject",
            "verification.change.factor",
            "verification.change.readOnly",
            "verification.change.stale",
            "verification.error.empty",
            "verification.error.invalid",
            "verification.error.tooLong",
            "verification.error.twice",
            "verification.error.same",
            "verification.error.signInAgain",
            "verification.error.notProved",
            "verification.error.signInFirst",
            "verification.mail.subject",
            "verification.change.mail.subject",
            "verification.taken.mail.subject",
            "verification.cancel.mail.subject",
            "requiredAction.account-flows-verify-email",
            "requiredAction.account-flows-change-email",
            "way.provider",
            "way.passkey",
            "way.app",
            "way.key",
            "way.codes",
            "notice.passwordChanged.mail.subject",
            "notice.addressChanged.mail.subject");

    @Test
    void bothLanguagesHaveTheSameKeys() throws IOException {
        assertEquals(keys("en"), keys("ru"));
    }

    @Test
    void bothLanguagesNameTheSameValues() throws IOException {
        Properties english = messages("en");
        Properties russian = messages("ru");
        for (String key : english.stringPropertyNames()) {
            assertEquals(placeholders(english.getProperty(key)), placeholders(russian.getProperty(key)), key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ru"})
    void eachMessageFormatsWhateverTheNumber(String language) throws IOException {
        Properties messages = messages(language);
        for (String key : messages.stringPropertyNames()) {
            MessageFormat format = new MessageFormat(messages.getProperty(key), Locale.forLanguageTag(language));
            for (int number = 0; number <= 130; number++) {
                String text = format.format(new Object[] {number});
                assertFalse(text.isBlank() || text.contains("{"), key + " says: " + text);
            }
        }
    }

    /** In a message format a single apostrophe starts a quotation and vanishes. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "ru"})
    void apostrophesAreWrittenTwice(String language) throws IOException {
        Properties messages = messages(language);
        for (String key : messages.stringPropertyNames()) {
            assertFalse(messages.getProperty(key).replace("''", "").contains("'"), key);
        }
    }

    /** Keycloak reads what is not UTF-8 as ISO-8859-1, without a word. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "ru"})
    void filesAreReadableUtf8WithoutEscapes(String language) throws IOException {
        String text = text(language);
        assertFalse(text.startsWith("\uFEFF"), "starts with a byte order mark");
        assertFalse(text.contains("\\u"), "holds an escaped character");
        assertFalse(Pattern.compile("[\u0080-\u009F\u00C2\u00C3\u00D0\u00D1]")
                .matcher(text)
                .find());
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ru"})
    void eachKeyStandsOnce(String language) throws IOException {
        Set<String> seen = new TreeSet<>();
        for (String line : text(language).lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                assertTrue(seen.add(line.substring(0, line.indexOf('='))), line);
            }
        }
    }

    @Test
    void eachKeyInUseExistsAndEachKeyIsInUse() throws IOException {
        Set<String> used = Templates.all()
                .flatMap(template -> Templates.keys(template).stream())
                .collect(toCollection(TreeSet::new));
        used.addAll(NAMED_BY_JAVA);
        assertEquals(used, keys("en"));
    }

    @Test
    void russianDurationsAgreeWithTheirNumber() throws IOException {
        for (int number = 1; number <= 60; number++) {
            assertEquals(number + " " + agreeing(number, "секунду", "секунды", "секунд"), russian("s", number));
            assertEquals(number + " " + agreeing(number, "минуту", "минуты", "минут"), russian("min", number));
        }
        for (int number = 1; number <= 24; number++) {
            assertEquals(number + " " + agreeing(number, "час", "часа", "часов"), russian("h", number));
        }
        assertEquals("90 мин", russian("min", 90));
    }

    /** A duration is "21 минуту": it fits after what lasts or is awaited, and never after "у вас есть". */
    @Test
    void russianDurationsStandWhereTheirFormFits() throws IOException {
        Pattern timed = Pattern.compile("msg\\(([^{}]*?), (?:af\\.)?time\\(");
        Pattern fitting = Pattern.compile("(через|действует|можно) (ещё )?\\{0}");
        Properties russian = messages("ru");
        Set<String> keys = Templates.all()
                .flatMap(template -> timed.matcher(Templates.text(template)).results())
                .flatMap(call ->
                        Pattern.compile("\"(.+?)\"").matcher(call.group(1)).results())
                .map(key -> key.group(1))
                .collect(toCollection(TreeSet::new));
        assertTrue(keys.containsAll(Set.of("page.pause", "limit.busy.lead", "verification.cancel.left")));
        for (String key : keys) {
            assertTrue(fitting.matcher(russian.getProperty(key)).find(), key);
        }
    }

    private static String agreeing(int number, String one, String few, String many) {
        if (number / 10 % 10 != 1 && number % 10 == 1) {
            return one;
        }
        return number / 10 % 10 != 1 && number % 10 >= 2 && number % 10 <= 4 ? few : many;
    }

    private static String russian(String unit, int amount) throws IOException {
        return new MessageFormat(messages("ru").getProperty("duration." + unit), Locale.forLanguageTag("ru"))
                .format(new Object[] {amount});
    }

    private static Set<String> placeholders(String message) {
        return Pattern.compile("\\{(\\d+)")
                .matcher(message)
                .results()
                .map(MatchResult::group)
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> keys(String language) throws IOException {
        return new TreeSet<>(messages(language).stringPropertyNames());
    }

    static Properties messages(String language) throws IOException {
        Properties messages = new Properties();
        messages.load(new StringReader(text(language)));
        return messages;
    }

    private static String text(String language) throws IOException {
        byte[] bytes = Files.readAllBytes(MESSAGES.resolve("messages_" + language + ".properties"));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError(language + " is not UTF-8", e);
        }
    }
}
