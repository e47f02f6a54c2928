package io.github.accountflows.outbox;

import io.github.accountflows.address.Address;
import java.util.Locale;
import java.util.Map;

/**
 * A mail about to be rendered and sent.
 *
 * @param word the template's name without its ending
 * @param subjectKey the message key of the subject
 * @param model what the templates know as {@code mail}
 * @param tokenId the one-time token it carries; null for none
 */
public record Mail(
        Address to, Locale locale, String word, String subjectKey, Map<String, Object> model, String tokenId) {
    /** Neither the address nor the link in the model may reach a log (LOG-2, TOK-14). */
    @Override
    public String toString() {
        return "Mail[" + word + "]";
    }
}
