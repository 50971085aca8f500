package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do in Airtable after its records were listed, and before a document comes for them. */
class LaterRecordsTest {

    @RegisterExtension
    static final Stage stage = Stage.open();

    private static final String LOOK = "read the new records";

    private static Document user(String id, String email) {
        return new Document("_id", id).append("email", email);
    }

    @BeforeEach
    void aFirstSync() {
        stage.insert("user", user("u1", "ana@x.com"));
        stage.table(USERS).insert(Map.of("email", "olga@x.com", "lastName", "Olga's"));
        stage.sync(USERS, MESSAGES);
        stage.requests.forget();
    }

    @AfterEach
    void mend() {
        stage.airtable.faults().clear();
    }

    @Test
    void aRecordThatAPersonMakesLaterIsTakenOverAndNotDoubled() {
        String record = stage.table(USERS).insert(Map.of("email", "Late@x.com", "lastName", "by hand"));
        stage.insert("user", user("u2", "late@x.com"));

        assertThat(stage.sync(USERS).takenOver()).isEqualTo(1);

        assertThat(stage.table(USERS).record(record).fields())
                .isEqualTo(Map.of("id", "u2", "email", "late@x.com", "lastName", "by hand"));
        assertThat(stage.table(USERS).size()).isEqualTo(3);
        assertThat(stage.requests.to(USERS, LOOK)).hasSize(1);
    }

    @Test
    void soItIsWhenAHintTellsOfTheDocument() {
        String record = stage.table(USERS).insert(Map.of("email", "late@x.com"));
        stage.insert("user", user("u2", "late@x.com"));

        stage.hint(USERS, "u2");

        assertThat(stage.record(USERS, "id", "u2").id()).isEqualTo(record);
    }

    @Test
    void aPlanSaysSoAndWritesNothing() {
        stage.table(USERS).insert(Map.of("email", "late@x.com"));
        stage.insert("user", user("u2", "late@x.com"));
        Map<?, ?> before = stage.dump();

        PassReport plan = stage.run(Mode.CHANGED, true, USERS).get(0);

        assertThat(plan.totals().created()).isZero();
        assertThat(plan.totals().takenOver()).isEqualTo(1);
        assertThat(stage.dump()).isEqualTo(before);
    }

    @Test
    void whereAirtableRefusesTheQuestionTheNewDocumentsArriveAllTheSame() {
        String since = lookedAt();
        stage.airtable.faults().add(Fault.status(422).containing("CREATED_TIME"));
        stage.insert("user", user("u2", "late@x.com"));

        assertThat(stage.sync(USERS).created()).isEqualTo(1);

        assertThat(stage.cells(USERS, "id", "u2")).isEqualTo(Map.of("id", "u2", "email", "late@x.com"));
        assertThat(lookedAt()).as("what was not told is asked for again").isEqualTo(since);
    }

    private static String lookedAt() {
        return stage.tableState(USERS).get("lookedAt").toString();
    }

    @Test
    void withoutANewDocumentNobodyLooks() {
        stage.change("user", "u1", "lastName", "Lima");

        stage.sync(Mode.FULL, USERS);

        assertThat(stage.requests.to(USERS, LOOK)).isEmpty();
        assertThat(stage.requests.sizes(USERS)).containsExactly(1);
    }

    @Test
    void aRecordThatAPersonTurnedIntoAnotherIsNotTakenOverByWhatItSaidBefore() {
        String record = stage.record(USERS, "email", "olga@x.com").id();
        stage.table(USERS).edit(record, Map.of("email", "otto@y.com", "lastName", "Otto's"));
        stage.insert("user", user("u8", "olga@x.com"));

        stage.sync(USERS);

        assertThat(stage.table(USERS).record(record).fields())
                .isEqualTo(Map.of("email", "otto@y.com", "lastName", "Otto's"));
        assertThat(stage.cells(USERS, "id", "u8")).isEqualTo(Map.of("id", "u8", "email", "olga@x.com"));
        stage.insert("user", user("u9", "otto@y.com"));
        stage.sync(USERS);
        assertThat(stage.record(USERS, "id", "u9").id()).isEqualTo(record);
    }

    @Test
    void neitherAfterAReconcile() {
        String record = stage.record(USERS, "email", "olga@x.com").id();
        stage.table(USERS).edit(record, Map.of("email", "otto@y.com"));
        stage.insert("user", user("u8", "olga@x.com"));

        stage.sync(Mode.RECONCILE, USERS);

        assertThat(stage.record(USERS, "email", "otto@y.com"))
                .extracting(LocalRecord::id)
                .isEqualTo(record);
        assertThat(stage.record(USERS, "id", "u8").id()).isNotEqualTo(record);
    }

    /** The first request arrives and its answer does not; a person decides before the next pass. */
    @Test
    void whatAPersonSetInARecordWhoseAnswerWasLostStays() {
        stage.insert("messages", new Document("_id", "m1").append("message_text", "Join us!"));
        stage.airtable
                .faults()
                .add(Fault.status(500).method("PATCH").afterApplying())
                .add(Fault.status(500).method("GET"));
        assertThat(stage.run(Mode.CHANGED, false, MESSAGES).get(0).state()).isEqualTo(PassReport.WAITING);
        assertThat(stage.cells(MESSAGES, "id", "m1")).doesNotContainKey("status");
        stage.table(MESSAGES).edit(stage.record(MESSAGES, "id", "m1").id(), Map.of("status", "approved"));
        stage.airtable.faults().clear();

        stage.sync(MESSAGES);

        assertThat(stage.cells(MESSAGES, "id", "m1"))
                .containsEntry("status", "approved")
                .containsEntry("message", "Join us!");
        assertThat(stage.table(MESSAGES).size()).isEqualTo(1);
        stage.requests.forget();
        stage.change("messages", "m1", "message_text", "Join them!");
        stage.sync(MESSAGES);
        assertThat(stage.requests.to(MESSAGES, "read the records"))
                .as("it is known again what is there")
                .isEmpty();
    }
}
