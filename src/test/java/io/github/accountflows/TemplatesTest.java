package io.github.accountflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for every page and mail, read from the templates themselves. */
class TemplatesTest {
    private static final String SHARED = "account-flows.ftl";

    /** PAG-8: what people typed is escaped by FreeMarker, always. */
    @Test
    void nothingSwitchesEscapingOff() throws IOException {
        Templates.all()
                .forEach(template -> assertFalse(
                        Pattern.compile("no_esc|noautoesc|kcSanitize|\\?interpret")
                                .matcher(Templates.text(template))
                                .find(),
                        template::toString));
    }

    /** PAG-3, PAG-6: a strict content security policy must not break a page, nor a page ask a stranger for a file. */
    @Test
    void noPageRunsInlineScriptOrAsksAThirdParty() throws IOException {
        Pattern inline =
                Pattern.compile("<script(?![^>]* src=)|\\son[a-z]+=|javascript:|style=|src=\"(?!\\$\\{url\\.)");
        Templates.in(".")
                .forEach(
                        page -> assertFalse(inline.matcher(Templates.text(page)).find(), page::toString));
    }

    @Test
    void eachPageSaysWhichItIs() throws IOException {
        for (String page : Templates.names(".")) {
            if (!page.equals(SHARED)) {
                String text = Templates.text(Templates.ROOT.resolve(page));
                assertTrue(text.contains("<@af.page \"" + page.replace(".ftl", "") + "\">"), page);
            }
        }
    }

    /** They are shown outside any flow, where asking for the form's address throws. */
    @ParameterizedTest
    @ValueSource(strings = {"link-invalid.ftl", "link-closed.ftl", "link-again.ftl", SHARED})
    void pagesOutsideAFlowPostNothing(String page) {
        assertFalse(Templates.text(Templates.ROOT.resolve(page)).contains("loginAction"));
    }

    /** MAI-6. The button's name stands in both, what to do if it fails only where there is one. */
    @Test
    void textAndHtmlOfAMailSayTheSameWords() throws IOException {
        assertEquals(Templates.names("html"), Templates.names("text"));
        for (String mail : Templates.names("html")) {
            Set<String> html =
                    new TreeSet<>(Templates.keys(Templates.ROOT.resolve("html").resolve(mail)));
            html.remove("mail.fallback");
            assertEquals(html, Templates.keys(Templates.ROOT.resolve("text").resolve(mail)), mail);
        }
    }
}
