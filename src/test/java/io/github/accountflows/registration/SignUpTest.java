package io.github.accountflows.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignUpTest {
    private static final Consent CONSENT = new Consent("v", Instant.parse("2026-03-01T10:00:00Z"), "ru");

    @Test
    void whatWasTypedIsReadBackAsItWas() {
        SignUp signUp = new SignUp(
                Map.of("email", List.of("mara@example.org"), "pets", List.of("\"Q\"", "ж\u0001\n")), CONSENT, "a.b.c");
        assertEquals(signUp, SignUp.parse(signUp.format()));
    }

    @Test
    void whatWasNotAskedForIsReadBackAsNothing() {
        SignUp signUp = SignUp.parse(new SignUp(Map.of("email", List.of("mara@example.org")), null).format());
        assertNull(signUp.consent());
        assertNull(signUp.invitation());
        assertEquals("mara@example.org", signUp.email());
    }
}
