package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.airtableroutes.base.FieldType;
import dev.airtableroutes.sandbox.http.Json;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaTest extends SandboxFixture {

    private static final String TABLES = "/v0/meta/bases/" + SmallBase.ID + "/tables";

    @Test
    void showsTablesFieldsAndViews() throws IOException {
        JsonNode people =
                client.get(TABLES + "?include%5B%5D=visibleFieldIds").json().at("/tables/0");
        assertThat(people.path("name").asText()).isEqualTo("People");
        assertThat(people.path("primaryFieldId")).isEqualTo(people.at("/fields/0/id"));
        assertThat(people.at("/views/0/name").asText()).isEqualTo("Everyone");
        assertThat(people.at("/views/0/visibleFieldIds")).hasSize(18);
        assertThat(field(people, "kind").at("/options/choices").findValuesAsText("name"))
                .containsExactly("guest", "host");
        assertThat(field(people, "team").at("/options/linkedTableId").asText()).isEqualTo("tblTEAMS000000001");
        assertThat(field(people, "rate").at("/options/max").asInt()).isEqualTo(3);
        assertThat(client.get("/v0/meta/whoami").json().path("id").asText()).startsWith("usr");
        assertThat(client.get("/v0/meta/bases").json().at("/bases/0/id").asText())
                .isEqualTo(SmallBase.ID);
        assertThat(client.get("/v0/meta/bases/junk/tables").text()).isEqualTo("{\"error\":\"NOT_FOUND\"}");
        assertThat(client.post(TABLES, "{'name':'New'}").status()).isEqualTo(404);
    }

    @Test
    void followsWhatPeopleChange() throws IOException {
        String ada = people().insert(Map.of("name", "Ada", "kind", "host", "age", 3));
        people().renameField("age", "Age 🎂");
        people().dropOption("kind", "host");
        people().removeField("notes");
        people().retypeField("rate", FieldType.singleLineText);
        people().addField("extra", FieldType.number);

        JsonNode table = client.get(TABLES).json().at("/tables/0");
        assertThat(field(table, "notes").isMissingNode()).isTrue();
        assertThat(field(table, "rate").path("type").asText()).isEqualTo("singleLineText");
        assertThat(field(table, "kind").at("/options/choices")).hasSize(1);
        refused(create("{'age':1}"), 422, "UNKNOWN_FIELD_NAME", "age");
        assertThat(create("{'Age 🎂':1,'rate':'x','extra':2}").status()).isEqualTo(200);
        assertThat(people().record(ada).fields()).containsEntry("Age 🎂", 3L).doesNotContainKey("kind");
    }

    private static JsonNode field(JsonNode table, String name) {
        for (JsonNode field : table.path("fields")) {
            if (field.path("name").asText().equals(name)) {
                return field;
            }
        }
        return Json.MAPPER.missingNode();
    }
}
