package dev.airtableroutes.console;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The browsers that listen. One that reads slowly misses events; one that has gone away is forgotten without a word. */
@Component
@ConditionalOnWebApplication
class Listeners {

    static final int MOST = 50;

    /** Then a browser asks again by itself, and is asked who it is. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final long RECONNECT_MILLIS = 3000;

    private final Set<Listener> all = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MOST);
    private final ExecutorService sending = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "console-sending");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    /** @param busy while something is on its way, which takes as long as the reader does */
    private record Listener(SseEmitter emitter, AtomicBoolean busy) {}

    Listeners(MeterRegistry meters) {
        Gauge.builder("console.listeners", all, Set::size)
                .description("browsers that are told of progress")
                .register(meters);
    }

    /** A place for one more; empty when all are taken, or when the application stops. */
    Optional<SseEmitter> add() {
        if (closed || !places.tryAcquire()) {
            return Optional.empty();
        }
        Listener listener = new Listener(new SseEmitter(LONGEST.toMillis()), new AtomicBoolean());
        all.add(listener);
        listener.emitter().onCompletion(() -> drop(listener));
        listener.emitter().onError(gone -> drop(listener));
        listener.emitter().onTimeout(listener.emitter()::complete);
        greet(listener);
        if (closed) {
            listener.emitter().complete();
        }
        return Optional.of(listener.emitter());
    }

    /** The answer begins with the first event, and a browser should not have to wait for that. */
    private void greet(Listener listener) {
        try {
            listener.emitter().send(SseEmitter.event().reconnectTime(RECONNECT_MILLIS));
        } catch (IOException gone) {
            drop(listener);
        }
    }

    int count() {
        return all.size();
    }

    void tell(String event, String data) {
        for (Listener listener : all) {
            if (listener.busy().compareAndSet(false, true)) {
                try {
                    sending.execute(() -> send(listener, event, data));
                } catch (RejectedExecutionException stopping) {
                    return;
                }
            }
        }
    }

    private void send(Listener listener, String event, String data) {
        try {
            listener.emitter().send(SseEmitter.event().name(event).data(data));
        } catch (IOException | IllegalStateException gone) {
            drop(listener);
        } finally {
            listener.busy().set(false);
        }
    }

    private void drop(Listener listener) {
        if (all.remove(listener)) {
            places.release();
        }
    }

    /** Otherwise the web server would wait for the browsers to go. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closed = true;
        all.forEach(listener -> listener.emitter().complete());
        sending.shutdown();
    }
}
