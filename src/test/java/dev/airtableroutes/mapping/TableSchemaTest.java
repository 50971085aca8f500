package dev.airtableroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An editor shows what the schema says, so it says something about everything. */
class TableSchemaTest {

    @Test
    void everyPropertyIsDescribedAndNoObjectTakesUnknownOnes() throws IOException {
        List<String> silent = new ArrayList<>();
        visit(
                "",
                new ObjectMapper()
                        .readTree(Path.of("mappings/schema/table.schema.json").toFile()),
                silent);
        assertThat(silent).isEmpty();
    }

    private static void visit(String place, JsonNode schema, List<String> silent) {
        schema.path("properties").fields().forEachRemaining(property -> {
            if (property.getValue().path("description").asText("").isBlank()) {
                silent.add(place + "/" + property.getKey() + " has no description");
            }
        });
        if (schema.path("properties").isObject()
                && schema.path("additionalProperties").asBoolean(true)) {
            silent.add(place + " takes unknown properties");
        }
        for (String nested : List.of("properties", "$defs")) {
            schema.path(nested)
                    .fields()
                    .forEachRemaining(entry -> visit(place + "/" + entry.getKey(), entry.getValue(), silent));
        }
    }
}
