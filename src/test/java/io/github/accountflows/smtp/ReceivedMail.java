package io.github.accountflows.smtp;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Properties;

/**
 * A mail that {@link ScriptedSmtp} took, with its envelope.
 *
 * @param acceptedAt when the server had all of it
 * @param from the envelope sender; empty for {@code <>}
 * @param parameters what MAIL FROM asked for besides, such as {@code SMTPUTF8}; empty for nothing
 * @param content the mail as it came, dots unstuffed
 */
public record ReceivedMail(
        Instant acceptedAt, String from, String parameters, List<String> recipients, byte[] content) {

    /** The mail as it came over the wire. */
    public String raw() {
        return new String(content, StandardCharsets.UTF_8);
    }

    public MimeMessage message() {
        try {
            return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(content));
        } catch (MessagingException e) {
            throw new AssertionError("Not a mail", e);
        }
    }

    /** The decoded subject. */
    public String subject() {
        try {
            return message().getSubject();
        } catch (MessagingException e) {
            throw new AssertionError("Not a mail", e);
        }
    }

    /** All headers of this name, undecoded. */
    public List<String> headers(String name) {
        try {
            String[] found = message().getHeader(name);
            return found == null ? List.of() : List.of(found);
        } catch (MessagingException e) {
            throw new AssertionError("Not a mail", e);
        }
    }

    /** The decoded plain text. */
    public String text() {
        return part(0, "text/plain");
    }

    /** The decoded HTML. */
    public String html() {
        return part(1, "text/html");
    }

    private String part(int index, String type) {
        try {
            BodyPart part = ((MimeMultipart) message().getContent()).getBodyPart(index);
            if (!part.isMimeType(type)) {
                throw new AssertionError("Part " + index + " is " + part.getContentType());
            }
            return part.getContent().toString();
        } catch (MessagingException e) {
            throw new AssertionError("Not a mail", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
