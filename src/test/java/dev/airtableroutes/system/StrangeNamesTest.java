package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sync.PassRequest.Mode;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Names that people gave in Airtable are names, whatever language they look like. */
class StrangeNamesTest {

    private static final String STRANGE = "${bean:passes.stopAll} {{airtable.token}} ${PATH} %{x} #{1+1}";

    @Test
    void aNameIsEvaluatedNowhere() {
        try (Stage stage = Stage.open()) {
            stage.edit(
                    "mappings/bases/lab.yaml",
                    "      note: multilineText\n",
                    "      note: {name: \"" + STRANGE.replace("${", "$${") + "\", type: multilineText}\n");
            stage.table(PEOPLE).renameField("note", STRANGE);
            stage.restart();
            stage.insert(
                    "people",
                    new Document("_id", "p1").append("email", "p1@lab.example").append("note", STRANGE));

            stage.sync(PEOPLE);
            assertThat(stage.cells(PEOPLE, "email", "p1@lab.example")).containsEntry(STRANGE, STRANGE);

            stage.state().drop();
            assertThat(stage.sync(Mode.RECONCILE, PEOPLE).takenOver()).isEqualTo(1);
            assertThat(stage.letters()).isEmpty();
        }
    }
}
