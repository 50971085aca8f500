package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.GOODS;
import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.PEOPLE;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import dev.airtableroutes.airtable.Gates;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.base.Base;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.Documents;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What travels: the cells that differ, ten records a request. */
class DiffTest {

    @RegisterExtension
    static final Stage stage = Stage.open();

    @Test
    void onlyTheChangedCellTravelsAndAPersonsEditOfAnotherSurvives() {
        stage.insert(
                "user",
                new Document("_id", "u1")
                        .append("email", "ana@example.com")
                        .append("firstName", "Ana")
                        .append("lastName", "Lima"));
        stage.sync(USERS);
        String record = stage.record(USERS, "id", "u1").id();
        stage.table(USERS).edit(record, Map.of("lastName", "Lima Silva"));
        stage.requests.forget();

        stage.change("user", "u1", "firstName", "Anna");
        Totals totals = stage.sync(USERS);

        assertThat(totals.updated()).isEqualTo(1);
        assertThat(stage.requests.cellsSentTo(USERS)).containsExactly(Map.of("firstName", "Anna"));
        assertThat(stage.table(USERS).record(record).fields())
                .isEqualTo(
                        Map.of("id", "u1", "email", "ana@example.com", "firstName", "Anna", "lastName", "Lima Silva"));
    }

    @Test
    void nothingToSayKeepsTheCellWhereTheMappingKeepsNulls() {
        stage.insert(
                "user", new Document("_id", "u1").append("firstName", "Ana").append("occupation", "chef"));
        stage.sync(USERS);
        stage.requests.forget();

        stage.change("user", "u1", "occupation", null);
        stage.change("user", "u1", "firstName", "");
        Totals totals = stage.sync(USERS);

        assertThat(totals.unchanged()).isEqualTo(1);
        assertThat(stage.requests.all()).isEmpty();
        assertThat(stage.cells(USERS, "id", "u1"))
                .isEqualTo(Map.of("id", "u1", "firstName", "Ana", "occupation", "chef"));
    }

    @Test
    void nothingToSayClearsTheCellWhereTheMappingClearsNulls() {
        stage.insert(
                "people",
                new Document("_id", 1)
                        .append("email", "ana@example.com")
                        .append("name", "Ana")
                        .append("note", "likes wine")
                        .append("member", true));
        stage.sync(PEOPLE);
        stage.requests.forget();

        stage.change("people", 1, "note", null);
        stage.change("people", 1, "member", false);
        stage.sync(PEOPLE);
        stage.sync(Mode.FULL, PEOPLE);

        Map<String, Object> cleared = new HashMap<>(Map.of("member", false));
        cleared.put("note", null);
        assertThat(stage.requests.cellsSentTo(PEOPLE)).containsExactly(cleared);
        assertThat(stage.cells(PEOPLE, "name", "Ana")).isEqualTo(Map.of("email", "ana@example.com", "name", "Ana"));
    }

    @Test
    void aFieldOfThePeopleIsSetWithANewRecordAndNeverOverwritten() {
        stage.insert(
                "messages",
                new Document("_id", "m1").append("message_text", "Hello").append("status", "approved"),
                new Document("_id", "m2").append("message_text", "Hi"));
        stage.sync(MESSAGES);
        assertThat(stage.cells(MESSAGES, "id", "m1")).containsEntry("status", "approved");
        assertThat(stage.cells(MESSAGES, "id", "m2"))
                .as("the mapping's default")
                .containsEntry("status", "pending");
        stage.table(MESSAGES).edit(stage.record(MESSAGES, "id", "m1").id(), Map.of("status", "denied"));
        stage.requests.forget();

        stage.change("messages", "m1", "status", "sent");
        stage.change("messages", "m1", "message_text", "Hello again");
        stage.sync(MESSAGES);
        stage.sync(Mode.RECONCILE, MESSAGES);

        assertThat(stage.requests.cellsSentTo(MESSAGES)).containsExactly(Map.of("message", "Hello again"));
        assertThat(stage.cells(MESSAGES, "id", "m1"))
                .containsEntry("status", "denied")
                .containsEntry("message", "Hello again");
    }

    private static Document good() {
        return new Document("_id", "g1")
                .append("price", 12.5)
                .append("size", 3)
                .append("made", "2024-05-01")
                .append("sold", Date.from(Instant.parse("2024-05-02T16:30:00Z")))
                .append("color", "red")
                .append("tags", List.of("new", "rare"))
                .append("boxed", true);
    }

    private static Document sameGoodInOtherWords() {
        return new Document("_id", "g1")
                .append("price", "12.50")
                .append("size", Decimal128.parse("3.00"))
                .append("made", Date.from(Instant.parse("2024-05-01T00:00:00Z")))
                .append("sold", "2024-05-02T18:30:00+02:00")
                .append("color", " RED ")
                .append("tags", Arrays.asList("rare", null, "New", "rare"))
                .append("boxed", "yes")
                .append("comment", "");
    }

    @Test
    void theSameValuesInAnotherSpellingCauseNoRequest() {
        stage.insert("goods", good());
        stage.sync(GOODS);
        Map<String, Object> cells = Map.of(
                "sku",
                "g1",
                "price",
                12.5,
                "size",
                3L,
                "made",
                "2024-05-01",
                "sold",
                "2024-05-02T16:30:00.000Z",
                "color",
                "red",
                "tags",
                List.of("new", "rare"),
                "boxed",
                true);
        assertThat(stage.cells(GOODS, "sku", "g1")).isEqualTo(cells);
        stage.requests.forget();

        stage.source().getCollection("goods").replaceOne(new Document("_id", "g1"), sameGoodInOtherWords());
        Totals totals = stage.sync(GOODS);

        assertThat(totals.unchanged()).isEqualTo(1);
        assertThat(stage.requests.all()).isEmpty();
        assertThat(stage.cells(GOODS, "sku", "g1")).isEqualTo(cells);
    }

    @Test
    void aRecordThatWasTypedInOtherWordsIsTakenOverWithoutARequest() {
        stage.table(GOODS)
                .insert(Map.of(
                        "sku",
                        "g1",
                        "price",
                        12.50,
                        "size",
                        3.0,
                        "made",
                        "2024-05-01",
                        "sold",
                        "2024-05-02T18:30:00+02:00",
                        "color",
                        "red",
                        "tags",
                        List.of("rare", "new"),
                        "boxed",
                        true));
        stage.insert("goods", good());

        Totals totals = stage.sync(GOODS);

        assertThat(totals.takenOver()).isEqualTo(1);
        assertThat(stage.requests.writesTo(GOODS)).isEmpty();
        assertThat(stage.table(GOODS).size()).isEqualTo(1);
    }

    @Test
    void filesAndPeopleComeBackOtherwiseAndAreStillTheSame() {
        stage.insert(
                "goods",
                new Document("_id", "g1")
                        .append(
                                "photos",
                                List.of("https://example.com/a/front.png?w=80", "https://example.com/back.png"))
                        .append("keeper", "ada@example.com")
                        .append("packers", List.of("usrSANDBOX0000003", "ada@example.com")));
        stage.sync(GOODS);
        String id = stage.record(GOODS, "sku", "g1").id();
        stage.requests.forget();

        assertThat(stage.sync(Mode.RECONCILE, GOODS).unchanged()).isEqualTo(1);
        assertThat(stage.sync(Mode.FULL, GOODS).unchanged()).isEqualTo(1);
        assertThat(stage.requests.writesTo(GOODS)).isEmpty();

        stage.change(
                "goods", "g1", "photos", List.of("https://example.com/b/front.png", "https://example.com/back.png"));
        stage.sync(GOODS);
        stage.table(GOODS).edit(id, Map.of("keeper", Map.of("email", "noor@example.com")));
        stage.sync(Mode.RECONCILE, GOODS);
        assertThat(stage.requests.cellsSentTo(GOODS))
                .extracting(Map::keySet)
                .containsExactly(Set.of("photos"), Set.of("keeper"));
    }

    private static List<Document> users(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Document("_id", "u" + i).append("event_count", i))
                .toList();
    }

    @Test
    void recordsTravelTenToARequest() {
        stage.insert("user", users(25));
        stage.sync(USERS);
        assertThat(stage.requests.sizes(USERS)).containsExactly(5, 10, 10);
        stage.requests.forget();

        stage.source()
                .getCollection("user")
                .updateMany(new Document(), new Document("$inc", new Document("event_count", 1)));
        stage.insert("user", new Document("_id", "new1"), new Document("_id", "new2"), new Document("_id", "new3"));
        Totals totals = stage.sync(USERS);

        assertThat(totals.updated()).isEqualTo(25);
        assertThat(totals.created()).isEqualTo(3);
        assertThat(stage.requests.sizes(USERS))
                .as("creations that Airtable finds by key travel with updates")
                .containsExactly(8, 10, 10);
        assertThat(stage.table(USERS).records())
                .extracting(LocalRecord::fields)
                .hasSize(28)
                .contains(
                        Map.of("id", "u0", "event_count", 1L),
                        Map.of("id", "u24", "event_count", 25L),
                        Map.of("id", "new2"));
    }

    /** Three pages of documents, the last of them short; five changes in each. */
    private void fiveChangesAPage() {
        stage.insert("user", users(2 * Documents.PAGE + 300));
        stage.sync(USERS);
        for (int page = 0; page < 3; page++) {
            for (int i = 0; i < 5; i++) {
                stage.change("user", "u" + (page * Documents.PAGE + i * 7), "event_count", 10_000);
            }
        }
        stage.requests.forget();
    }

    private static String baseId() {
        Base base = stage.bean(LiveBases.class).schema("cuculi").orElseThrow().base();
        return base.id();
    }

    @Test
    void aPartialBatchWaitsForTheNextPageWhileTheBaseIsBusy() {
        fiveChangesAPage();
        stage.airtable.faults().add(Fault.delay(60_000).path("/v0/meta/bases/").times(1));
        int before = stage.airtable.arrivals().size();
        CompletableFuture<?> busy =
                CompletableFuture.runAsync(() -> stage.camel().requestBody("direct:airtable-schema", "cuculi"));
        await().until(() -> stage.airtable.arrivals().size() > before);

        Totals totals = stage.sync(Mode.FULL, USERS);

        assertThat(busy).as("the base was busy all the time").isNotDone();
        assertThat(totals.updated()).isEqualTo(15);
        assertThat(stage.requests.sizes(USERS)).containsExactly(5, 10);
        stage.airtable.faults().clear();
        busy.join();
    }

    @Test
    void aPartialBatchGoesOutWhileTheBaseIsIdle() {
        fiveChangesAPage();
        await().until(() -> stage.bean(Gates.class).idle(baseId()));

        stage.sync(Mode.FULL, USERS);

        assertThat(stage.requests.writesTo(USERS).get(0).json().get("records"))
                .asInstanceOf(LIST)
                .as("those of the first page have gone ahead")
                .hasSize(5);
        assertThat(Collections.max(stage.requests.sizes(USERS))).isLessThanOrEqualTo(10);
        for (int page = 0; page < 3; page++) {
            assertThat(stage.cells(USERS, "id", "u" + (page * Documents.PAGE + 28)))
                    .containsEntry("event_count", 10_000L);
        }
    }
}
