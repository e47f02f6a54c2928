package io.github.accountflows.testing;

/**
 * The browser somebody has.
 *
 * @param network the address it comes from, or null for this machine's own
 */
public record BrowserOptions(boolean scripts, String locale, int width, int height, boolean night, String network) {

    /** An English desk with scripts, by day. */
    public static BrowserOptions usual() {
        return new BrowserOptions(true, "en-GB", 1280, 900, false, null);
    }

    public BrowserOptions withoutScripts() {
        return new BrowserOptions(false, locale, width, height, night, network);
    }

    public BrowserOptions speaking(String language) {
        return new BrowserOptions(scripts, language, width, height, night, network);
    }

    /** The narrowest screen that pages must fit: 320 pixels (WCAG 1.4.10). */
    public BrowserOptions narrow() {
        return new BrowserOptions(scripts, locale, 320, 640, night, network);
    }

    public BrowserOptions byNight() {
        return new BrowserOptions(scripts, locale, width, height, true, network);
    }

    public BrowserOptions from(String ip) {
        return new BrowserOptions(scripts, locale, width, height, night, ip);
    }
}
