package io.github.accountflows;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import freemarker.cache.ClassTemplateLoader;
import freemarker.cache.FileTemplateLoader;
import freemarker.cache.MultiTemplateLoader;
import freemarker.cache.TemplateLoader;
import freemarker.core.HTMLOutputFormat;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateMethodModelEx;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.keycloak.forms.login.MessageType;
import org.keycloak.theme.beans.AdvancedMessageFormatterMethod;
import org.keycloak.theme.beans.MessageFormatterMethod;
import org.keycloak.theme.beans.MessagesPerFieldBean;

/** Renders a template of ours as Keycloak does, within the layout and the fields of a theme of Keycloak's own. */
final class Rendering {
    /** Keycloak's themes for pages, each with those it leans on. */
    static final Map<String, List<String>> THEMES =
            Map.of("keycloak.v2", List.of("keycloak.v2", "base"), "keycloak", List.of("keycloak", "base"));

    private static final Map<String, String> URLS = Map.of(
            "resourcesPath", "/resources",
            "resourcesCommonPath", "/common",
            "ssoLoginInOtherTabsUrl", "/other-tabs",
            "loginUrl", "/sign-in");

    private final String language;
    private final List<String> theme;
    private final Map<String, Object> model = new HashMap<>();
    private final MessagesPerFieldBean faults = new MessagesPerFieldBean();

    Rendering(String language) {
        this(language, "keycloak.v2");
    }

    Rendering(String language, String theme) {
        this.language = language;
        this.theme = THEMES.get(theme);
        model.put("lang", language);
        model.put(
                "locale",
                Map.of("language", language, "currentLanguageTag", language, "rtl", false, "supported", List.of()));
        model.put("ltr", true);
        model.put("darkMode", true);
        model.put("pageId", "page");
        model.put("realmName", "Demo");
        model.put(
                "realm", Map.of("displayName", "Demo", "displayNameHtml", "Demo", "internationalizationEnabled", true));
        model.put("url", URLS);
        model.put("messagesPerField", faults);
        model.put("kcSanitize", (TemplateMethodModelEx) arguments -> arguments.get(0));
    }

    Rendering with(String name, Object value) {
        model.put(name, value);
        return this;
    }

    /** Within a flow, where there is something to post to. */
    Rendering inAFlow() {
        Map<String, String> url = new HashMap<>(URLS);
        url.put("loginAction", "/post-here");
        return with("url", url);
    }

    Rendering fault(String field, String text) {
        faults.addMessage(field, text, MessageType.ERROR);
        return this;
    }

    String page(String name) {
        return render(name + ".ftl", "login");
    }

    String html(String mail) {
        return render("html/" + mail + ".ftl", "email");
    }

    String text(String mail) {
        return render("text/" + mail + ".ftl", "email");
    }

    private String render(String template, String type) {
        Properties messages = messages(type);
        Locale locale = Locale.forLanguageTag(language);
        model.put("msg", new MessageFormatterMethod(locale, messages));
        model.put("advancedMsg", new AdvancedMessageFormatterMethod(locale, messages));
        model.put("properties", properties(type));
        try {
            Configuration configuration = new Configuration(Configuration.VERSION_2_3_32);
            configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
            configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
            configuration.setLogTemplateExceptions(false);
            configuration.setTemplateLoader(new MultiTemplateLoader(loaders(type)));
            StringWriter text = new StringWriter();
            configuration.getTemplate(template, "UTF-8").process(model, text);
            return text.toString();
        } catch (TemplateException e) {
            throw new AssertionError(template + " cannot be rendered", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TemplateLoader[] loaders(String type) throws IOException {
        List<TemplateLoader> loaders = new ArrayList<>();
        for (String name : theme) {
            loaders.add(new ClassTemplateLoader(Rendering.class.getClassLoader(), "theme/" + name + "/" + type));
        }
        loaders.add(new FileTemplateLoader(Templates.ROOT.toFile()));
        return loaders.toArray(TemplateLoader[]::new);
    }

    private Properties properties(String type) {
        Properties properties = new Properties();
        for (int parent = theme.size() - 1; parent >= 0; parent--) {
            properties.putAll(read("theme/" + theme.get(parent) + "/" + type + "/theme.properties"));
        }
        return properties;
    }

    private Properties messages(String type) {
        Properties messages = read("theme/base/" + type + "/messages/messages_" + language + ".properties");
        assertNotNull(messages.getProperty(type.equals("login") ? "requiredFields" : "emailVerificationSubject"));
        try {
            messages.putAll(MessagesTest.messages(language));
            return messages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties read(String resource) {
        Properties properties = new Properties();
        try (InputStream stream = Rendering.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream != null) {
                properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            }
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
