package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A key passes from one document to another: whoever else wants it must not get the record that still shows it. */
class GivenUpKeysTest {

    @RegisterExtension
    static final Stage stage = Stage.open(Map.of("airtable.redelivery-delay", 1));

    @AfterEach
    void mend() {
        stage.airtable.faults().clear();
    }

    private static Document person(int id, String email, String name) {
        return new Document("_id", id).append("email", email).append("name", name);
    }

    private static List<String> others(int person) {
        return stage.letter(person).getList("others", String.class);
    }

    private static List<String> shown() {
        return stage.table(PEOPLE).records().stream()
                .map(record ->
                        record.fields().get("email") + " " + record.fields().get("name"))
                .toList();
    }

    @Test
    void aDuplicateDoesNotComeBetweenADocumentThatGivesItsKeyUpAndOneThatTakesIt() {
        stage.insert(
                "people", person(1, "ana@x.com", "Ana"), person(3, "ana@x.com", "Cy"), person(2, "bo@x.com", "Bo"));
        stage.sync(PEOPLE);
        stage.change("people", 1, "email", "lima@x.com");
        stage.change("people", 2, "email", "ana@x.com");
        stage.requests.forget();

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(shown()).containsExactlyInAnyOrder("lima@x.com Ana", "ana@x.com Bo");
        assertThat(others(3)).startsWith("2");
    }

    @Test
    void whereTheOneThatTakesItIsRefusedANewDocumentWaitsForTheOneThatGivesItUp() {
        stage.insert("people", person(1, "ana@x.com", "Ana"), person(2, "bo@x.com", "Bo"));
        stage.sync(PEOPLE);
        stage.change("people", 1, "email", "lima@x.com");
        stage.change("people", 2, "email", "ana@x.com");
        stage.airtable
                .faults()
                .add(Fault.status(422)
                        .body(Map.of("error", Map.of("type", "INVALID_REQUEST", "message", "No.")))
                        .method("PATCH"));
        stage.hint(PEOPLE, 2);
        stage.airtable.faults().clear();
        stage.insert("people", person(3, "ana@x.com", "Cy"));
        stage.requests.forget();

        stage.hint(PEOPLE, 3);

        assertThat(others(3)).startsWith("1");
        assertThat(stage.requests.writesTo(PEOPLE))
                .as("by its key Airtable would find the record of 1")
                .isEmpty();
        stage.hint(PEOPLE, 1);
        stage.sync(PEOPLE);
        assertThat(shown()).containsExactlyInAnyOrder("lima@x.com Ana", "ana@x.com Bo");
        assertThat(others(3)).startsWith("2");
    }
}
