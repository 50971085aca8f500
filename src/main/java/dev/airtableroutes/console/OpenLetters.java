package dev.airtableroutes.console;

import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.DeadLetters.Count;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** The open letters, counted for pages that somebody waits for. */
@Component
@ConditionalOnWebApplication
class OpenLetters {

    private static final long A_MOMENT_MILLIS = 100;

    private final DeadLetters deadLetters;
    private final ExecutorService counting = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "console-counting");
        thread.setDaemon(true);
        return thread;
    });
    private Future<List<Count>> underWay;
    private volatile List<Count> last;

    OpenLetters(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    /** By table and kind, as they are; where counting takes longer than a moment, as they were when last counted. */
    List<Count> counts() {
        Future<List<Count>> now = count();
        List<Count> before = last;
        try {
            return before == null ? now.get() : now.get(A_MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            return before;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private synchronized Future<List<Count>> count() {
        if (underWay == null || underWay.isDone()) {
            underWay = counting.submit(() -> {
                last = deadLetters.counts();
                return last;
            });
        }
        return underWay;
    }
}
