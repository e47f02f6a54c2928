package io.github.accountflows.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Several people at the same moment. */
public final class Together {
    private Together() {}

    /** Lets all begin at once, and gives what became of each, in their order. */
    public static <T> List<T> all(List<Supplier<T>> people) {
        ExecutorService threads = Executors.newFixedThreadPool(people.size());
        CyclicBarrier start = new CyclicBarrier(people.size());
        try {
            List<Future<T>> running = people.stream()
                    .map(person -> threads.submit(() -> {
                        await(start);
                        return person.get();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CyclicBarrier start) throws InterruptedException {
        try {
            start.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
