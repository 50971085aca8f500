package dev.airtableroutes.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import com.mongodb.MongoExecutionTimeoutException;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.sync.Backlog;
import dev.airtableroutes.sync.Passes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Backlog backlog = mock();

    @Test
    void aCollectionThatCannotBeSearchedHidesNoOther() {
        Mappings mappings = new Mappings(Catalog.load(Path.of("mappings"), variable -> null));
        Meters meters = new Meters(mappings, mock(Passes.class), backlog, mock(DeadLetters.class), registry);
        doAnswer(call -> {
                    if (call.<Mapping>getArgument(0).table().equals("cuculi/messages")) {
                        return Optional.of(Instant.now().minusSeconds(100));
                    }
                    throw new MongoExecutionTimeoutException("exceeded time limit");
                })
                .when(backlog)
                .oldest(any());

        long begun = System.nanoTime();
        meters.measure();

        assertThat(lag("cuculi/messages"))
                .isBetween(
                        100.0,
                        101.0 + Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        assertThat(lag("cuculi/users")).as("nobody knows").isNaN();
        assertThat(lag("cuculi/events")).isNaN();
    }

    private double lag(String table) {
        return registry.get("sync.lag").tag("table", table).gauge().value();
    }
}
