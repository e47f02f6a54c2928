package io.github.accountflows.testing;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A mail that arrived. */
public final class Mail {
    private static final Pattern LANDING = Pattern.compile("https?://[^\\s\"'<>]+/account-link/[A-Za-z0-9_-]{43}");
    private static final Pattern CODE = Pattern.compile("(?m)^\\s+([2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4})\\s*$");
    private static final Pattern ANY_LINK = Pattern.compile("https?://[^\\s\"'<>]+");

    private final MimeMessage message;

    Mail(MimeMessage message) {
        this.message = message;
    }

    public String subject() {
        return read(() -> message.getSubject());
    }

    public String from() {
        return read(() -> message.getFrom()[0].toString());
    }

    /** The addresses alone, without names. */
    public List<String> to() {
        return read(() -> Arrays.stream(message.getRecipients(Message.RecipientType.TO))
                .map(to -> ((InternetAddress) to).getAddress())
                .toList());
    }

    boolean isFor(String address) {
        String wanted = address.toLowerCase(Locale.ROOT);
        return to().stream().anyMatch(to -> to.toLowerCase(Locale.ROOT).equals(wanted));
    }

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(read(() -> message.getHeader(name))).map(values -> values[0]);
    }

    /** The words for readers without HTML. */
    public String text() {
        return body("text/plain");
    }

    public String html() {
        return body("text/html");
    }

    /** The link of ours, by which its reader proves to have this mail. */
    public URI link() {
        return first(LANDING);
    }

    /** The code that may be typed instead, as it stands there. */
    public String code() {
        Matcher code = CODE.matcher(text());
        if (!code.find()) {
            throw new AssertionError("no code in:\n" + text());
        }
        return code.group(1);
    }

    /** Any first link, for mails of others. */
    public URI anyLink() {
        return first(ANY_LINK);
    }

    public boolean hasLink() {
        return LANDING.matcher(text()).find();
    }

    private URI first(Pattern pattern) {
        Matcher link = pattern.matcher(text());
        if (!link.find()) {
            throw new AssertionError("no link in:\n" + text());
        }
        return URI.create(link.group());
    }

    private String body(String type) {
        return read(() -> {
            List<String> found = new ArrayList<>();
            collect(message, type, found);
            if (found.size() != 1) {
                throw new AssertionError(found.size() + " parts of " + type + " in “" + subject() + "”");
            }
            return found.get(0);
        });
    }

    private static void collect(Part part, String type, List<String> found) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            found.add(part.getContent().toString());
        } else if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                collect(parts.getBodyPart(i), type, found);
            }
        }
    }

    /** All of it, headers too, as it came. */
    @Override
    public String toString() {
        return read(() -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            message.writeTo(bytes);
            return bytes.toString(StandardCharsets.UTF_8);
        });
    }

    private interface Reading<T> {
        T read() throws MessagingException, IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
