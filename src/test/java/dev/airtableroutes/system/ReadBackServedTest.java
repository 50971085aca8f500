package dev.airtableroutes.system;

import static dev.airtableroutes.system.Hub.ANA;
import static dev.airtableroutes.system.Hub.KEY;
import static dev.airtableroutes.system.Hub.LEADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Tables;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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

    private static void awaitRest() {
        await().until(() -> stage.bean(Passes.class).running(LEADS).isEmpty());
    }

    /** The passes over the table by their ids, but for those over hints. */
    private static Map<Object, Document> passes() {
        Map<Object, Document> passes = new HashMap<>();
        stage.state()
                .getCollection("passes")
                .find(new Document("table", LEADS).append("mode", new Document("$ne", Mode.HINTS.name())))
                .forEach(pass -> passes.put(pass.get("_id"), pass));
        return passes;
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
        // no pass begins before the counting and ends in it, nor the other way round
        stage.bean(Tables.class).pause(LEADS, "Bo");
        awaitRest();
        Set<Object> before = passes().keySet();
        stage.requests.forget();
        stage.bean(Tables.class).resume(LEADS);
        awaitPasses(3);
        stage.bean(Tables.class).pause(LEADS, "Bo");
        awaitRest();

        assertThat(stage.requests.writesTo(LEADS)).isEmpty();
        Map<Object, Document> after = passes();
        after.keySet().removeAll(before);
        long done = after.values().stream()
                .filter(pass -> pass.getString("state").equals("done"))
                .count();
        assertThat(done).isGreaterThanOrEqualTo(3);
        // one that the pause cut short may have read or not
        assertThat(stage.requests.to(LEADS, "read the records"))
                .as("one a pass, none for hints")
                .hasSizeBetween((int) done, after.size());
        assertThat(Hub.document(stage, "leads", ANA)).isEqualTo(settled);
    }
}
