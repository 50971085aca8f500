package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sync.PassRequest.Mode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With {@code nulls: keep} a record goes on showing the key that its document has not any more: nobody else gets it. */
class KeptKeysTest {

    @RegisterExtension
    static final Stage stage = keeping();

    private String record;

    private static Stage keeping() {
        Stage stage = Stage.open();
        stage.edit("mappings/tables/lab/people.yaml", "nulls: clear", "nulls: keep");
        stage.restart();
        return stage;
    }

    private static Document person(int id, String email, String name) {
        return new Document("_id", id).append("email", email).append("name", name);
    }

    @BeforeEach
    void aPersonLosesTheAddress() {
        stage.insert("people", person(1, "Ana@x.com", "Ana"), person(3, "cy@x.com", "Cy"));
        stage.sync(PEOPLE);
        record = stage.record(PEOPLE, "name", "Ana").id();
        stage.change("people", 1, "email", null);
    }

    private static void pass(Mode mode) {
        if (mode == Mode.HINTS) {
            stage.hint(PEOPLE, 2);
        } else {
            stage.sync(mode, PEOPLE);
        }
    }

    private static List<String> shown() {
        return stage.table(PEOPLE).records().stream()
                .map(record ->
                        record.fields().get("email") + " " + record.fields().get("name"))
                .toList();
    }

    private void theSecondIsADuplicateOfTheFirst(int second) {
        Document letter = stage.letter(second);
        assertThat(letter).containsEntry("kind", "duplicate-key").containsEntry("state", "open");
        assertThat(letter.getList("others", String.class)).containsExactly("1", record);
        assertThat(letter.getString("reason")).contains("empty that cell in Airtable");
        assertThat(shown()).containsExactlyInAnyOrder("Ana@x.com Ana", "cy@x.com Cy");
    }

    private void aPassMakesADuplicateOf(int second, Mode mode) {
        stage.requests.forget();

        pass(mode);

        assertThat(stage.requests.writesTo(PEOPLE)).isEmpty();
        theSecondIsADuplicateOfTheFirst(second);
    }

    private static void theSecondHasTheAddress(String... others) {
        assertThat(shown()).contains("ana@x.com Bo").contains(others).hasSize(others.length + 1);
        assertThat(stage.letters()).allMatch(letter -> "resolved".equals(letter.get("state")));
        stage.requests.forget();
        stage.sync(Mode.RECONCILE, PEOPLE);
        assertThat(stage.requests.writesTo(PEOPLE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void whoComesWithItAtTheSameTimeIsADuplicate(Mode mode) {
        stage.insert("people", person(2, "ana@x.com", "Bo"));

        aPassMakesADuplicateOf(2, mode);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void soIsWhoComesLater(Mode mode) {
        stage.sync(Mode.FULL, PEOPLE);
        stage.sync(Mode.RECONCILE, PEOPLE);
        stage.insert("people", person(2, "ana@x.com", "Bo"));

        aPassMakesADuplicateOf(2, mode);
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = "HINTS", mode = EnumSource.Mode.EXCLUDE)
    void soIsWhoHasARecord(Mode mode) {
        stage.change("people", 3, "email", "ana@x.com");

        aPassMakesADuplicateOf(3, mode);
    }

    @Test
    void itIsFreeAsSoonAsTheDocumentHasAnother() {
        theSecondComes();
        stage.change("people", 1, "email", "lima@x.com");

        stage.sync(PEOPLE);

        theSecondHasTheAddress("lima@x.com Ana", "cy@x.com Cy");
    }

    @Test
    void itIsFreeWhenAPersonDeletesTheRecord() {
        theSecondComes();
        stage.table(PEOPLE).delete(record);

        stage.sync(Mode.RECONCILE, PEOPLE);

        theSecondHasTheAddress("null Ana", "cy@x.com Cy");
    }

    @Test
    void itIsFreeWhenAPersonEmptiesTheCell() {
        theSecondComes();
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("email", null);
        stage.table(PEOPLE).edit(record, nothing);

        stage.sync(Mode.RECONCILE, PEOPLE);

        theSecondHasTheAddress("null Ana", "cy@x.com Cy");
    }

    @Test
    void theRecordIsTakenOverWhenTheDocumentIsGone() {
        theSecondComes();
        stage.delete("people", 1);

        stage.sync(Mode.FULL, PEOPLE);

        theSecondHasTheAddress("cy@x.com Cy");
        assertThat(stage.record(PEOPLE, "name", "Bo").id()).isEqualTo(record);
    }

    @Test
    void itIsStillTheDocumentsWhenThatHasItAgain() {
        theSecondComes();
        stage.change("people", 1, "email", "ana@x.com");
        stage.change("people", 2, "email", "bo@x.com");

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(shown()).containsExactlyInAnyOrder("ana@x.com Ana", "bo@x.com Bo", "cy@x.com Cy");
        assertThat(stage.letter(2)).containsEntry("state", "resolved");
    }

    private void theSecondComes() {
        stage.insert("people", person(2, "ana@x.com", "Bo"));
        stage.sync(Mode.FULL, PEOPLE);
        theSecondIsADuplicateOfTheFirst(2);
    }
}
