package io.github.accountflows.probe;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Locale;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.util.JsonSerialization;

/**
 * What tests may ask of the server: rows of its database, what keeps them, the statements
 * it runs, notes of its tabs, and the age of its sign-ins.
 */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class ProbeResource {
    private final KeycloakSession session;

    ProbeResource(KeycloakSession session) {
        this.session = session;
    }

    @POST
    @Path("query")
    public String query(String json) throws IOException {
        RawSql sql = JsonSerialization.readValue(json, RawSql.class);
        return JsonSerialization.writeValueAsString(hibernate().doReturningWork(sql::rows));
    }

    @POST
    @Path("update")
    public String update(String json) throws IOException {
        RawSql sql = JsonSerialization.readValue(json, RawSql.class);
        return JsonSerialization.writeValueAsString(hibernate().doReturningWork(sql::update));
    }

    @POST
    @Path("statements/record")
    public String record() {
        StatementRecorder.start();
        return "{}";
    }

    @POST
    @Path("statements/take")
    public String take() throws IOException {
        return JsonSerialization.writeValueAsString(StatementRecorder.stop());
    }

    @POST
    @Path("note")
    public String note(String json) throws IOException {
        TabNote note = JsonSerialization.readValue(json, TabNote.class);
        note.write(session);
        return "{}";
    }

    @POST
    @Path("age")
    public String age(String json) throws IOException {
        JsonSerialization.readValue(json, OldSignIn.class).write(session);
        return "{}";
    }

    @POST
    @Path("data")
    public String data(String json) throws IOException {
        DataCall call = JsonSerialization.readValue(json, DataCall.class);
        return JsonSerialization.writeValueAsString(call.in(session));
    }

    /** Keycloak does not start in some languages, Turkish for one, but runs in them. */
    @POST
    @Path("language")
    public String speak(String json) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(JsonSerialization.readValue(json, String.class)));
        return "{}";
    }

    private Session hibernate() {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .unwrap(Session.class);
    }
}
