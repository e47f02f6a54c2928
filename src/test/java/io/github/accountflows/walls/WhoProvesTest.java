package io.github.accountflows.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** REG-5: two places alone say of an address that it is proved, and both have just used a proof up. */
class WhoProvesTest {
    private static final Path MAIN = Path.of("target/classes");
    private static final Path TEST = Path.of("target/test-classes");
    private static final String OURS = "io/github/accountflows/";
    /** Writes it for both, and for nobody else. */
    private static final String RECORD = OURS + "address/ProvedAddress";

    @Test
    void anAddressIsProvedByTheProofAndByTheConfirmationOfASignUpAlone() {
        assertEquals(
                Set.of(OURS + "registration/NewAccount", OURS + "verification/Proof"), provers(Bytecode.under(MAIN)));
    }

    @Test
    void aPlantedOneIsFound() {
        assertTrue(provers(Bytecode.under(MAIN, TEST)).contains(OURS + "walls/planted/Credulous"));
    }

    /** Whatever class of Keycloak's is asked to say so: a user, a delegate, a representation. */
    private static Set<String> provers(Bytecode bytecode) {
        Set<String> provers = new TreeSet<>();
        for (String name : bytecode.names()) {
            bytecode.methodsOf(name).stream()
                    .flatMap(method -> bytecode.callsOf(method).stream())
                    .filter(call -> call.name().equals("setEmailVerified")
                            || call.owner().equals(RECORD) && call.name().equals("record"))
                    .forEach(call -> provers.add(name));
        }
        provers.remove(RECORD);
        return provers;
    }
}
