package io.github.accountflows.probe;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** A note for one tab of a running authentication session. */
record TabNote(String realm, String root, String tab, String name, String value) {

    void write(KeycloakSession session) {
        RealmModel found = session.realms().getRealmByName(realm);
        session
                .authenticationSessions()
                .getRootAuthenticationSession(found, root)
                .getAuthenticationSessions()
                .values()
                .stream()
                .filter(one -> one.getTabId().equals(tab))
                .findFirst()
                .orElseThrow()
                .setAuthNote(name, value);
    }
}
