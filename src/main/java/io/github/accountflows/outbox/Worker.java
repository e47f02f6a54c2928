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
 * (ENU-9). The beat has two halves, and what was decided in the first goes out in the second: how long the deciding took
 * shows in no mail. When the server stops it claims nothing more and finishes what it holds.
 */
final class Worker {
    private static final Logger LOG = Logger.getLogger(Worker.class);
    private static final long BEAT_MILLIS = 250;
    private static final long HALF_MILLIS = BEAT_MILLIS / 2;
    private static final Duration COMPLAINT_PAUSE = Duration.ofMinutes(1);
    private static final Duration RETENTION_PAUSE = Duration.ofMinutes(10);
    private static final Duration FINISH = Duration.ofSeconds(25);

    private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor(daemon("beat"));
    private final ExecutorService decidingThreads = Executors.newFixedThreadPool(Deciders.COUNT, daemon("decider"));
    private final ExecutorService sendingThreads = Executors.newFixedThreadPool(Senders.COUNT, daemon("sender"));
    private final Deciding deciding;
    private final Handover handover;
    private final Sending sending;
    private final Retention retention;
    private final Clock clock;
    private Instant retentionDue;
    private Instant complaintDue = Instant.MIN;
    private volatile boolean stopping;

    Worker(Transactions transactions, Backlog backlog, Clock clock) {
        Backoff backoff = new Backoff(new SecureRandom());
        this.deciding = new Deciding(transactions, new Deciders(decidingThreads), backlog, backoff, clock);
        this.handover = new Handover(transactions, backoff, clock);
        this.sending = new Sending(transactions, new Senders(), sendingThreads, handover, clock);
        this.retention = new Retention(transactions, clock);
        this.clock = clock;
        this.retentionDue = clock.instant();
    }

    void start() {
        beat.scheduleAtFixedRate(guarded(deciding::begin), HALF_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        beat.scheduleAtFixedRate(guarded(this::send), BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send() {
        sending.all();
        if (clock.instant().isAfter(retentionDue)) {
            retentionDue = clock.instant().plus(RETENTION_PAUSE);
            retention.run();
        }
    }

    private Runnable guarded(Runnable half) {
        return () -> {
            try {
                if (!stopping) {
                    half.run();
                }
            } catch (RuntimeException | Error failed) {
                // The next beat tries again. What escapes here would end the schedule for good, and nobody would hear
                // of it.
                complain(failed);
            }
        };
    }

    /** Once a minute: a database that is away for a day must not fill the log. */
    private void complain(Throwable failed) {
        if (clock.instant().isAfter(complaintDue)) {
            complaintDue = clock.instant().plus(COMPLAINT_PAUSE);
            LOG.errorf("The outbox could not do its work; it goes on trying: %s", Fault.of(failed));
        }
    }

    void stopClaiming() {
        stopping = true;
        deciding.stop();
    }

    void stop() {
        stopClaiming();
        finish(beat);
        finish(sendingThreads);
        finish(decidingThreads);
        handover.close();
    }

    private static void finish(ExecutorService executor) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(FINISH.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("Mail is still being worked on at shutdown; it is taken up again at the next start");
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
