package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.base.FieldType;
import dev.airtableroutes.sandbox.Fault;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person at the command line reads, and the exit code that a script gets. */
class CommandLineTest {

    private static final int CLEAN = 0;
    private static final int NOT_FINISHED = 1;
    private static final int CONFIGURATION = 2;
    private static final int FOR_A_PERSON = 3;

    private final Cuculi cuculi = new Cuculi().scene(12, 2, 5);

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        cuculi.close();
    }

    @Test
    void anUnknownTableIsNamedWithTheNearest() {
        assertMistake(
                CommandLine.of(cuculi).run("sync", "cuculi/user"), "\"cuculi/user\"", "cuculi/users", "cuculi/events");
        assertThat(cuculi.airtable.arrivals()).isEmpty();
    }

    @Test
    void anUnknownOptionShowsTheUsage() {
        assertMistake(CommandLine.of(cuculi).run("sync", "--dryrun"), "--dryrun", "--dry-run");
    }

    @Test
    void aMissingTokenSaysWhereItComesFrom() {
        assertMistake(
                CommandLine.of(cuculi).without("AIRTABLE_TOKEN").run("sync"), "AIRTABLE_TOKEN", "data.records:write");
    }

    @Test
    void aTokenThatIsNotAccepted() {
        cuculi.airtable.access().tokens("patTESTother");
        assertMistake(CommandLine.of(cuculi).run("sync"), "401", "AIRTABLE_TOKEN");
    }

    @Test
    void aBaseWithoutPermission() {
        cuculi.airtable.access().refuse("cuculi");
        assertMistake(CommandLine.of(cuculi).run("sync"), "403", "base app", "schema.bases:read");
    }

    @Test
    void aMonthlyQuotaThatIsUsedUp() {
        cuculi.airtable.limits().quotaExceeded(true);
        assertMistake(CommandLine.of(cuculi).run("sync"), "monthly API calls");
        assertThat(cuculi.deadLetters()).isEmpty();
    }

    @Test
    void aMongoThatCannotBeReached() {
        cuculi.mongo.stop();
        CommandResult result = CommandLine.of(cuculi).run("sync");
        assertMistake(result, "MongoDB cannot be reached", "MONGODB_URI");
        assertThat(cuculi.airtable.arrivals()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"not-a-uri, MONGODB_URI is not", "mongodb://localhost:1, names no database"})
    void aMongoUriThatIsNone(String uri, String sentence) {
        assertMistake(CommandLine.of(cuculi).with("MONGODB_URI", uri).run("sync"), sentence);
    }

    @Test
    void anAirtableThatCannotBeReachedIsNotFinished() {
        cuculi.airtable.close();
        CommandResult result = CommandLine.of(cuculi).run("sync").readable();
        assertThat(result.exit()).as(result.all()).isEqualTo(NOT_FINISHED);
        assertThat(result.err()).contains("Airtable").hasLineCount(1);
    }

    @Test
    void anAirtableThatGoesAwayIsNotFinishedAndTheNextRunFinishes() {
        cuculi.airtable.faults().add(Fault.status(503).skip(3));
        CommandResult result = CommandLine.of(cuculi).run("sync").readable();
        assertThat(result.exit()).as(result.all()).isEqualTo(NOT_FINISHED);
        assertThat(result.out()).contains("cuculi/users did not finish: Airtable answered 503");
        assertThat(cuculi.deadLetters()).isEmpty();

        cuculi.airtable.faults().clear();
        CommandResult next = CommandLine.of(cuculi).run("sync").readable();
        assertThat(next.exit()).as(next.all()).isEqualTo(CLEAN);
        cuculi.assertArrived();
    }

    @Test
    void aMalformedMappingIsToldWholly() throws IOException {
        Path mappings = mappings();
        edit(mappings.resolve("tables/cuculi/users.yaml"), "match: [id, email]", "match: [id, mail]");
        edit(mappings.resolve("tables/cuculi/users.yaml"), "  phone: phone\n", "  phon: phone\n");
        edit(mappings.resolve("tables/cuculi/events.yaml"), "collection: ", "colection: ");
        CommandResult result =
                CommandLine.of(cuculi).with("MAPPINGS_DIR", mappings).run("sync");
        assertMistake(result, "\"phon\"", "phone", "mail", "colection");
        assertThat(result.err().lines())
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(line -> line.matches("\\S*tables/cuculi/(users|events)\\.yaml:\\d+:.*"), "file and line");
        assertThat(cuculi.airtable.arrivals()).isEmpty();
    }

    @Test
    void aMappingToAFieldThatTheBaseLacks() {
        cuculi.airtable.table("cuculi", "users").renameField("occupation", "ocupation");
        cuculi.airtable.table("cuculi", "events").retypeField("maxCapacity", FieldType.formula);
        assertMistake(
                CommandLine.of(cuculi).run("sync"),
                "\"occupation\"",
                "\"ocupation\"",
                "users",
                "maxCapacity",
                "formula");
        assertThat(cuculi.records("users")).isEmpty();
        assertThat(cuculi.airtable.arrivals()).hasSize(1);
    }

    @Test
    void theReportSaysWhatHappened() throws IOException {
        cuculi.collection("user")
                .updateOne(
                        new Document("_id", cuculi.userId(3)),
                        new Document("$set", new Document("summary", "x".repeat(100_001)).append("shoeSize", 43)));
        cuculi.collection("event")
                .updateOne(
                        new Document("_id", cuculi.eventId(1)),
                        new Document("$set", new Document("campaign_qualifications.new_thing", 1)));
        cuculi.collection("messages")
                .insertOne(
                        new Document("_id", "lost").append("message_text", "Hi").append("user_id", "nobody"));
        Path reports = directory.resolve("a").resolve("report");
        CommandResult result = CommandLine.of(cuculi)
                .run("sync", "--report", reports.toString())
                .readable();
        assertThat(result.exit()).as(result.all()).isEqualTo(FOR_A_PERSON);
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("cuculi/users", "calls", "Took ");
        assertThat(cuculi.records("users")).hasSize(12);
        assertThat(cuculi.deadLetters()).singleElement().satisfies(letter -> assertThat(letter.getString("reason"))
                .contains("100,000"));

        String markdown = Files.readString(reports.resolve("report.md"));
        assertThat(markdown)
                .contains("| cuculi/users | 12 | 12 |")
                .contains("cuculi/users: cell (1)")
                .contains(cuculi.userId(3))
                .contains("shoeSize", "`campaign_qualifications.new_thing` in 1 of them")
                .contains("Counted over the 12 documents that were read")
                .contains("429")
                .contains("Took ")
                .doesNotContain(Jar.TOKEN);
        JsonNode json =
                new ObjectMapper().readTree(reports.resolve("report.json").toFile());
        JsonNode users = json.at("/report/tables").path("cuculi/users");
        assertThat(users.path("created").asInt()).isEqualTo(12);
        assertThat(users.at("/deadLetters/cell").asInt()).isEqualTo(1);
        assertThat(users.at("/unmappedFields/shoeSize").asInt()).isEqualTo(1);
        assertThat(json.at("/report/tables")
                        .path("cuculi/messages")
                        .path("unresolvedLinks")
                        .asInt())
                .isEqualTo(1);
        assertThat(json.at("/report/calls").findValues("requests").stream()
                        .mapToInt(JsonNode::asInt)
                        .sum())
                .isEqualTo(cuculi.airtable.arrivals().size());
        assertThat(json.at("/report/calls/0/refusedByRate").asInt(-1)).isZero();
        assertThat(json.path("deadLetters")
                        .path("cuculi/users")
                        .path("cell")
                        .get(0)
                        .asText())
                .isEqualTo(cuculi.userId(3));
        assertThat(json.at("/report/started").asText()).contains("T");
        assertThat(json.at("/report/ended").asText()).contains("T");
    }

    @Test
    void aDryRunWritesNothingAndTellsWhatARunWouldEndWith() throws IOException {
        CommandResult clean = CommandLine.of(cuculi).run("sync", "--dry-run").readable();
        assertThat(clean.exit()).as(clean.all()).isEqualTo(CLEAN);
        assertThat(clean.out())
                .contains("this run needs", "plan (nothing is written)", "this run needs at most about 8 calls")
                .contains("A real run would make about 8 calls, 4 of them to write, and take about ")
                .containsPattern("Making this plan took [0-9.]+ s\\.");
        assertThat(cuculi.records("users")).isEmpty();
        assertThat(cuculi.stateCollections()).isEmpty();

        cuculi.collection("user")
                .updateOne(
                        new Document("_id", cuculi.userId(3)),
                        new Document("$set", new Document("email", new Document("work", "a@example.com"))));
        Path reports = directory.resolve("plan");
        CommandResult dead = CommandLine.of(cuculi)
                .run("sync", "--dry-run", "--report", reports.toString())
                .readable();
        assertThat(dead.exit()).as(dead.all()).isEqualTo(FOR_A_PERSON);
        assertThat(Files.readString(reports.resolve("report.md")))
                .contains("cuculi/users: 1 would become dead letters (record).")
                .contains("A real run would make about", "Making this plan took");
        assertThat(cuculi.stateCollections()).isEmpty();
    }

    @Test
    void schemaCheckPrintsTheDrift() {
        CommandResult same =
                CommandLine.of(cuculi).run("schema", "check", "cuculi").readable();
        assertThat(same.exit()).as(same.all()).isEqualTo(CLEAN);
        cuculi.airtable.table("cuculi", "events").addField("Dress code", FieldType.singleLineText);
        CommandResult drift =
                CommandLine.of(cuculi).run("schema", "check", "cuculi").readable();
        assertThat(drift.exit()).as(drift.all()).isEqualTo(FOR_A_PERSON);
        assertThat(drift.out()).contains("Dress code");
        assertMistake(CommandLine.of(cuculi).run("schema", "check", "cuculli"), "\"cuculli\"", "did you mean cuculi?");
        assertMistake(CommandLine.of(cuculi).run("schema", "check", "lead-generation"), "LEAD_GENERATION_BASE_ID");
    }

    @Test
    void schemaCheckTellsTheDriftOfTheOthersWhenABaseIsRefused() {
        cuculi.airtable.access().refuse("cuculi").refuse("yobot-roi");
        cuculi.airtable.table("presence", "members").addField("Dress code", FieldType.singleLineText);
        CommandResult result = CommandLine.of(cuculi).run("schema", "check");
        assertMistake(result, "Dress code", "cuculi:", "CUCULI_BASE_ID", "YOBOT_ROI_BASE_ID", "schema.bases:read");
        assertThat(result.err().lines()).as("a sentence for each").hasSize(2);
        assertThat(result.out()).contains("yobot-smartspend: as in the file");

        CommandResult chosen =
                CommandLine.of(cuculi).run("schema", "check", "presence").readable();
        assertThat(chosen.exit()).as(chosen.all()).isEqualTo(FOR_A_PERSON);
    }

    @Test
    void schemaCheckSaysOnceThatTheTokenIsNotAccepted() {
        cuculi.airtable.access().tokens("patTESTother");
        CommandResult result = CommandLine.of(cuculi).run("schema", "check");
        assertMistake(result, "401", "AIRTABLE_TOKEN");
        assertThat(result.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "OPERATOR_API_KEY, tooShort, fewer than 16 characters",
        "VIEWER_API_KEY, tooShort, fewer than 16 characters",
        "OPERATOR_PASSWORD, {bcrypt}no-hash, bcrypt hash of 60 characters",
        "MONGODB_URI, not-a-uri, MONGODB_URI is not",
        "STATE_MONGODB_URI, not-a-uri, STATE_MONGODB_URI is not",
        "SERVER_PORT, abc, 'SERVER_PORT is \"abc\", which is not a whole number'",
        "SERVER_PORT, 70000, 'It cannot take requests (port out of range:70000)'",
        "PASSES_KEPT, many, 'PASSES_KEPT is \"many\", which is not a whole number'",
        "AIRTABLE_REQUESTS_PER_SECOND, five, AIRTABLE_REQUESTS_PER_SECOND is \"five\"",
        "AIRTABLE_REQUESTS_PER_SECOND, 0, 'is \"0\": give it at least one request a second'",
        "AIRTABLE_REQUESTS_PER_SECOND, -5, 'is \"-5\": give it at least one'",
        "AIRTABLE_TOKEN_REQUESTS_PER_SECOND, 0, 'is \"0\": give it at least one'",
        "AIRTABLE_API_URL, nonsense, 'is \"nonsense\", which is no address'",
        "AIRTABLE_API_URL, //api.airtable.com, which is no address",
        "AIRTABLE_API_URL, https:///v0, which is no address",
        "AIRTABLE_API_URL, ftp://api.airtable.com, which is no address",
        "RELOAD, perhaps, 'RELOAD is \"perhaps\", which is not true or false'",
        "LOG_FORMAT, xml, 'LOG_FORMAT is \"xml\"'",
        "ROUTES_DIR, /nowhere/routes, ROUTES_DIR",
        "MAPPINGS_DIR, /nowhere/mappings, MAPPINGS_DIR",
    })
    void whatKeepsItFromServingIsOneSentence(String variable, String value, String sentence) {
        CommandResult result = CommandLine.of(cuculi)
                .with("SERVER_PORT", 0)
                .with(variable, value)
                .run();
        assertMistake(result, variable, sentence);
        assertThat(result.err()).hasLineCount(1);
    }

    @Test
    void checkTellsWhereAProvidersTwoFilesDoNotFit() throws IOException {
        Path file = Path.of("integrations", "findymail.camel.yaml");
        Path routes = directory.resolve("routes");
        Files.createDirectories(routes.resolve(file).getParent());
        Files.writeString(
                routes.resolve(file),
                Files.readString(Path.of("routes").resolve(file)).replaceAll("(?m)^ *purse: verifier\\R", ""));

        assertMistake(
                CommandLine.of(cuculi).with("ROUTES_DIR", routes).run("check"),
                "findymail-verify calls from the purse credits, and ",
                "findymail.yaml says purse: verifier of verify; the two must agree",
                "there is no route hunter-find, so that turns would wait for ever");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            CommandResult result = CommandLine.of(cuculi)
                    .with("SERVER_PORT", taken.getLocalPort())
                    .run();
            assertMistake(result, "Port " + taken.getLocalPort() + " is taken", "SERVER_PORT");
            assertThat(result.err()).hasLineCount(1);
        }
    }

    @Test
    void aReportThatCannotBeWrittenIsToldBeforeTheRun() throws IOException {
        Path file = Files.writeString(directory.resolve("report"), "somebody's own");

        for (Path unwritable : new Path[] {file, file.resolve("in it")}) {
            CommandResult result = CommandLine.of(cuculi).run("sync", "--report", unwritable.toString());
            assertMistake(result, "The report cannot be written to " + unwritable, "--report");
            assertThat(result.err()).hasLineCount(1);
        }
        assertThat(cuculi.airtable.arrivals()).isEmpty();
        assertThat(file).hasContent("somebody's own");
    }

    private static void assertMistake(CommandResult result, String... words) {
        result.readable();
        assertThat(result.exit()).as(result.all()).isEqualTo(CONFIGURATION);
        assertThat(result.all()).contains(words);
    }

    private Path mappings() throws IOException {
        Path mappings = Files.createDirectory(directory.resolve("mappings"));
        Keyless.copy(mappings);
        return mappings;
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }
}
