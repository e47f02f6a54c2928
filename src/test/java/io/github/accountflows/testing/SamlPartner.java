package io.github.accountflows.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** An identity provider that speaks SAML, which another realm plays; its answers come unasked, too. */
public final class SamlPartner implements AutoCloseable {
    /** Under which users are linked to it. */
    public static final String ALIAS = "saml";

    private static final String APP = "saml-app";

    private final Mailbox mailbox = Mailbox.open();
    private final Realm realm = Realm.open(KeycloakServer.h2(), mailbox);

    private SamlPartner() {}

    public static SamlPartner open() {
        return new SamlPartner();
    }

    /** Adds it to a realm that is about to be, and an app there that takes whom it brings unasked. */
    public void join(ObjectNode json) {
        String joined = realm.server().url() + "/realms/" + json.path("realm").textValue();
        String here = realm.url("/protocol/saml").toString();
        json.withArray("identityProviders")
                .addObject()
                .put("alias", ALIAS)
                .put("providerId", "saml")
                .put("enabled", true)
                .putPOJO(
                        "config",
                        Map.of("entityId", joined, "singleSignOnServiceUrl", here, "postBindingResponse", "true"));
        json.withArray("clients").addPOJO(client(APP, DemoApp.url() + "/callback"));
        realm.admin()
                .post(realm.path("/clients"), client(joined, joined + "/broker/" + ALIAS + "/endpoint/clients/" + APP));
    }

    /** @param takes where it takes answers that it has not asked for */
    private static Map<String, Object> client(String id, String takes) {
        return Map.of(
                "clientId",
                id,
                "protocol",
                "saml",
                "redirectUris",
                List.of("*"),
                "attributes",
                Map.of(
                        "saml_idp_initiated_sso_url_name", APP,
                        "saml_assertion_consumer_url_post", takes,
                        "saml_name_id_format", "username",
                        "saml_force_name_id_format", "true",
                        "saml.client.signature", "false",
                        "saml.force.post.binding", "true"));
    }

    /** A new person there, who is brought without that the realm has asked; wherever that leads. */
    public Page bringUnasked(Visitor visitor, String address) {
        realm.user(address).create();
        Page signIn = visitor.open(realm.url("/protocol/saml/clients/" + APP));
        return handOn(signIn.formWith("password")
                .fill("username", address)
                .fill("password", User.PASSWORD)
                .submit());
    }

    /** Somebody whom it knows, from a sign-in page of the realm. */
    public Page choose(Page signIn) {
        return handOn(signIn.click("a[href*='/broker/" + ALIAS + "/login']"));
    }

    /** What a browser does by itself, if it runs scripts. */
    private static Page handOn(Page answer) {
        return answer.formWith("SAMLResponse").submit();
    }

    @Override
    public void close() {
        realm.close();
        mailbox.close();
    }
}
