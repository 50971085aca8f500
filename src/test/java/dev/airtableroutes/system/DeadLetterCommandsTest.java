package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters at the command line: looked at, replayed and put aside without a server. */
class DeadLetterCommandsTest {

    private static final int CLEAN = 0;
    private static final int NOT_FINISHED = 1;
    private static final int CONFIGURATION = 2;
    private static final int FOR_A_PERSON = 3;

    private final Cuculi cuculi = new Cuculi().scene(12, 2, 0);
    private Product product;

    @BeforeEach
    void fail() {
        product = Product.start(cuculi.airtable, cuculi.uri(), Product.UNTHROTTLED);
        set(3, "total_spent", "lots");
        set(4, "event_count", "many");
        assertThat(run(FOR_A_PERSON, "sync", "cuculi/users")).contains("2 dead letters");
    }

    @AfterEach
    void stop() {
        product.close();
        cuculi.close();
    }

    private void set(int user, String field, Object value) {
        cuculi.collection("user")
                .updateOne(new Document("_id", cuculi.userId(user)), new Document("$set", new Document(field, value)));
    }

    private String run(int exit, String... arguments) {
        return ended(exit, CommandLine.in(product, arguments));
    }

    /** As a process of its own does it. */
    private String runAfresh(int exit, String... arguments) {
        return ended(exit, CommandLine.of(cuculi).run(arguments));
    }

    private static String ended(int exit, CommandResult result) {
        assertThat(result.readable().exit()).as(result.all()).isEqualTo(exit);
        return result.all();
    }

    private String id(int user) {
        return cuculi.deadLetters().stream()
                .filter(letter -> cuculi.userId(user).equals(letter.get("documentId")))
                .findFirst()
                .orElseThrow()
                .getString("_id");
    }

    @Test
    void lettersAreListedAndShown() throws Exception {
        assertThat(run(CLEAN, "dead-letters", "list"))
                .contains("state", id(3), id(4), "\"lots\" is not a plain number", "2 of 2 letters.");
        assertThat(run(CLEAN, "dead-letters", "list", "--field", "event_count", "--size", "1"))
                .contains(id(4), "1 of 1 letters.")
                .doesNotContain(id(3));
        assertThat(run(CLEAN, "dead-letters", "list", "--state", "resolved"))
                .isEqualToIgnoringNewLines("No dead letters.");
        String lines = run(CLEAN, "dead-letters", "list", "--json");
        JsonNode first = new ObjectMapper().readTree(lines.lines().findFirst().orElseThrow());
        assertThat(lines).hasLineCount(2);
        assertThat(first.path("state").asText()).isEqualTo("open");
        assertThat(run(CLEAN, "dead-letters", "show", id(3)))
                .contains(
                        "cuculi/users (route cuculi-users)",
                        cuculi.userId(3) + " (string)",
                        "total_spent: lots",
                        "attempts",
                        "failed");
    }

    @Test
    void aReplayDeliversWhatIsMended() {
        set(3, "total_spent", 7);
        String mended = id(3);

        assertThat(runAfresh(FOR_A_PERSON, "dead-letters", "replay", "--all", "--dry-run"))
                .contains("resolved  " + mended, "updates total_spent", "1 would be resolved, 1 would stay open.");
        assertThat(cuculi.deadLetters()).hasSize(2);
        assertThat(runAfresh(CLEAN, "dead-letters", "replay", mended))
                .contains("1 letters replayed: 1 resolved, 0 open.");
        assertThat(runAfresh(FOR_A_PERSON, "dead-letters", "replay", "--table", "cuculi/users"))
                .contains("1 letters replayed: 0 resolved, 1 open.", "\"many\" is not a plain number");

        assertThat(cuculi.records("users"))
                .filteredOn(record -> cuculi.userId(3).equals(record.fields().get("id")))
                .singleElement()
                .satisfies(record -> assertThat(record.fields()).containsEntry("total_spent", 7L));
        assertThat(runAfresh(CLEAN, "dead-letters", "discard", id(4))).contains("1 letters discarded.");
        assertThat(runAfresh(CLEAN, "sync", "cuculi/users")).contains("cuculi/users");
    }

    @Test
    void whatTheMappingsDoNotHaveAnyMoreIsLeftAndSaidSo() {
        set(3, "total_spent", 7);
        set(4, "event_count", 7);
        String gone = id(4);
        cuculi.state("dead_letters")
                .updateOne(new Document("_id", gone), new Document("$set", new Document("table", "cuculi/gone")));
        String left =
                "1 letters are left, since mappings/ has cuculi/gone (1) no more: put the mapping back, or discard them.";

        assertThat(run(FOR_A_PERSON, "dead-letters", "replay", "--all", "--dry-run"))
                .contains("1 would be resolved, 0 would stay open. " + left);
        assertThat(run(FOR_A_PERSON, "dead-letters", "replay", "--all"))
                .contains("1 letters replayed: 1 resolved, 0 open. " + left);
        assertThat(run(FOR_A_PERSON, "dead-letters", "replay", gone)).contains(left);
        assertThat(run(CLEAN, "dead-letters", "discard", "--table", "cuculi/gone"))
                .contains("1 letters discarded.");
        assertThat(run(CLEAN, "dead-letters", "replay", "--all")).doesNotContain("left");
    }

    @Test
    void whatWaitedForAReplayedDocumentIsLinkedToItsRecord() {
        Document late = new Document("_id", "late").append("email", cuculi.userId(1) + "@example.com");
        cuculi.collection("user").insertOne(late);
        cuculi.collection("messages")
                .insertOne(
                        new Document("_id", "m1").append("message_text", "Hi").append("user_id", "late"));
        assertThat(run(FOR_A_PERSON, "sync")).contains("duplicate-key");
        cuculi.collection("user")
                .updateOne(
                        new Document("_id", "late"), new Document("$set", new Document("email", "late@example.com")));

        assertThat(run(CLEAN, "dead-letters", "replay", "--reason", "duplicate-key"))
                .contains("1 letters replayed: 1 resolved, 0 open.", "1 links that waited were looked at.");

        assertThat(cuculi.records("messages")).singleElement().satisfies(record -> assertThat(
                        record.fields().get("Users"))
                .asInstanceOf(LIST)
                .hasSize(1));
    }

    /** Where nobody serves there is no hourly route that would do it. */
    @Test
    void whatHasWaitedForADayIsOpenedByTheCommandsThatWork() {
        String id = id(3);
        String note = "Nothing has come of the replay for a day.";

        waitsForADay(id);
        assertThat(run(CLEAN, "dead-letters", "list")).contains(id, "2 of 2 letters.");
        assertThat(run(CLEAN, "dead-letters", "show", id)).contains("not delivered: " + note);

        waitsForADay(id);
        run(FOR_A_PERSON, "dead-letters", "replay", "--all", "--dry-run");
        run(FOR_A_PERSON, "sync", "cuculi/users", "--dry-run");
        assertThat(state(id)).as("a dry run writes nothing").isEqualTo("replayed");
        run(FOR_A_PERSON, "sync", "cuculi/users");
        assertThat(state(id)).isEqualTo("open");

        waitsForADay(id);
        set(3, "total_spent", 7);
        assertThat(run(FOR_A_PERSON, "dead-letters", "replay", "--all"))
                .contains("2 letters replayed: 1 resolved, 1 open.");
    }

    /** As a replay leaves a letter whose answer is still to come. */
    private void waitsForADay(String id) {
        cuculi.state("dead_letters")
                .updateOne(
                        Filters.eq("_id", id),
                        Updates.combine(
                                Updates.set("state", "replayed"),
                                Updates.set("movedAt", Date.from(Instant.now().minus(Duration.ofHours(25))))));
    }

    private String state(String id) {
        return cuculi.state("dead_letters").find(Filters.eq("_id", id)).first().getString("state");
    }

    @Test
    void mistakesAreToldBeforeAnythingIsDone() {
        assertThat(run(CONFIGURATION, "dead-letters", "replay")).contains("--all");
        assertThat(run(CONFIGURATION, "dead-letters", "discard", "x", "--all")).contains("not both");
        assertThat(run(CONFIGURATION, "dead-letters", "show", "no.such.letter")).contains("\"no.such.letter\"");
        assertThat(run(CONFIGURATION, "dead-letters", "replay", id(3), "no.such.letter"))
                .contains("\"no.such.letter\"");
        assertThat(run(CONFIGURATION, "dead-letters", "list", "--reason", "bad"))
                .contains("duplicate-key");
        assertThat(run(CONFIGURATION, "dead-letters", "replay", "--table", "cuculi/user"))
                .contains("did you mean cuculi/users?");
        assertThat(cuculi.deadLetters()).hasSize(2);
    }

    @Test
    void anAirtableThatIsAwayIsNotFinished() {
        cuculi.airtable.close();
        assertThat(run(NOT_FINISHED, "dead-letters", "replay", "--all"))
                .contains("Not finished: Airtable cannot be reached");
        assertThat(cuculi.deadLetters()).hasSize(2);
    }
}
