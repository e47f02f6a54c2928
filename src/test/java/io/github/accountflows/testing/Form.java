package io.github.accountflows.testing;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;

/** A form as a browser would send it: what stands in its fields, and the button that was pressed. */
public final class Form {
    private final Visitor visitor;
    private final URI action;
    private final Element form;
    private final Map<String, String> fields = new LinkedHashMap<>();

    Form(Visitor visitor, Element form) {
        this.visitor = visitor;
        this.form = form;
        this.action = URI.create(form.absUrl("action"));
        ((FormElement) form).formData().forEach(field -> fields.put(field.key(), field.value()));
    }

    public URI action() {
        return action;
    }

    /** What stands in a field, or an empty text. */
    public String value(String field) {
        return fields.getOrDefault(field, "");
    }

    public Form fill(String field, String value) {
        if (form.selectFirst("[name='" + field + "']") == null) {
            throw new AssertionError("no field " + field + " in " + form.outerHtml());
        }
        fields.put(field, value);
        return this;
    }

    /** Adds what no page offers, as somebody does who writes requests by hand. */
    public Form add(String field, String value) {
        fields.put(field, value);
        return this;
    }

    public Form without(String field) {
        fields.remove(field);
        return this;
    }

    /** Presses a button by its name and goes where that leads. */
    public Page press(String button) {
        Element found = form.selectFirst("button[name='" + button + "'], input[type=submit][name='" + button + "']");
        if (found == null) {
            throw new AssertionError("no button " + button + " in " + form.outerHtml());
        }
        return add(button, found.attr("value")).submit();
    }

    /** Sends it as the return key does, and goes where that leads. */
    public Page submit() {
        return send().follow();
    }

    /** Sends it; a redirect is not followed. */
    public Page send() {
        return visitor.post(action, fields);
    }
}
