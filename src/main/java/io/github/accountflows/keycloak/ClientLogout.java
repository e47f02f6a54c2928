package io.github.accountflows.keycloak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.http.client.config.RequestConfig;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.http.simple.SimpleHttp;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.ResourceAdminManager;

/**
 * Tells clients by OIDC back-channel logout that sessions ended. Stock calls them inside the request, so one hanging
 * client holds it up; here the logout tokens are made while the sessions still stand, and posted after the commit, best
 * effort, off the request.
 */
final class ClientLogout {
    private static final Logger LOG = Logger.getLogger(ClientLogout.class);
    private static final RequestConfig TIMEOUTS = RequestConfig.custom()
            .setConnectTimeout(5_000)
            .setSocketTimeout(5_000)
            .build();

    private record Call(String clientId, String url, String logoutToken) {}

    private final KeycloakSession session;
    private final List<Call> calls = new ArrayList<>();

    private ClientLogout(KeycloakSession session) {
        this.session = session;
    }

    static ClientLogout of(KeycloakSession session, List<UserSessionModel> ending) {
        ClientLogout logout = new ClientLogout(session);
        ClientModel current = session.getContext().getClient();
        try {
            ending.stream()
                    .flatMap(one -> one.getAuthenticatedClientSessions().values().stream())
                    .forEach(logout::prepare);
        } finally {
            session.getContext().setClient(current);
        }
        return logout;
    }

    private void prepare(AuthenticatedClientSessionModel ending) {
        ClientModel client = ending.getClient();
        String url = ResourceAdminManager.getBackchannelLogoutUrl(session, client);
        if (url == null || url.contains("${")) {
            return;
        }
        session.getContext().setClient(client);
        try {
            var token = session.tokens()
                    .initLogoutToken(client, ending.getUserSession().getUser(), ending);
            calls.add(new Call(client.getClientId(), url, session.tokens().encode(token)));
        } catch (RuntimeException broken) {
            // A client's own mapper or algorithm must not stand between an owner and the account.
            LOG.warnf(broken, "Client '%s' cannot be told of a logout", client.getClientId());
        }
    }

    void afterCommit() {
        if (calls.isEmpty()) {
            return;
        }
        Transactions transactions = new Transactions(session.getKeycloakSessionFactory());
        ExecutorService executor = session.getProvider(ExecutorsProvider.class).getExecutor("account-flows-logout");
        Transactions.afterCommit(session, () -> calls.forEach(call -> submit(executor, transactions, call)));
    }

    private static void submit(ExecutorService executor, Transactions transactions, Call call) {
        try {
            executor.execute(() -> transactions.run(fresh -> post(fresh, call)));
        } catch (RejectedExecutionException full) {
            LOG.warnf("Client '%s' was not told of a logout: too many calls are waiting", call.clientId());
        }
    }

    private static Void post(KeycloakSession session, Call call) {
        try (var response = SimpleHttp.create(session)
                .withRequestConfig(TIMEOUTS)
                .doPost(call.url())
                .param(OAuth2Constants.LOGOUT_TOKEN, call.logoutToken())
                .asResponse()) {
            LOG.debugf("Client '%s' answered %d to a logout", call.clientId(), response.getStatus());
        } catch (IOException unreachable) {
            LOG.warnf("Client '%s' could not be told of a logout: is its back-channel URL reachable?", call.clientId());
        }
        return null;
    }
}
