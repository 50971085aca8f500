package dev.airtableroutes.system;

import static dev.airtableroutes.system.Hub.ANA;
import static dev.airtableroutes.system.Hub.KEY;
import static dev.airtableroutes.system.Hub.LEADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Date;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The serving application hears of its own changes, and that comes to an end. */
class ReadBackServedTest {

    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = Hub.open(Map.of("sync.serve", true, "sync.every", "1s"));
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    /** When people's cells were read last. */
    private static Date readBack() {
        Document table = stage.state()
                .getCollection("tables")
                .find(new Document("_id", new Document("$regex", "^" + LEADS)))
                .first();
        return table == null ? null : table.getDate("readBackAt");
    }

    private static void awaitPasses(int passes) {
        for (int i = 0; i < passes; i++) {
            Date before = readBack();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                Date now = readBack();
                return now != null && !now.equals(before);
            });
        }
    }

    @Test
    void whatPeopleChangeStartsNoEndlessLoop() {
        stage.insert("leads", Hub.lead(ANA, KEY));
        await().until(() -> stage.table(LEADS).size() == 1);
        awaitPasses(1);

        Hub.people(stage, KEY, "Status", "Qualified");
        await().until(() -> "Qualified".equals(Hub.document(stage, "leads", ANA).get("status")));
        awaitPasses(2);
        Document settled = Hub.document(stage, "leads", ANA);
        stage.requests.forget();
        awaitPasses(3);

        assertThat(stage.requests.writesTo(LEADS)).isEmpty();
        assertThat(stage.requests.to(LEADS, "read the records"))
                .as("one a pass, none for hints")
                .hasSizeBetween(3, 5);
        assertThat(Hub.document(stage, "leads", ANA)).isEqualTo(settled);
    }
}
