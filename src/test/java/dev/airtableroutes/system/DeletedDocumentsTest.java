package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.PLAYERS;
import static dev.airtableroutes.system.Stage.TEAMS;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A document is gone from its collection: users are kept, teams deleted, players marked. */
class DeletedDocumentsTest {

    @RegisterExtension
    static final Stage stage = Stage.open();

    @Test
    void theRecordOfADeletedDocumentIsKeptUnlessTheMappingSaysOtherwise() {
        stage.insert("user", new Document("_id", "u1"), new Document("_id", "u2"));
        stage.sync(USERS);
        stage.requests.forget();

        stage.delete("user", "u1");
        stage.sync(Mode.FULL, USERS);
        stage.hint(USERS, "u1");
        stage.sync(Mode.RECONCILE, USERS);

        assertThat(stage.requests.writesTo(USERS)).isEmpty();
        assertThat(stage.cells(USERS, "id", "u1")).isEqualTo(Map.of("id", "u1"));
    }

    @Test
    void aPassOverEverythingDeletesTheRecordsOfDeletedDocumentsTenARequest() {
        stage.insert(
                "teams",
                IntStream.range(0, 30)
                        .mapToObj(i -> new Document("_id", "t" + i))
                        .toList());
        stage.sync(TEAMS);
        stage.table(TEAMS).insert(Map.of("id", "by hand"));
        stage.source().getCollection("teams").deleteMany(new Document("_id", new Document("$ne", "t3")));
        stage.requests.forget();

        Totals totals = stage.sync(Mode.FULL, TEAMS);

        assertThat(totals.deleted()).isEqualTo(29);
        assertThat(stage.requests.to(TEAMS, "delete")).hasSize(3);
        assertThat(stage.table(TEAMS).records())
                .extracting(LocalRecord::fields)
                .containsExactly(Map.of("id", "t3"), Map.of("id", "by hand"));
        assertThat(stage.sync(Mode.FULL, TEAMS).deleted()).isZero();
    }

    @Test
    void aHintAboutADeletedDocumentDeletesItsRecordAlone() {
        stage.insert("teams", new Document("_id", "t1"), new Document("_id", "t2"), new Document("_id", "t3"));
        stage.sync(TEAMS);
        stage.delete("teams", "t1");
        stage.delete("teams", "t2");

        PassReport report = stage.hint(TEAMS, "t1", "t3", "never heard of");

        assertThat(report.done()).isTrue();
        assertThat(report.totals().deleted()).isEqualTo(1);
        assertThat(stage.table(TEAMS).records())
                .extracting(LocalRecord::fields)
                .containsExactly(Map.of("id", "t2"), Map.of("id", "t3"));
    }

    @Test
    void aRecordThatSomebodyDeletedFirstIsNoTrouble() {
        stage.insert("teams", new Document("_id", "t1"), new Document("_id", "t2"));
        stage.sync(TEAMS);
        stage.table(TEAMS).delete(stage.record(TEAMS, "id", "t1").id());
        stage.delete("teams", "t1");
        stage.delete("teams", "t2");

        stage.sync(Mode.FULL, TEAMS);

        assertThat(stage.table(TEAMS).size()).isZero();
        assertThat(stage.letters()).isEmpty();
        assertThat(stage.state().getCollection("ledger").countDocuments()).isZero();
    }

    @Test
    void aDocumentThatComesBackGetsARecordAgain() {
        stage.insert("teams", new Document("_id", "t1").append("name", "Reds"));
        stage.sync(TEAMS);
        stage.delete("teams", "t1");
        stage.hint(TEAMS, "t1");
        assertThat(stage.table(TEAMS).size()).isZero();

        stage.insert("teams", new Document("_id", "t1").append("name", "Reds"));
        stage.sync(TEAMS);

        assertThat(stage.table(TEAMS).records())
                .extracting(LocalRecord::fields)
                .containsExactly(Map.of("id", "t1", "name", "Reds"));
    }

    @Test
    void theRecordOfADeletedDocumentIsMarkedOnceAndKeepsItsCells() {
        stage.insert("players", new Document("_id", "p1").append("name", "Ana"), new Document("_id", "p2"));
        stage.sync(PLAYERS);
        stage.requests.forget();

        stage.delete("players", "p1");
        Totals totals = stage.sync(Mode.FULL, PLAYERS);

        assertThat(totals.deleted()).isEqualTo(1);
        assertThat(totals.updated()).isZero();
        assertThat(stage.requests.cellsSentTo(PLAYERS)).containsExactly(Map.of("state", "gone"));
        assertThat(stage.cells(PLAYERS, "id", "p1")).isEqualTo(Map.of("id", "p1", "name", "Ana", "state", "gone"));
        assertThat(stage.cells(PLAYERS, "id", "p2")).isEqualTo(Map.of("id", "p2"));

        stage.requests.forget();
        stage.sync(Mode.FULL, PLAYERS);
        stage.hint(PLAYERS, "p1");
        stage.sync(Mode.RECONCILE, PLAYERS);
        assertThat(stage.requests.writesTo(PLAYERS)).as("it is marked already").isEmpty();
    }

    @Test
    void aHintAboutADeletedDocumentMarksItsRecord() {
        stage.insert("players", new Document("_id", "p1"), new Document("_id", "p2"));
        stage.sync(PLAYERS);
        stage.delete("players", "p2");

        stage.hint(PLAYERS, List.of("p1", "p2").toArray());

        assertThat(stage.cells(PLAYERS, "id", "p2")).containsEntry("state", "gone");
        assertThat(stage.cells(PLAYERS, "id", "p1")).doesNotContainKey("state");
    }
}
