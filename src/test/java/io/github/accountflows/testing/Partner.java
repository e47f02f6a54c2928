package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/** An identity provider, which another realm plays: people have an account there, and come by it. */
public final class Partner implements AutoCloseable {
    private static final String ALIAS = "partner";

    private final String secret = UUID.randomUUID().toString();
    private final Mailbox mailbox = Mailbox.open();
    private final Realm realm;

    private Partner() {
        realm = Realm.open(KeycloakServer.h2(), mailbox, json -> json.withArray("clients")
                .addObject()
                .put("clientId", "broker")
                .put("secret", secret)
                .put("protocol", "openid-connect")
                .put("publicClient", false)
                .put("standardFlowEnabled", true)
                .withArray("redirectUris")
                .add("*"));
    }

    public static Partner open() {
        return new Partner();
    }

    /** Adds it to a realm that is about to be; trusted, what it says of an address needs no proof. */
    public void join(ObjectNode json, boolean trusted) {
        ObjectNode config = json.withArray("identityProviders")
                .addObject()
                .put("alias", ALIAS)
                .put("providerId", "oidc")
                .put("enabled", true)
                .put("trustEmail", trusted)
                .withObjectProperty("config");
        config.put("clientId", "broker").put("clientSecret", secret);
        config.put("clientAuthMethod", "client_secret_post").put("defaultScope", "openid profile email");
        config.put("authorizationUrl", endpoint("auth")).put("tokenUrl", endpoint("token"));
        config.put("jwksUrl", endpoint("certs")).put("useJwksUrl", "true").put("validateSignature", "true");
        config.put("issuer", realm.url("").toString());
    }

    private String endpoint(String name) {
        return realm.url("/protocol/openid-connect/" + name).toString();
    }

    /** Lets the realm that it has joined trust it or not, from now on. */
    public static void trust(Realm joined, boolean trusted) {
        String path = joined.path("/identity-provider/instances/" + ALIAS);
        joined.admin().put(path, ((ObjectNode) joined.admin().get(path)).put("trustEmail", trusted));
    }

    /** Lets it be asked for the time of its sign-in, and be believed in that. */
    public static void letItSayWhenItAsked(Realm joined) {
        String path = joined.path("/identity-provider/instances/" + ALIAS);
        ObjectNode provider = (ObjectNode) joined.admin().get(path);
        provider.withObjectProperty("config").put("passMaxAge", "true");
        joined.admin().put(path, provider);
    }

    /** A new person there, who comes to the realm's app from its sign-in page; wherever that leads. */
    public Page bring(Visitor visitor, Realm joined, String address) {
        User there = realm.user(address).create();
        return joined.app()
                .signIn()
                .open(visitor)
                .click("a[href*='/broker/" + ALIAS + "/login']")
                .formWith("password")
                .fill("username", there.username())
                .fill("password", User.PASSWORD)
                .submit();
    }

    @Override
    public void close() {
        realm.close();
        mailbox.close();
    }
}
