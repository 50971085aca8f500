package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Airtable makes the options that {@code options: create} asks for, and no others, though its typecast could. */
class NewOptionsTest {

    @RegisterExtension
    static final Stage stage = Stage.open();

    /** Somebody drops an option behind the back of the application, which knows the schema already. */
    @BeforeEach
    void dropAnOption() {
        stage.camel().requestBody("direct:airtable-schema", "cuculi");
        stage.table(USERS).dropOption("value_segment", "VIP");
    }

    @AfterEach
    void putItBack() {
        stage.table(USERS).addOption("value_segment", "VIP");
    }

    private static List<String> offered(String table, String field) {
        String base = table.substring(0, table.indexOf('/'));
        stage.camel().requestBody("direct:airtable-schema", base);
        return stage.bean(LiveBases.class)
                .schema(base)
                .orElseThrow()
                .base()
                .tables()
                .get(table.substring(table.indexOf('/') + 1))
                .fields()
                .get(field)
                .choices();
    }

    private static Document user(String id, String... interests) {
        return new Document("_id", id).append("firstName", "Ana").append("interests", List.of(interests));
    }

    private static void assertRefused(Object documentId, String field, String value) {
        assertThat(stage.letter(documentId))
                .containsEntry("kind", "cell")
                .containsEntry("field", field)
                .containsEntry("value", value)
                .containsEntry("errorType", "INVALID_MULTIPLE_CHOICE_OPTIONS");
    }

    @Test
    void anOptionThatSomebodyDroppedIsNotMadeAgainWhenAnotherFieldNeedsANewOne() {
        List<Document> users = new ArrayList<>();
        IntStream.range(0, 10).forEach(i -> users.add(user("u" + i)));
        users.set(3, user("u3", "Curling").append("value_segment", "VIP"));
        users.set(4, user("u4").append("value_segment", "VIP"));
        users.set(5, user("u5", "Fencing"));
        stage.insert("user", users);

        Totals totals = stage.sync(USERS);

        assertThat(totals.created()).isEqualTo(10);
        assertThat(totals.updated()).isZero();
        assertThat(totals.deadLetters()).isEqualTo(Map.of("cell", 2L));
        assertRefused("u3", "value_segment", "VIP");
        assertRefused("u4", "value_segment", "VIP");
        assertThat(stage.cells(USERS, "id", "u3"))
                .isEqualTo(Map.of("id", "u3", "firstName", "Ana", "interests", List.of("Curling")));
        assertThat(stage.cells(USERS, "id", "u4")).isEqualTo(Map.of("id", "u4", "firstName", "Ana"));
        assertThat(stage.cells(USERS, "id", "u5"))
                .isEqualTo(Map.of("id", "u5", "firstName", "Ana", "interests", List.of("Fencing")));
        assertThat(stage.table(USERS).size()).isEqualTo(10);
        assertThat(offered(USERS, "value_segment")).isNotEmpty().doesNotContain("VIP");
        assertThat(offered(USERS, "interests")).contains("Curling", "Fencing");
    }

    @Test
    void anUpdateDoesNotMakeItAgainEither() {
        stage.insert("user", user("u1"), user("u2"));
        stage.sync(USERS);
        stage.requests.forget();

        stage.change("user", "u1", "value_segment", "VIP");
        stage.change("user", "u1", "interests", List.of("Rowing"));
        stage.change("user", "u2", "interests", List.of("Rowing"));
        Totals totals = stage.sync(USERS);

        assertThat(totals.updated()).isEqualTo(2);
        assertRefused("u1", "value_segment", "VIP");
        assertThat(stage.cells(USERS, "id", "u1"))
                .isEqualTo(Map.of("id", "u1", "firstName", "Ana", "interests", List.of("Rowing")));
        assertThat(stage.cells(USERS, "id", "u2")).containsEntry("interests", List.of("Rowing"));
        assertThat(offered(USERS, "value_segment")).doesNotContain("VIP");
    }

    @Test
    void onlyTheNewOptionsTravelInTheRequestThatMakesThem() {
        stage.insert("user", user("u1", "Archery"), user("u2"));

        stage.sync(USERS);

        assertThat(stage.requests.writesTo(USERS))
                .filteredOn(call -> call.json().containsKey("typecast"))
                .singleElement()
                .extracting(call -> call.json().get("records"))
                .isEqualTo(List.of(Map.of("fields", Map.of("id", "u1", "interests", List.of("Archery")))));
        assertThat(stage.requests.writesTo(USERS)).hasSize(3);
        stage.requests.forget();
        stage.sync(USERS);
        assertThat(stage.requests.all()).isEmpty();
    }

    @Test
    void anOptionIsNewOnceAPass() {
        stage.insert(
                "user",
                IntStream.range(0, 3000).mapToObj(i -> user("u" + i, "Judo")).toList());

        stage.sync(USERS);

        assertThat(stage.table(USERS).size()).isEqualTo(3000);
        assertThat(stage.requests.writesTo(USERS))
                .filteredOn(call -> call.json().containsKey("typecast"))
                .as("of the first page only")
                .hasSizeBetween(1, 20);
    }

    @Test
    void whatIsSetOnCreationOnlyMakesNoOtherOptionAgainEither() {
        String mapping = "mappings/tables/cuculi/messages.yaml";
        stage.edit(mapping, "rejectionReason], once: true}", "rejectionReason], once: true, options: create}");
        stage.restart();
        try {
            stage.insert("messages", message("m0"));
            stage.sync(MESSAGES);
            stage.table(MESSAGES).dropOption("status", "approved");
            stage.insert(
                    "messages",
                    message("m1").append("status", "approved").append("rejection_reason", "rude"),
                    message("m2").append("status", "approved"),
                    message("m3").append("rejection_reason", "rude"));

            Totals planned = stage.run(Mode.CHANGED, true, MESSAGES).get(0).totals();
            assertThat(planned.writeCalls())
                    .as("the records, their columns of people's, and the new option")
                    .isEqualTo(3);
            stage.sync(MESSAGES);

            assertRefused("m1", "status", "approved");
            assertRefused("m2", "status", "approved");
            assertThat(stage.cells(MESSAGES, "id", "m1"))
                    .isEqualTo(Map.of("id", "m1", "message", "Join us, m1", "Rejection Reason", "rude"));
            assertThat(stage.cells(MESSAGES, "id", "m3")).containsEntry("Rejection Reason", "rude");
            assertThat(offered(MESSAGES, "status")).isNotEmpty().doesNotContain("approved");
            assertThat(offered(MESSAGES, "rejection_reason")).contains("rude");
        } finally {
            stage.table(MESSAGES).addOption("status", "approved");
            stage.edit(mapping, "rejectionReason], once: true, options: create}", "rejectionReason], once: true}");
            stage.restart();
        }
    }

    private static Document message(String id) {
        return new Document("_id", id).append("message_text", "Join us, " + id);
    }

    @Test
    void aRecordThatNoKeyFindsIsMadeFirstAndGetsItsNewOptionsByItsId() {
        stage.edit("mappings/tables/cuculi/users.yaml", "match: [id, email]", "match: [email]");
        stage.restart();
        try {
            putItBack();
            dropAnOption();
            stage.insert("user", user("u1", "Bowling").append("value_segment", "VIP"), user("u2"));

            stage.sync(USERS);

            assertThat(stage.table(USERS).size()).isEqualTo(2);
            assertRefused("u1", "value_segment", "VIP");
            assertThat(stage.cells(USERS, "id", "u1"))
                    .isEqualTo(Map.of("id", "u1", "firstName", "Ana", "interests", List.of("Bowling")));
            assertThat(stage.cells(USERS, "id", "u2")).isEqualTo(Map.of("id", "u2", "firstName", "Ana"));
            assertThat(offered(USERS, "value_segment")).doesNotContain("VIP");
        } finally {
            stage.edit("mappings/tables/cuculi/users.yaml", "match: [email]", "match: [id, email]");
            stage.restart();
        }
    }
}
