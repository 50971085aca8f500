package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.MemoryMongo;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PassHistoryTest {

    private final MongoDatabase state = MemoryMongo.database();

    @Test
    void indexesThatCouldNotBeMadeAreMadeNextTime() {
        PassHistory history = new PassHistory(MemoryMongo.refusesAnIndex(state, "passes"));
        PassReport report = PassReport.of(Fixtures.shop().users());
        assertThatThrownBy(() -> history.store(report)).isInstanceOf(MongoException.class);

        history.store(report);

        assertThat(state.getCollection("passes").listIndexes().into(new ArrayList<>()))
                .hasSize(3);
    }

    @Test
    void theLatestOfEachTableAreKept() {
        PassHistory history = new PassHistory(state);
        Instant begin = Instant.parse("2024-05-06T07:08:09Z");
        for (int i = 0; i < 5; i++) {
            history.store(report("shop/users", "users-" + i, begin.plusSeconds(i)));
        }
        history.store(report("shop/orders", "orders-0", begin));

        history.keepLatest(3);

        assertThat(history.latest(null, 10))
                .extracting(PassReport::id)
                .containsExactlyInAnyOrder("users-4", "users-3", "users-2", "orders-0");
    }

    @Test
    void theLatestOfEachTableIsFoundAtOnce() {
        PassHistory history = new PassHistory(state);
        Instant begin = Instant.parse("2024-05-06T07:08:09Z");
        for (int i = 0; i < 5; i++) {
            history.store(report("shop/users", "users-" + (i * 3 % 5), begin.plusSeconds(i * 3 % 5)));
        }
        history.store(report("shop/orders", "orders-0", begin));

        assertThat(history.latestOfEach().values())
                .extracting(PassReport::table, PassReport::id)
                .containsExactlyInAnyOrder(tuple("shop/users", "users-4"), tuple("shop/orders", "orders-0"));
    }

    private static PassReport report(String table, String id, Instant started) {
        return new PassReport(
                id, table, Mode.CHANGED, false, PassReport.DONE, started, started, 0, Totals.NONE, null, Map.of());
    }
}
