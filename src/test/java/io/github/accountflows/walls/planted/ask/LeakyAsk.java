package io.github.accountflows.walls.planted.ask;

import io.github.accountflows.walls.planted.Neighbour;
import org.keycloak.authentication.AuthenticationFlowContext;

/** What the wall must find: an asking side that looks people up, by two ways that hide it. */
final class LeakyAsk {
    void look(AuthenticationFlowContext context) {
        new Neighbour().help(context.getSession());
    }

    Runnable later(AuthenticationFlowContext context, Neighbour.Door door) {
        return () -> door.open(context);
    }
}
