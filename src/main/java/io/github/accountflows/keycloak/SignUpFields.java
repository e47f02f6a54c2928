package io.github.accountflows.keycloak;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.forms.login.freemarker.model.RegisterBean;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** The fields of the realm's registration form, as every theme draws them, without the address: that one is proved. */
public final class SignUpFields {
    private SignUpFields() {}

    /** @return what templates know as {@code profile} */
    public static Object of(KeycloakSession session, Map<String, List<String>> typed) {
        MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
        typed.forEach((name, values) -> form.put(name, List.copyOf(values)));
        return new WithoutAddress(form, session);
    }

    /** Of the fields that are drawn. */
    public static Set<String> names(KeycloakSession session) {
        return new WithoutAddress(new MultivaluedHashMap<>(), session)
                .getAttributesByName()
                .keySet();
    }

    /** Public because templates read it. */
    public static final class WithoutAddress extends RegisterBean {
        private WithoutAddress(MultivaluedMap<String, String> form, KeycloakSession session) {
            super(form, session);
            attributes.removeIf(attribute -> UserModel.EMAIL.equals(attribute.getName()));
            attributesByName.remove(UserModel.EMAIL);
        }
    }
}
