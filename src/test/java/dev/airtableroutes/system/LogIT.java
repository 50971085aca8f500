package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.sandbox.SampleData;
import dev.airtableroutes.sandbox.providers.LocalProviders;
import dev.airtableroutes.sandbox.providers.People;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program reads that collects logs. */
class LogIT {

    private final Cuculi cuculi = new Cuculi().scene(12, 2, 5);

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        cuculi.close();
    }

    @Test
    void linesTellThePassTheTableAndTheDocumentThatTheyAreAbout() throws Exception {
        spoil(3);
        List<JsonNode> lines = lines(served(Jar.of(cuculi)
                .plain()
                .with("LOG_FORMAT", "ecs")
                .with("logging.level.dev.airtableroutes.deadletter", "DEBUG")));

        JsonNode summary = one(lines, "cuculi/users: ");
        Document pass =
                cuculi.state("passes").find(Filters.eq("table", "cuculi/users")).first();
        assertThat(summary.path("pass").asText()).isEqualTo(pass.getString("_id"));
        assertThat(summary.path("table").asText()).isEqualTo("cuculi/users");
        JsonNode letter = one(lines, "cuculi/users: cell summary");
        assertThat(letter.path("document").asText()).isEqualTo(cuculi.userId(3));
        assertThat(letter.path("pass").asText())
                .as("on the thread of a batch as well")
                .isEqualTo(pass.getString("_id"));
        assertThat(letter.path("table").asText()).isEqualTo("cuculi/users");
        assertThat(lines)
                .as("what is about no pass names none")
                .filteredOn(line -> line.path("message").asText().startsWith("Started "))
                .allMatch(line -> line.path("pass").isMissingNode());
    }

    @Test
    void nobodyIsNamedAtInfo() throws Exception {
        cuculi.scene(0, 0, 0);
        new SampleData(1, 300, 20, 400).insertInto(cuculi.source());
        String log = served(Jar.of(cuculi).with("LOG_FORMAT", "ecs"));

        assertThat(cuculi.deadLetters()).as("something was wrong with somebody").isNotEmpty();
        List<String> personal = new ArrayList<>();
        for (String collection : List.of("user", "messages")) {
            for (Document document : cuculi.collection(collection).find()) {
                for (String field : List.of("email", "firstName", "lastName", "phone", "summary", "message_text")) {
                    if (document.get(field) instanceof String text && text.length() > 3) {
                        personal.add(text);
                    }
                }
            }
        }
        assertThat(personal).isNotEmpty();
        assertThat(personal).filteredOn(log::contains).isEmpty();
        assertThat(log).doesNotContainPattern("[\\w.]+@[\\w.]+\\.(com|org|net)").doesNotContain(Jar.TOKEN);
    }

    /** Leads that are found and sought in vain, and one that is a letter. */
    @Test
    void noLeadIsNamedAtInfo() throws Exception {
        try (LocalProviders providers = LocalProviders.start(0, new People(1, 40))) {
            Date now = new Date();
            List<Document> leads = providers.people().all().stream()
                    .map(person -> person.waiting(now))
                    .toList();
            // of one nobody knows what its provider answered
            leads.get(7)
                    .get("enrichment", Document.class)
                    .append("state", "error")
                    .append("tell", true)
                    .append(
                            "attempts",
                            List.of(new Document("provider", "hunter")
                                    .append("endpoint", "find")
                                    .append("outcome", "UNKNOWN")
                                    .append("credits", new Decimal128(1))
                                    .append("at", now)));
            cuculi.collection("leads").insertMany(leads);
            Jar jar = Jar.of(cuculi)
                    .with("LOG_FORMAT", "ecs")
                    .with("LEADS_AUTOMATIC", true)
                    .with("LEADS_CREDITS_A_RUN", 100_000);
            providers.settings().forEach(jar::with);

            String log = served(
                    jar,
                    () -> cuculi.collection("leads").countDocuments(Filters.eq("enrichment.state", "found")) >= 20);

            List<String> personal = new ArrayList<>();
            providers.people().all().forEach(person -> Stream.of(person.address(), person.slug(), person.fullName())
                    .filter(Objects::nonNull)
                    .forEach(personal::add));
            assertThat(cuculi.deadLetters())
                    .as("something was wrong with somebody")
                    .isNotEmpty();
            assertThat(personal).isNotEmpty().filteredOn(log::contains).isEmpty();
            assertThat(log).doesNotContain(Jar.TOKEN);
        }
    }

    private void spoil(int user) {
        cuculi.collection("user")
                .updateOne(
                        new Document("_id", cuculi.userId(user)),
                        new Document("$set", new Document("summary", "Jane Doe ".repeat(12_000))));
    }

    /** Everything that is printed until all has arrived. */
    private String served(Jar jar) throws Exception {
        return served(jar, () -> Files.readString(directory.resolve("out")).contains("cuculi/messages: "));
    }

    private String served(Jar jar, Callable<Boolean> enough) throws Exception {
        Path out = directory.resolve("out");
        Process process = jar.start(out, directory.resolve("err"), "--server.port=0");
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(enough);
        } finally {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        return Files.readString(out);
    }

    /** One JSON object a line; what is printed for people on the terminal is none. */
    private static List<JsonNode> lines(String log) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : log.split("\\R")) {
            if (!line.startsWith("Log in at ")) {
                JsonNode json = new ObjectMapper().readTree(line);
                assertThat(json.isObject()).as(line).isTrue();
                assertThat(json.path("@timestamp").asText()).contains("T");
                lines.add(json);
            }
        }
        return lines;
    }

    private static JsonNode one(List<JsonNode> lines, String beginning) {
        return lines.stream()
                .filter(line -> line.path("message").asText().startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line begins with " + beginning + ": " + lines));
    }
}
