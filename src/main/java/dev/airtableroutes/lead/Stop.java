package dev.airtableroutes.lead;

import com.mongodb.MongoException;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.sync.Passes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The application stops, and a provider may take minutes for an answer. Turns of which nobody was asked are given back at
 * once. Answers that are under way have a few seconds more; those that take longer are settled by the next start, as after
 * a kill. Camel, which would wait for all of them, then waits for nobody.
 */
@Component
class Stop {

    private static final Logger LOG = LoggerFactory.getLogger(Stop.class);

    private final InFlight inFlight;
    private final Turns turns;
    private final SearchTurns searches;
    private final Passes passes;
    private final CamelContext camel;
    private final ApplicationEventPublisher events;
    private final Duration forAnswers;
    private final Duration forPasses;

    Stop(
            InFlight inFlight,
            Turns turns,
            SearchTurns searches,
            Passes passes,
            @Lazy CamelContext camel,
            ApplicationEventPublisher events,
            @Value("${stop.answers}") Duration forAnswers,
            @Value("${stop.passes}") Duration forPasses) {
        this.inFlight = inFlight;
        this.turns = turns;
        this.searches = searches;
        this.passes = passes;
        this.camel = camel;
        this.events = events;
        this.forAnswers = forAnswers;
        this.forPasses = forPasses;
    }

    @EventListener(ContextClosedEvent.class)
    void stop() throws InterruptedException {
        Instant begun = Instant.now();
        // before anything is waited for, whoever else hears of the stop first
        passes.stopAll();
        List<Turn> notAsked = inFlight.stop();
        if (inFlight.count() == 0) {
            return;
        }
        giveBack(notAsked);
        int asked = inFlight.await(forAnswers);
        LOG.info(
                "Stopped before {} turns at providers were asked; {} answers are left to the next start",
                notAsked.size(),
                asked);
        while (!passes.running().isEmpty() && Instant.now().isBefore(begun.plus(forPasses))) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        // what is left stands at throttles, or waits for answers: nothing is lost with it
        camel.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
        camel.getShutdownStrategy().setTimeout(1);
        camel.getShutdownStrategy().setSuppressLoggingOnTimeout(true);
    }

    private void giveBack(List<Turn> notAsked) {
        try {
            turns.giveBack(notAsked);
            searches.giveBack(notAsked);
            events.publishEvent(new TurnsGivenBack(notAsked));
        } catch (MongoException away) {
            LOG.warn("MongoDB does not answer; turns that were not asked are found when their lease is over");
        }
    }
}
