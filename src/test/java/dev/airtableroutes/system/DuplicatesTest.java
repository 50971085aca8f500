package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.PEOPLE;
import static dev.airtableroutes.system.Stage.PLAYERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who came second with a key gets through as soon as it is free, and not only with the next pass over everything. */
class DuplicatesTest {

    @RegisterExtension
    static final Stage stage = Stage.open();

    /** Of the time before the last pass, so that only somebody who thinks of it looks at it again. */
    private static Document person(int id, String email, String name) {
        return new Document("_id", id)
                .append("email", email)
                .append("name", name)
                .append("updatedAt", Date.from(Instant.now().minus(Duration.ofHours(1))));
    }

    @BeforeEach
    void aFirstSync() {
        stage.insert(
                "people",
                person(0, "eva@x.com", "Eva").append("updatedAt", new Date()),
                person(1, "ana@x.com", "Ana"),
                person(2, "bo@x.com", "Bo"));
        stage.sync(PEOPLE);
    }

    @AfterEach
    void mend() {
        stage.airtable.faults().clear();
    }

    private static void changeEmail(int id, String email) {
        stage.change("people", id, "email", email);
        stage.change("people", id, "updatedAt", new Date());
    }

    private static List<String> shown() {
        return stage.table(PEOPLE).records().stream()
                .map(record ->
                        record.fields().get("email") + " " + record.fields().get("name"))
                .toList();
    }

    private static void refuse(String name) {
        stage.airtable
                .faults()
                .add(Fault.status(422)
                        .body(Map.of("error", Map.of("type", "INVALID_REQUEST", "message", "No")))
                        .method("PATCH")
                        .containing("\"" + name + "\""));
    }

    /** A person types the key of a document that is about to come into the record of Bo. */
    private static void cyIsWrittenIntoTheRecordOfBo() {
        stage.table(PEOPLE).edit(stage.record(PEOPLE, "name", "Bo").id(), Map.of("email", "cy@x.com"));
        stage.insert("people", person(3, "cy@x.com", "Cy"));
        stage.hint(PEOPLE, 3);
        assertThat(stage.letter(3)).containsEntry("kind", "duplicate-key").containsEntry("state", "open");
    }

    @Test
    void whoIsSecondToADocumentThatAirtableRefusesGetsTheKey() {
        stage.insert("people", person(3, "cy@x.com", "Cy"), person(4, "cy@x.com", "Di"));
        refuse("Cy");
        stage.hint(PEOPLE, 3, 4);
        assertThat(stage.letter(4)).containsEntry("kind", "duplicate-key").containsEntry("state", "open");

        stage.sync(PEOPLE);

        assertThat(shown()).containsExactlyInAnyOrder("eva@x.com Eva", "ana@x.com Ana", "bo@x.com Bo", "cy@x.com Di");
        assertThat(stage.letter(4)).containsEntry("state", "resolved");
    }

    @Test
    void whoIsSecondToAChangeThatAirtableRefusesGetsTheKey() {
        stage.insert("people", person(3, "cy@x.com", "Cy"));
        changeEmail(1, "cy@x.com");
        stage.change("people", 1, "name", "Ann");
        refuse("Ann");
        stage.hint(PEOPLE, 1, 3);
        assertThat(stage.letter(3)).containsEntry("kind", "duplicate-key").containsEntry("state", "open");

        stage.run(Mode.CHANGED, false, PEOPLE);

        assertThat(shown()).containsExactlyInAnyOrder("eva@x.com Eva", "ana@x.com Ana", "bo@x.com Bo", "cy@x.com Cy");
        assertThat(stage.letter(3)).containsEntry("state", "resolved");
    }

    @Test
    void aDuplicateWhoseRecordAnotherWasWrittenIntoGetsItBackWithTheKey() {
        changeEmail(2, "ana@x.com");
        stage.sync(PEOPLE);
        assertThat(stage.letter(2)).containsEntry("kind", "duplicate-key").containsEntry("state", "open");
        cyIsWrittenIntoTheRecordOfBo();
        changeEmail(1, "lima@x.com");

        stage.sync(PEOPLE);

        assertThat(shown()).containsExactlyInAnyOrder("eva@x.com Eva", "lima@x.com Ana", "ana@x.com Bo", "cy@x.com Cy");
        assertThat(stage.letters()).allMatch(letter -> "resolved".equals(letter.get("state")));
    }

    @Test
    void whoWasWrittenIntoTheRecordThatADeletedDocumentLeftTakesItOver() {
        stage.delete("people", 2);
        cyIsWrittenIntoTheRecordOfBo();

        stage.sync(PEOPLE);

        assertThat(shown()).containsExactlyInAnyOrder("eva@x.com Eva", "ana@x.com Ana", "cy@x.com Cy");
        assertThat(stage.letter(3)).containsEntry("state", "resolved");
        stage.insert("people", person(4, "bo@x.com", "Bo"));
        stage.hint(PEOPLE, 4);
        assertThat(shown()).contains("cy@x.com Cy", "bo@x.com Bo");
    }

    @Test
    void soItIsWhereTheRecordIsMarkedAndNothingStaysOfTheMark() {
        stage.insert("players", new Document("_id", 7).append("name", "Ana"), new Document("_id", 8));
        stage.sync(PLAYERS);
        String record = stage.record(PLAYERS, "name", "Ana").id();
        stage.delete("players", 7);
        stage.sync(Mode.FULL, PLAYERS);
        assertThat(stage.cells(PLAYERS, "name", "Ana")).containsEntry("state", "gone");
        stage.table(PLAYERS).edit(record, Map.of("id", "9"));
        stage.insert("players", new Document("_id", 9).append("name", "Cy"));

        stage.sync(PLAYERS);

        assertThat(stage.letter(9)).containsEntry("state", "resolved");
        assertThat(stage.table(PLAYERS).record(record).fields()).isEqualTo(Map.of("id", "9", "name", "Cy"));
        assertThat(stage.table(PLAYERS).size()).isEqualTo(2);
        stage.requests.forget();
        stage.sync(Mode.FULL, PLAYERS);
        assertThat(stage.requests.all()).isEmpty();
    }
}
