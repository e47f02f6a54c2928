package io.github.accountflows.keycloak;

import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;

/** Makes a listener that hears the events of every realm, whatever listeners that realm has chosen. */
public interface GlobalListenerFactory extends EventListenerProviderFactory, QuietFactory<EventListenerProvider> {
    @Override
    default boolean isGlobal() {
        return true;
    }
}
