package io.github.accountflows;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The templates of pages and mails, as they lie in the sources. */
final class Templates {
    static final Path ROOT = Path.of("src/main/resources/theme-resources/templates");

    /** A string that looks like one of our keys, wherever it stands: many are chosen by a condition. */
    private static final Pattern KEY = Pattern.compile("\"([a-z][A-Za-z]*(?:\\.[A-Za-z]+)+)\"");

    private Templates() {}

    static Stream<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".ftl")).sorted().toList().stream();
        }
    }

    static Stream<Path> in(String folder) throws IOException {
        Path wanted = ROOT.resolve(folder).normalize();
        return all().filter(file -> file.getParent().equals(wanted));
    }

    static Set<String> keys(Path template) {
        return KEY.matcher(text(template))
                .results()
                .map(match -> match.group(1))
                .filter(key -> !key.endsWith(".ftl"))
                .collect(toCollection(TreeSet::new));
    }

    static String text(Path template) {
        try {
            return Files.readString(template);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names(String folder) throws IOException {
        return in(folder).map(file -> file.getFileName().toString()).toList();
    }
}
