package io.github.accountflows.testing;

import io.github.accountflows.landing.LinkTargetFactory;
import io.github.accountflows.probe.Curious;
import io.github.accountflows.probe.PlantedLink;
import io.github.accountflows.probe.ProbeFactory;
import io.github.accountflows.probe.TextMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.services.resource.RealmResourceProviderFactory;
import org.keycloak.validate.ValidatorFactory;

/** The probe and some customers' themes as a provider jar, the same bytes for the same files. */
final class ProbeJar {
    private ProbeJar() {}

    static byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes);
                Stream<Path> files = Files.list(folder())) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
                add(jar, folderName() + file.getFileName(), Files.readAllBytes(file));
            }
            service(jar, RealmResourceProviderFactory.class, ProbeFactory.class);
            service(jar, CredentialProviderFactory.class, TextMessage.Factory.class);
            service(jar, AuthenticatorFactory.class, TextMessage.StepFactory.class);
            service(jar, ValidatorFactory.class, Curious.class);
            service(jar, LinkTargetFactory.class, PlantedLink.Open.class, PlantedLink.Closed.class);
            addThemes(jar);
        }
        return bytes.toByteArray();
    }

    private static void service(JarOutputStream jar, Class<?> factory, Class<?>... ours) throws IOException {
        String names = Stream.of(ours).map(Class::getName).collect(Collectors.joining("\n"));
        add(jar, "META-INF/services/" + factory.getName(), names.getBytes(StandardCharsets.UTF_8));
    }

    private static void addThemes(JarOutputStream jar) throws IOException {
        Path customer = root().resolve("customer");
        try (Stream<Path> files = Files.walk(customer)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = customer.relativize(file).toString().replace('\\', '/');
                add(jar, name, Files.readAllBytes(file));
            }
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTime(0);
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }

    private static String folderName() {
        return ProbeFactory.class.getPackageName().replace('.', '/') + "/";
    }

    private static Path folder() {
        return root().resolve(folderName());
    }

    private static Path root() {
        try {
            return Path.of(ProbeFactory.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
