package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.failure.ConfigurationException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Forgets what nobody asks for any more, so that the state database does not grow for ever. */
@Component("retention")
public class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final PassHistory history;
    private final DeadLetters deadLetters;
    private final int passes;
    private final int days;

    Retention(
            PassHistory history,
            DeadLetters deadLetters,
            @Value("${retention.passes}") int passes,
            @Value("${retention.dead-letter-days}") int days) {
        if (passes < 1 || days < 1) {
            throw new ConfigurationException(
                    "PASSES_KEPT and DEAD_LETTERS_KEPT are whole numbers from 1 on; set them, or leave them out.");
        }
        this.history = history;
        this.deadLetters = deadLetters;
        this.passes = passes;
        this.days = days;
    }

    /** All but the latest passes of each table. */
    public void passes() {
        history.keepLatest(passes);
    }

    /** Dead letters that were resolved or discarded long ago. */
    public void deadLetters() {
        long forgotten = deadLetters.forget(Duration.ofDays(days));
        if (forgotten > 0) {
            LOG.info("{} dead letters that were resolved or discarded {} days ago are deleted", forgotten, days);
        }
    }
}
