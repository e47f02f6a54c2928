package io.github.accountflows.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Hibernate's statements while a test records, each with the thread that ran it.
 * Hibernate logs on the thread that prepares, so a handler tells requests and background work apart,
 * which its statistics can't; and nothing has to be read back from a log file.
 */
final class StatementRecorder extends Handler {
    // Held, because loggers are weakly referenced and would forget their level.
    private static final Logger STATEMENTS = Logger.getLogger("org.hibernate.SQL");
    private static final StatementRecorder RECORDER = new StatementRecorder();

    private final List<Map<String, String>> statements = new ArrayList<>();

    static void start() {
        synchronized (RECORDER) {
            RECORDER.statements.clear();
        }
        STATEMENTS.removeHandler(RECORDER);
        STATEMENTS.addHandler(RECORDER);
        STATEMENTS.setUseParentHandlers(false);
        STATEMENTS.setLevel(Level.FINE);
    }

    static List<Map<String, String>> stop() {
        STATEMENTS.setLevel(Level.INFO);
        STATEMENTS.setUseParentHandlers(true);
        STATEMENTS.removeHandler(RECORDER);
        synchronized (RECORDER) {
            return List.copyOf(RECORDER.statements);
        }
    }

    @Override
    public synchronized void publish(LogRecord statement) {
        statements.add(Map.of("thread", Thread.currentThread().getName(), "sql", statement.getMessage()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
