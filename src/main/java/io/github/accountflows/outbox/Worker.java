package io.github.accountflows.outbox;

import io.github.accountflows.keycloak.Transactions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Runs on every node, on a fixed beat whatever was asked: no request wakes it, so no answer's time tells of its work
 * (ENU-9). When the server stops it claims nothing more and finishes what it holds.
 */
final class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);
    private static final long BEAT_MILLIS = 250;
    private static final Duration RETENTION_PAUSE = Duration.ofMinutes(10);
    private static final Duration FINISH = Duration.ofSeconds(25);

    private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor(daemon("beat"));
    private final ExecutorService threads = Executors.newFixedThreadPool(Senders.COUNT, daemon("sender"));
    private final Deciding deciding;
    private final Handover handover;
    private final Sending sending;
    private final Retention retention;
    private final Clock clock;
    private Instant retentionDue;
    private volatile boolean stopping;

    Worker(Transactions transactions, Backlog backlog, Clock clock) {
        Backoff backoff = new Backoff(new SecureRandom());
        this.deciding = new Deciding(transactions, backlog, backoff, clock);
        this.handover = new Handover(transactions, backoff, clock);
        this.sending = new Sending(transactions, new Senders(), threads, handover, clock);
        this.retention = new Retention(transactions, clock);
        this.clock = clock;
        this.retentionDue = clock.instant();
    }

    void start() {
        beat.scheduleAtFixedRate(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            if (!stopping) {
                deciding.all();
            }
            if (!stopping) {
                sending.all();
            }
            if (!stopping && clock.instant().isAfter(retentionDue)) {
                retentionDue = clock.instant().plus(RETENTION_PAUSE);
                retention.run();
            }
        } catch (RuntimeException | Error failed) {
            // The next beat tries again. What escapes here would end the schedule for good, and nobody would hear of
            // it.
            LOG.errorf(failed, "The outbox could not do its work; it goes on trying");
        }
    }

    void stopClaiming() {
        stopping = true;
    }

    void stop() {
        stopClaiming();
        finish(beat);
        finish(threads);
        handover.close();
    }

    private static void finish(ExecutorService executor) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(FINISH.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("A mail is still being sent at shutdown; its lease brings it back at the next start");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory daemon(String role) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "account-flows-" + role + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
