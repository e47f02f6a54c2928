package io.github.accountflows.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.accountflows.testing.Asking;
import io.github.accountflows.testing.OwnRealm;
import io.github.accountflows.testing.Page;
import io.github.accountflows.testing.Visitor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link RefusedAddressTest} tries on the parser, typed into the page (ADR-2, ADR-5 to 8). */
class RefusedAddressIT {
    @RegisterExtension
    static final OwnRealm OWN = OwnRealm.onH2();

    static Stream<Method> rows() {
        return Stream.of(RefusedAddressTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(ValueSource.class));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyOneOfThemMeetsTheSameFaultAndCausesNoMail(Method row) {
        Page page = new Asking(OWN.realm()).openDirectly(new Visitor());

        for (String typed : row.getAnnotation(ValueSource.class).strings()) {
            page = Asking.ask(page, typed).is("recovery-request");
            assertEquals(200, page.status(), typed);
            String fault = page.document().select("#username-error").text();
            assertEquals(
                    typed.isBlank() ? "Please fill this in so that we know where to send the link." : words(),
                    fault,
                    typed);
            assertTrue(page.has("input[name=username][aria-invalid=true]"), typed);
        }

        assertEquals(List.of(), OWN.realm().rows("AF_JOB"));
    }

    private static String words() {
        return "This doesn't look like an email address. An example: mara@example.org";
    }
}
