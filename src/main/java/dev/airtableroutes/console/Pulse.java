package dev.airtableroutes.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.airtable.Budget;
import dev.airtableroutes.airtable.Gates;
import dev.airtableroutes.failure.Unexpected;
import dev.airtableroutes.reload.Troubles;
import dev.airtableroutes.sync.Pass;
import dev.airtableroutes.sync.Passes;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Looks once a second how far the passes are, for all who listen. */
@Component
@ConditionalOnWebApplication
class Pulse implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    /** Ages and plots grow older even when nothing happens; and who has gone away is noticed by it. */
    private static final int BEATS_BETWEEN_CHANGES = 15;

    private final Passes passes;
    private final Gates gates;
    private final Troubles troubles;
    private final Speeds speeds;
    private final Listeners listeners;
    private final ObjectMapper json;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "console-pulse");
        thread.setDaemon(true);
        return thread;
    });

    private Object before;
    private int beats;

    Pulse(Passes passes, Gates gates, Troubles troubles, Speeds speeds, Listeners listeners, ObjectMapper json) {
        this.passes = passes;
        this.gates = gates;
        this.troubles = troubles;
        this.speeds = speeds;
        this.listeners = listeners;
        this.json = json;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        clock.scheduleWithFixedDelay(this::beat, 1, 1, TimeUnit.SECONDS);
    }

    private void beat() {
        try {
            Collection<Pass> running = List.copyOf(passes.running());
            speeds.look(running);
            tell(running);
        } catch (RuntimeException | JsonProcessingException unexpected) {
            // without this the clock would stop
            LOG.warn("The console misses a beat: {}", Unexpected.sentence(unexpected));
            LOG.debug("Where it failed", unexpected);
        }
    }

    private void tell(Collection<Pass> running) throws JsonProcessingException {
        Object now = List.of(
                running.stream().map(Pass::id).toList(),
                troubles.current(),
                gates.budgets().stream().map(Budget::open).toList());
        beats++;
        if (!Objects.equals(now, before) || beats >= BEATS_BETWEEN_CHANGES) {
            before = now;
            beats = 0;
            listeners.tell("changed", "{}");
        } else if (!running.isEmpty() && listeners.count() > 0) {
            listeners.tell(
                    "progress",
                    json.writeValueAsString(running.stream()
                            .map(pass -> Progress.of(pass, speeds))
                            .toList()));
        }
    }

    @Override
    public void destroy() {
        clock.shutdownNow();
    }
}
