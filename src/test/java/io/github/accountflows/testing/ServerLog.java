package io.github.accountflows.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What a server has written; its lines carry their thread in parentheses. */
public final class ServerLog {
    private final Path file;

    ServerLog(Path file) {
        this.file = file;
    }

    /** Where the log ends now, for {@link #since}. */
    public long mark() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that was written since a mark; 0 is the start of the server. */
    public String since(long mark) {
        try {
            byte[] all = Files.readAllBytes(file);
            return new String(all, (int) mark, all.length - (int) mark, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines since a mark in which the expression occurs. */
    public List<String> linesSince(long mark, String regex) {
        return since(mark).lines().filter(Pattern.compile(regex).asPredicate()).toList();
    }

    /** The file, for whoever has to look for himself. */
    public Path file() {
        return file;
    }
}
