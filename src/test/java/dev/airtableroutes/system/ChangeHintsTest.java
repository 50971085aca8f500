package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.TEAMS;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.ReplaceOptions;
import dev.airtableroutes.sandbox.LocalRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The serving application: after its first passes only change hints and links bring anything, for an hour. */
class ChangeHintsTest {

    /** What a change takes when the machine has nothing else to do. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final List<Duration> TAKEN = new CopyOnWriteArrayList<>();
    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = Stage.open(Map.of("sync.serve", true, "sync.every", "1h"));
        // a lost hint costs time: begin when every table has had its pass and every change stream is open
        await().until(() -> stage.state()
                        .getCollection("tables")
                        .countDocuments(new Document("mapping", new Document("$exists", true)))
                == 7);
        for (String collection : List.of("user", "messages", "teams")) {
            await().pollInterval(Duration.ofMillis(200)).until(() -> {
                stage.source()
                        .getCollection(collection)
                        .replaceOne(
                                new Document("_id", "probe"),
                                new Document("_id", "probe")
                                        .append("name", UUID.randomUUID().toString()),
                                new ReplaceOptions().upsert(true));
                return stage.airtable
                                .table(
                                        collection.equals("teams") ? "lab" : "cuculi",
                                        collection.equals("user") ? "users" : collection)
                                .size()
                        > 0;
            });
        }
    }

    /** One stall of the machine makes one change late; the quickest tells how long the way is. */
    @AfterAll
    static void closeAndSeeHowLongItTook() {
        stage.close();
        assertThat(TAKEN).isNotEmpty();
        assertThat(Collections.min(TAKEN)).isLessThan(SOON);
    }

    /** Nothing else brings it before the hour is over. */
    private static void arrives(ThrowingRunnable asserted) {
        Instant changed = Instant.now();
        await().untilAsserted(asserted);
        TAKEN.add(Duration.between(changed, Instant.now()));
    }

    private static List<Object> found(String table, String field, Object value) {
        return stage.table(table).records().stream()
                .map(LocalRecord::fields)
                .filter(fields -> value.equals(fields.get(field)))
                .map(Object.class::cast)
                .toList();
    }

    static Stream<Object> ids() {
        return Stream.of(
                "a text",
                new ObjectId(),
                42,
                43L,
                4.5,
                UUID.randomUUID(),
                new Document("region", "eu").append("no", 7));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aDocumentArrivesSoonWhateverItsIdIs(Object id) {
        String name = "inserted with " + id;
        stage.insert(
                "user", new Document("_id", id).append("id", "key of " + id).append("firstName", name));
        arrives(() -> assertThat(found(USERS, "firstName", name)).hasSize(1));

        stage.change("user", id, "firstName", "changed with " + id);
        arrives(() ->
                assertThat(found(USERS, "firstName", "changed with " + id)).hasSize(1));

        assertThat(found(USERS, "id", "key of " + id)).hasSize(1);
    }

    @Test
    void aReplacedDocumentArrivesSoon() {
        stage.insert(
                "user", new Document("_id", "r1").append("firstName", "Ana").append("lastName", "Lima"));
        arrives(() -> assertThat(found(USERS, "id", "r1")).hasSize(1));

        stage.source()
                .getCollection("user")
                .replaceOne(new Document("_id", "r1"), new Document("_id", "r1").append("firstName", "Bo"));

        arrives(() -> assertThat(found(USERS, "id", "r1"))
                .containsExactly(Map.of("id", "r1", "firstName", "Bo", "lastName", "Lima")));
    }

    @Test
    void manyChangesAtOnceTravelTogether() {
        stage.requests.forget();

        stage.insert(
                "user",
                IntStream.range(0, 50)
                        .mapToObj(i -> new Document("_id", "many " + i).append("role", "one of many"))
                        .toList());

        arrives(() -> assertThat(found(USERS, "role", "one of many")).hasSize(50));
        assertThat(stage.requests.writesTo(USERS)).hasSizeLessThan(15);
    }

    @Test
    void theRecordOfADeletedDocumentGoesSoon() {
        ObjectId id = new ObjectId();
        stage.insert("teams", new Document("_id", id).append("name", "Reds"));
        arrives(() -> assertThat(found(TEAMS, "name", "Reds")).hasSize(1));

        stage.delete("teams", id);

        arrives(() -> assertThat(found(TEAMS, "name", "Reds")).isEmpty());
    }

    @Test
    void aLinkIsSetByItselfOnceItsOtherSideExists() {
        stage.insert(
                "messages",
                new Document("_id", "lm1").append("message_text", "Hello lm1").append("user_id", "late"));
        arrives(() -> assertThat(found(MESSAGES, "id", "lm1")).hasSize(1));
        assertThat(stage.cells(MESSAGES, "id", "lm1")).doesNotContainKey("Users");

        stage.insert("user", new Document("_id", "late"));

        arrives(() -> assertThat(stage.cells(MESSAGES, "id", "lm1")).containsKey("Users"));
        assertThat(stage.cells(MESSAGES, "id", "lm1"))
                .containsEntry(
                        "Users", List.of(stage.record(USERS, "id", "late").id()));
    }
}
