package io.github.accountflows.testing;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces what is new in every visit by its kind, its length and a number that counts distinct values: a value of
 * another length, or one that repeats where others don't, still shows. Ids of flow steps stay: a step of its own for
 * known addresses must show too.
 */
final class Mask {
    private static final String PARAMETERS = "session_code|tab_id|client_data|state|nonce|code|session_state"
            + "|code_challenge|auth_session_id|redirect_fragment";
    private static final Pattern PARAMETER = Pattern.compile("\\b(" + PARAMETERS + ")=([\\w.~%-]{6,})");
    private static final Pattern RESOURCES = Pattern.compile("/resources/[a-z0-9]{5}/");
    private static final Pattern CHANGING_HEADER =
            Pattern.compile("(?m)^(date|content-length|etag|last-modified): .*$");
    /** A cookie's value is quoted only if a letter such as a slash happens to be in it. */
    private static final Pattern QUOTES = Pattern.compile("^\"|\"$");

    private static final Pattern QUOTED_COOKIE = Pattern.compile("(?m)^(set-cookie: [^=]+=)\"(\\{[^}\n]*})\"");
    private static final Pattern EXPIRES = Pattern.compile("(?i)(Expires=)[^;\\n]+");

    private final Transcript transcript;
    private final List<String> echoed;
    private final Map<String, String> maskOfValue = new LinkedHashMap<>();

    Mask(Transcript transcript, List<String> echoed) {
        this.transcript = transcript;
        this.echoed = echoed;
        transcript.exchanges().forEach(this::collect);
    }

    private void collect(Exchange exchange) {
        exchange.cookies().stream()
                .filter(cookie -> cookie.value().length() >= 8)
                .forEach(cookie -> mask(QUOTES.matcher(cookie.value()).replaceAll(""), cookie.name()));
        Matcher parameter = PARAMETER.matcher(exchange.toString());
        while (parameter.find()) {
            mask(parameter.group(2), parameter.group(1));
        }
    }

    private void mask(String value, String kind) {
        maskOfValue.putIfAbsent(value, "{" + kind + " " + value.length() + " #" + (maskOfValue.size() + 1) + "}");
    }

    String text() {
        String text = transcript.toString();
        // Longest first, because one may be part of another.
        List<String> values = maskOfValue.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        for (String value : values) {
            text = text.replace(value, maskOfValue.get(value));
        }
        text = QUOTED_COOKIE.matcher(text).replaceAll("$1$2");
        text = RESOURCES.matcher(text).replaceAll("/resources/{version}/");
        text = CHANGING_HEADER.matcher(text).replaceAll("$1: {any}");
        text = EXPIRES.matcher(text).replaceAll("$1{any}");
        for (String echo : echoed) {
            text = withoutEcho(text, echo);
        }
        return text;
    }

    private static String withoutEcho(String text, String echo) {
        String html = echo.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
        for (String form : List.of(html, Http.encoded(echo), echo, echo.toLowerCase())) {
            text = text.replace(form, "{echo}");
        }
        return text;
    }
}
