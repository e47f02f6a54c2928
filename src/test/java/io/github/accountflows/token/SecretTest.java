package io.github.accountflows.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    /** TOK-1. */
    @Test
    void hundredThousandSecretsAreDifferentAndHave256EvenBits() {
        Set<String> seen = new HashSet<>();
        long ones = 0;
        for (int i = 0; i < 100_000; i++) {
            String secret = Secret.random();
            assertTrue(Secret.hasForm(secret));
            assertTrue(seen.add(secret));
            byte[] bytes = Base64.getUrlDecoder().decode(secret);
            assertEquals(32, bytes.length);
            for (byte one : bytes) {
                ones += Integer.bitCount(one & 0xff);
            }
        }
        double share = ones / (100_000 * 256.0);
        assertEquals(0.5, share, 0.001);
    }

    /** TOK-2. */
    @Test
    void aHashTellsNothingOfTheSecretAndIsAlwaysTheSame() {
        String secret = Secret.random();
        assertEquals(43, Secret.hash(secret).length());
        assertFalse(Secret.hash(secret).contains(secret.substring(0, 8)));
        assertEquals(Secret.hash(secret), Secret.hash(secret));
    }

    /** TOK-10. */
    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "short",
                "0123456789012345678901234567890123456789012", // right
                "012345678901234567890123456789012345678901",
                "01234567890123456789012345678901234567890123",
                "012345678901234567890123456789012345678901=",
                "0123456789012345678901234567890123456789+/2",
                "01234567890123456789012345678901234567890\n2",
                "../../../../../../../../../../../../../../.."
            })
    void onlyTheFormOfASecretIsLookedUp(String text) {
        assertEquals("0123456789012345678901234567890123456789012".equals(text), Secret.hasForm(text));
    }

    /** TOK-14. */
    @Test
    void aMintedTokenDoesNotTellItsSecretByItsText() {
        Minted minted = new Minted("id", Secret.random(), Code.random(), Instant.EPOCH, Instant.EPOCH);
        assertFalse(minted.toString().contains(minted.secret()));
        assertFalse(minted.toString().contains(minted.code()));
    }
}
