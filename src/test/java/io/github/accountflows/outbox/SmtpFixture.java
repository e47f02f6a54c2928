package io.github.accountflows.outbox;

import io.github.accountflows.outbox.SmtpSettings.Tls;
import io.github.accountflows.smtp.ScriptedSmtp;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A letter with everything in it that must not leak, and the settings to send it with. */
final class SmtpFixture {

    static final String TO = "jane@example.org";
    static final String TOKEN = "q8Zr0W7dGm3Jk1xVYp5nTfHcLb2sAe6uRi9oNwXCvB4";
    static final String LINK = "https://login.example.org/realms/demo/account-link/" + TOKEN;
    static final String PASSWORD = "geheim-and-long";
    static final Letter LETTER = new Letter(
            TO,
            "Choose a new password",
            "Hello,\n\nopen this link:\n" + LINK + "\n\n.\n.dot\nBye\n",
            "<p>Hello, <a href=\"" + LINK + "\">open this link</a></p>\n");

    private SmtpFixture() {}

    static Letter letterTo(String address) {
        return new Letter(address, LETTER.subject(), LETTER.text(), LETTER.html());
    }

    static SmtpSettings settings(ScriptedSmtp server, String... more) {
        return settings(server, Tls.OF_THE_JVM, more);
    }

    static SmtpSettings settings(ScriptedSmtp server, Tls tls, String... more) {
        Map<String, String> realm = new HashMap<>(server.realmSettings());
        for (int i = 0; i < more.length; i += 2) {
            realm.put(more[i], more[i + 1]);
        }
        return SmtpSettings.of(realm, PASSWORD, Optional.empty(), tls);
    }
}
