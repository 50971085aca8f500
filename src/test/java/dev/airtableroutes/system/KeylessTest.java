package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents without any key: Airtable could not find their record again, so a creation is never sent twice. */
class KeylessTest {

    private static final int PEOPLE = 84;

    private static Cuculi cuculi;
    private static Product product;

    @BeforeAll
    static void start(@TempDir Path mappings) {
        Keyless.mappings(mappings);
        cuculi = new Cuculi();
        product = Product.start(
                cuculi.airtable,
                cuculi.uri(),
                Map.of(
                        "MAPPINGS_DIR", mappings,
                        "airtable.requests-per-second", 1000,
                        "airtable.token-requests-per-second", 1000,
                        "airtable.timeout", 250,
                        "airtable.lockout", Duration.ofMillis(300)));
    }

    @AfterAll
    static void stop() {
        product.close();
        cuculi.close();
    }

    static Stream<Named<Fault>> faults() {
        return Stream.of(
                Named.of("reset after applying", Fault.reset().afterApplying()),
                Named.of("reset before applying", Fault.reset()),
                Named.of("cut", Fault.cut()),
                Named.of("truncated", Fault.truncate()),
                Named.of("hang after applying", Fault.hang(400).afterApplying()),
                Named.of("500", Fault.status(500)),
                Named.of("500 after applying", Fault.status(500).afterApplying()),
                Named.of("429", Fault.status(429)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aCreationWhoseOutcomeIsUnknownIsLookedForAndNotRepeated(Fault fault) {
        cuculi.scene(0, 0, 0);
        cuculi.collection("user").insertMany(Keyless.people(PEOPLE));
        cuculi.airtable
                .faults()
                .add(fault.method("POST").containing("\"records\"").every(2).times(6));
        assertThat(product.sync(Mode.CHANGED, false)).allMatch(PassReport::done);
        assertThat(cuculi.airtable.faults().all().get(0).hits()).isGreaterThan(3);
        Keyless.assertOnce(cuculi.airtable, PEOPLE);
        assertThat(cuculi.deadLetters()).isEmpty();
    }

    @Test
    void aRecordThatAirtableChokesOnIsExhaustedAndTheOthersArriveOnce() {
        cuculi.scene(0, 0, 0);
        cuculi.collection("user").insertMany(Keyless.people(PEOPLE));
        cuculi.airtable.faults().add(Fault.status(500).method("POST").containing("\"Ana 15\""));
        assertThat(product.sync(Mode.CHANGED, false)).allMatch(PassReport::done);
        assertThat(cuculi.deadLetters())
                .extracting(letter -> letter.getString("kind"), letter -> letter.get("documentId"))
                .containsExactly(tuple("exhausted", 15));
        assertThat(cuculi.records("users")).hasSize(PEOPLE - 1);

        cuculi.airtable.faults().clear();
        assertThat(product.sync(Mode.FULL, false)).allMatch(PassReport::done);
        Keyless.assertOnce(cuculi.airtable, PEOPLE);
        assertThat(cuculi.deadLetters()).isEmpty();
    }

    @Test
    void anAirtableThatIsAwayForTheWholeRunIsWaitedFor() {
        cuculi.scene(0, 0, 0);
        cuculi.collection("user").insertMany(Keyless.people(PEOPLE));
        cuculi.airtable
                .faults()
                .add(Fault.reset().afterApplying().method("POST").containing("\"records\""));
        product.sync(Mode.CHANGED, false);
        cuculi.airtable.faults().clear();
        assertThat(product.sync(Mode.CHANGED, false)).allMatch(PassReport::done);
        Keyless.assertOnce(cuculi.airtable, PEOPLE);
        assertThat(cuculi.deadLetters()).isEmpty();
    }

    @Test
    void theNextRunLooksForItAlthoughTheCursorIsPastIt() {
        cuculi.scene(0, 3, 0);
        cuculi.collection("user").insertMany(Keyless.people(PEOPLE));
        cuculi.airtable
                .faults()
                .add(Fault.reset()
                        .afterApplying()
                        .table("users")
                        .method("POST")
                        .containing("\"records\"")
                        .times(3))
                .add(Fault.status(503).table("events"));
        assertThat(product.sync(Mode.CHANGED, false))
                .extracting(PassReport::state)
                .containsExactly(PassReport.DONE, PassReport.WAITING, PassReport.DONE);
        cuculi.airtable.faults().clear();
        assertThat(product.sync(Mode.CHANGED, false)).allMatch(PassReport::done);
        Keyless.assertOnce(cuculi.airtable, PEOPLE);
    }

    @Test
    void aDocumentThatChangedWhileItsOutcomeWasUnknownKeepsItsRecord() {
        cuculi.scene(0, 0, 0);
        cuculi.collection("user").insertMany(Keyless.people(PEOPLE));
        cuculi.airtable
                .faults()
                .add(Fault.reset().afterApplying().containing("\"records\"").times(2))
                .add(Fault.status(503).path("listRecords").skip(4));
        product.sync(Mode.CHANGED, false);
        cuculi.airtable.faults().clear();
        IntStream.range(0, PEOPLE).forEach(i -> cuculi.collection("user")
                .updateOne(new Document("_id", i), new Document("$set", new Document("occupation", "Chef"))));
        List<PassReport> reports = product.sync(Mode.FULL, false);
        assertThat(reports).allMatch(PassReport::done);
        Keyless.assertOnce(cuculi.airtable, PEOPLE);
        assertThat(cuculi.records("users"))
                .allMatch(record -> "Chef".equals(record.fields().get("occupation")));
    }
}
