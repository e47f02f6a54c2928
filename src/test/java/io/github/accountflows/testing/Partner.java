package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.UUID;

/** An identity provider, which another realm plays: people have an account there, and come by it. */
public final class Partner implements AutoCloseable {
    private final String alias;
    private final String secret = UUID.randomUUID().toString();
    private final Mailbox mailbox = Mailbox.open();
    private final Realm realm;

    private Partner(String alias, boolean keepsTime) {
        this.alias = alias;
        realm = Realm.open(KeycloakServer.h2(), mailbox, json -> {
            ObjectNode client = json.withArray("clients")
                    .addObject()
                    .put("clientId", "broker")
                    .put("secret", secret)
                    .put("protocol", "openid-connect")
                    .put("publicClient", false)
                    .put("standardFlowEnabled", true);
            client.withArray("redirectUris").add("*");
            if (!keepsTime) {
                tellNoTime(client);
            }
        });
    }

    /** It is Keycloak's scope "basic" that has the time told; the rest of that scope is given back. */
    private static void tellNoTime(ObjectNode client) {
        client.withArray("defaultClientScopes").add("profile").add("email");
        client.withArray("protocolMappers")
                .addObject()
                .put("name", "sub")
                .put("protocol", "openid-connect")
                .put("protocolMapper", "oidc-sub-mapper")
                .putPOJO("config", Map.of("access.token.claim", "true"));
    }

    public static Partner open() {
        return open("partner");
    }

    /** Another one of the same realm needs another alias. */
    public static Partner open(String alias) {
        return new Partner(alias, true);
    }

    /** One that never says when it asked whoever comes by it. */
    public static Partner withoutClock(String alias) {
        return new Partner(alias, false);
    }

    /** Adds it to a realm that is about to be; trusted, what it says of an address needs no proof. */
    public void join(ObjectNode json, boolean trusted) {
        ObjectNode config = json.withArray("identityProviders")
                .addObject()
                .put("alias", alias)
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
    public void trust(Realm joined, boolean trusted) {
        joined.admin().put(path(joined), at(joined).put("trustEmail", trusted));
    }

    /** Lets it be asked for the time of its sign-in, and be believed in that. */
    public void letItSayWhenItAsked(Realm joined) {
        ObjectNode provider = at(joined);
        provider.withObjectProperty("config").put("passMaxAge", "true");
        joined.admin().put(path(joined), provider);
    }

    private ObjectNode at(Realm joined) {
        return (ObjectNode) joined.admin().get(path(joined));
    }

    private String path(Realm joined) {
        return joined.path("/identity-provider/instances/" + alias);
    }

    /** A new person there, who comes to the realm's app from its sign-in page; wherever that leads. */
    public Page bring(Visitor visitor, Realm joined, String address) {
        return bring(joined.app().signIn().open(visitor), address);
    }

    /** The same from a sign-in page that is open. */
    public Page bring(Page signIn, String address) {
        realm.user(address).create();
        return signIn(choose(signIn), address);
    }

    /** Clicks its link on a sign-in page; whom it knows there comes back at once. */
    public Page choose(Page signIn) {
        return signIn.click("a[href*='/broker/" + alias + "/login']");
    }

    /** Signs in on its own page, which may know already who it is. */
    public Page signIn(Page there, String address) {
        return there.formWith("password")
                .add("username", address)
                .fill("password", User.PASSWORD)
                .submit();
    }

    @Override
    public void close() {
        realm.close();
        mailbox.close();
    }
}
