package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Languages;
import io.github.accountflows.keycloak.PublicAddress;
import io.github.accountflows.keycloak.RealmPages;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.throttle.Network;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** What a request says of itself for the mail it causes: language, public address, app, network and device. */
public final class Asker {
    public static final String LOCALE = "locale";
    private static final String BASE = "base";
    private static final String BASE_IS_FIXED = "base-fixed";
    public static final String CLIENT = "client";
    public static final String REDIRECT = "redirect";
    public static final String NETWORK = "network";
    public static final String DEVICE = "device";
    public static final String HELP = "help";

    /** For a notice of another address: that one, masked. */
    public static final String TO = "to";

    /** What the reader of a notice may know the account by. */
    public static final String ACCOUNT = "account";

    /** What ties the events of one ask together. */
    public static final String ASK = "ask";

    /** For the event alone, until the job settles; mails name the network (PRV-3). */
    static final String IP = "ip";

    private Asker() {}

    /** @param redirect where the app wants the person back; null for none */
    public static Facts facts(KeycloakSession session, String redirect) {
        PublicAddress address = PublicAddress.of(session);
        ClientModel client = session.getContext().getClient();
        return Facts.none()
                .with(LOCALE, locale(session).toLanguageTag())
                .with(BASE, address.base())
                .with(BASE_IS_FIXED, Boolean.toString(address.fixed()))
                .with(CLIENT, client == null ? null : client.getId())
                .with(REDIRECT, redirect)
                .with(IP, session.getContext().getConnection().getRemoteHost())
                .with(NETWORK, network(session).map(Network::text).orElse(null))
                .with(
                        DEVICE,
                        Device.in(session.getContext()
                                .getHttpRequest()
                                .getHttpHeaders()
                                .getHeaderString("User-Agent")));
    }

    /** The public address for what a mail names; empty where it was only what a request said. */
    public static Optional<String> fixedBase(Facts facts) {
        return facts.get(BASE)
                .filter(base -> facts.get(BASE_IS_FIXED).filter("true"::equals).isPresent());
    }

    /** Where a mail leads whoever wants to sign in: to the app that was asked from, else to the account console. */
    public static URI app(KeycloakSession session, Facts facts, String base) {
        RealmModel realm = session.getContext().getRealm();
        return facts.get(CLIENT)
                .map(id -> session.clients().getClientById(realm, id))
                .flatMap(Tabs::addressOf)
                .orElseGet(() -> RealmPages.account(base, realm));
    }

    /** Puts into a mail's model from which kind of device and network it was asked, as far as that is known. */
    public static void whence(Facts facts, Map<String, Object> model) {
        facts.get(DEVICE).ifPresent(device -> model.put("device", device));
        facts.get(NETWORK).ifPresent(network -> model.put("network", network));
    }

    /** The language of a mail to this user: the user's own, else the one of the page that caused it (MAI-17). */
    public static Locale languageFor(RealmModel realm, UserModel reader, Facts facts) {
        return Languages.pick(
                realm,
                reader.getFirstAttribute(UserModel.LOCALE),
                facts.get(LOCALE).orElse(null));
    }

    private static Optional<Network> network(KeycloakSession session) {
        return Network.of(session.getContext().getConnection().getRemoteHost());
    }

    // Without a user: the page's language, by its cookie, its parameter or the browser's wish.
    private static Locale locale(KeycloakSession session) {
        return session.getContext().resolveLocale(null);
    }
}
