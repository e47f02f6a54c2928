package io.github.accountflows.testing;

import java.util.List;
import java.util.stream.Collectors;

/** Statements in the order in which a server prepared them. */
public record Statements(List<Statement> all) {

    /** One of them, and the thread that ran it. */
    public record Statement(String thread, String sql) {}

    /** Those of threads that answer requests. */
    public Statements ofRequests() {
        return ofThreads("executor-thread-");
    }

    /** Those of our own worker. */
    public Statements ofWorker() {
        return ofThreads("account-flows-");
    }

    /** Those of threads whose names start so. */
    public Statements ofThreads(String prefix) {
        return new Statements(
                all.stream().filter(s -> s.thread().startsWith(prefix)).toList());
    }

    /** Those in which a text occurs, such as a table. */
    public Statements mentioning(String text) {
        return new Statements(all.stream()
                .filter(s -> s.sql().toLowerCase().contains(text.toLowerCase()))
                .toList());
    }

    public int count() {
        return all.size();
    }

    /** One statement a line, for comparisons and failures. */
    @Override
    public String toString() {
        return all.stream().map(Statement::sql).collect(Collectors.joining("\n"));
    }
}
