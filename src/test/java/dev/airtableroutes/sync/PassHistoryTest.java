package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.MemoryMongo;
import java.util.ArrayList;
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
}
