package io.github.accountflows.recovery;

import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Realm;
import io.github.accountflows.testing.Visitor;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;

/** How people get to the page that asks, and what they do there. */
final class Asking {
    private Asking() {}

    /** By way of the app and its sign-in page. */
    static Page open(Realm realm, Visitor visitor) {
        return realm.app()
                .signIn()
                .open(visitor)
                .click("a[href*='reset-credentials']")
                .is("recovery-request");
    }

    /** Straight from an address bar, which takes fewer requests. */
    static Page openDirectly(Realm realm, Visitor visitor) {
        return visitor.open(realm.url("/login-actions/reset-credentials?client_id=demo-app"))
                .is("recovery-request");
    }

    static Page ask(Page request, String typed) {
        return request.formWith("username").fill("username", typed).submit();
    }

    /** Lets the time pass after which this tab may have its mail sent again. */
    static void passPause(Realm realm, Visitor visitor, Page sent) {
        long then = Instant.now().minus(Duration.ofMinutes(1)).toEpochMilli();
        realm.note(visitor, sent, "account-flows-sent-at", Long.toString(then));
    }

    /** A masked transcript without the seconds until a resend, which tell only when the page was drawn. */
    static String withoutPause(String transcript) {
        return transcript.replaceAll("(?s)<p id=\"pause\".*?</p>", "{pause}");
    }

    /** What a page says for a message without parameters, in English. */
    static String words(String key) {
        try (Reader file = Files.newBufferedReader(
                Path.of("src/main/resources/theme-resources/messages/messages_en.properties"))) {
            Properties messages = new Properties();
            messages.load(file);
            return MessageFormat.format(messages.getProperty(key), new Object[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
