package io.github.accountflows.outbox;

import io.github.accountflows.address.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** A letter as a MIME message: plain text first, then HTML, both UTF-8 (MAI-6). */
final class OutgoingMessage extends MimeMessage {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final String id;

    private OutgoingMessage(Session session, String id) {
        super(session);
        this.id = id;
    }

    static OutgoingMessage of(Letter letter, String to, SmtpSettings settings, Session session, Instant now)
            throws MessagingException {
        String from = settings.from().map(Address::forSmtp).orElseThrow();
        // random, so that it ties the mail to nothing: no job, no time, no other mail
        String id = "<" + UUID.randomUUID() + from.substring(from.indexOf('@')) + ">";
        OutgoingMessage message = new OutgoingMessage(session, id);
        message.setFrom(named(from, settings.fromName()));
        if (settings.replyTo().isPresent()) {
            message.setReplyTo(new InternetAddress[] {
                named(settings.replyTo().get().forSmtp(), settings.replyToName()),
            });
        }
        message.setHeader("To", to);
        message.setSubject(HeaderText.clean(letter.subject()), UTF_8);
        message.setSentDate(Date.from(now));
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers (MAI-7)
        message.setHeader("X-Auto-Response-Suppress", "All"); // the same for Exchange
        message.setContent(new MimeMultipart("alternative", part(letter.text(), "plain"), part(letter.html(), "html")));
        message.saveChanges();
        return message;
    }

    private static InternetAddress named(String address, String name) throws MessagingException {
        InternetAddress named = new InternetAddress();
        named.setAddress(address);
        try {
            String clean = HeaderText.clean(name);
            named.setPersonal(clean.isEmpty() ? null : clean, UTF_8);
        } catch (UnsupportedEncodingException e) {
            throw new MessagingException("No UTF-8", e);
        }
        return named;
    }

    /** Quoted-printable whatever the letters: no line on the wire is long, and decoded no link is broken (MAI-14). */
    private static MimeBodyPart part(String content, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(content, UTF_8, subtype);
        part.setHeader("Content-Transfer-Encoding", "quoted-printable");
        return part;
    }

    String id() {
        return id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", id);
    }
}
