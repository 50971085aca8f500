package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.airtableroutes.sandbox.Arrival;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When patience has run out: is it this record, or is Airtable away? */
class OutagesTest {

    private static final int POISONED = 17;

    private static Cuculi cuculi;
    private static Product product;

    @BeforeAll
    static void start() {
        cuculi = new Cuculi();
        product = Product.start(
                cuculi.airtable,
                cuculi.uri(),
                Map.of(
                        "airtable.requests-per-second", 1000,
                        "airtable.token-requests-per-second", 1000,
                        "airtable.redelivery-delay", 1));
    }

    @AfterAll
    static void stop() {
        product.close();
        cuculi.close();
    }

    @BeforeEach
    void seed() {
        cuculi.scene(120, 5, 60);
    }

    @Test
    void aRecordThatAirtableChokesOnIsExhaustedAndTheOthersArrive() {
        cuculi.airtable
                .faults()
                .add(Fault.status(500)
                        .containing('"' + cuculi.userId(POISONED) + '"')
                        .table("users"));
        List<PassReport> reports = product.sync(Mode.CHANGED, false);
        assertThat(reports).allMatch(PassReport::done);
        cuculi.assertArrivedBut(List.of(POISONED));
        assertThat(cuculi.deadLetters())
                .extracting(letter -> letter.getString("kind"), letter -> letter.getString("reason"))
                .allSatisfy(letter -> assertThat(letter.toList().toString())
                        .startsWith("[exhausted, ")
                        .contains("500"));
        assertThat(cuculi.airtable.arrivals())
                .as("with patience for the first batch alone, and not again for each half of it")
                .filteredOn(arrival -> arrival.status() == 500)
                .hasSizeLessThan(24);
    }

    @Test
    void aRecordThatAirtableChokesOnIsExhaustedEvenWhenNothingElseIsToBeDone() {
        product.sync();
        cuculi.collection("user")
                .updateOne(
                        new Document("_id", cuculi.userId(POISONED)),
                        new Document("$set", new Document("firstName", "poison").append("updatedAt", new Date())));
        cuculi.airtable.faults().add(Fault.status(500).containing("poison"));
        assertThat(product.sync(Mode.CHANGED, false)).allMatch(PassReport::done);
        assertThat(cuculi.deadLetters())
                .extracting(letter -> letter.getString("kind"), letter -> letter.getString("documentId"))
                .containsExactly(tuple("exhausted", cuculi.userId(POISONED)));
    }

    @Test
    void anAirtableThatGoesAwayForGoodIsWaitedForAndNothingIsLost() {
        cuculi.airtable.faults().add(Fault.status(503).skip(8));
        List<PassReport> reports = product.sync(Mode.CHANGED, false);
        assertThat(reports).extracting(PassReport::state).containsOnly(PassReport.WAITING);
        assertThat(reports).extracting(PassReport::failure).allMatch(failure -> failure.contains("503"));
        assertThat(cuculi.deadLetters()).isEmpty();
        assertThat(cuculi.records("users")).isNotEmpty().hasSizeLessThan(120);

        cuculi.airtable.faults().clear();
        assertThat(product.sync(Mode.CHANGED, false)).allMatch(PassReport::done);
        cuculi.assertArrived();
    }

    @Test
    void whatItSaysAboutWhenItIsBackIsHeeded() {
        // one batch, so that no other is under way when it is refused
        cuculi.scene(10, 0, 0);
        cuculi.airtable
                .faults()
                .add(Fault.status(503)
                        .method("PATCH")
                        .header("Retry-After", "1")
                        .times(1));

        assertThat(product.sync(Mode.CHANGED, false)).allMatch(PassReport::done);

        cuculi.assertArrived();
        List<Arrival> arrivals = cuculi.airtable.arrivals();
        long refused = arrivals.stream()
                .filter(arrival -> arrival.status() == 503)
                .findFirst()
                .orElseThrow()
                .nanos();
        assertThat(arrivals)
                .as("nothing arrives in that second")
                .filteredOn(arrival -> arrival.nanos() > refused)
                .isNotEmpty()
                .allMatch(arrival -> arrival.nanos() > refused + 1_000_000_000)
                .anyMatch(arrival ->
                        arrival.table().equals("users") && arrival.method().equals("PATCH"));
    }

    @Test
    void anAirtableThatCannotBeReachedIsWaitedForAndNothingIsLost() {
        cuculi.airtable.faults().add(Fault.reset().afterApplying().skip(8));
        List<PassReport> reports = product.sync(Mode.CHANGED, false);
        assertThat(reports).extracting(PassReport::state).containsOnly(PassReport.WAITING);
        assertThat(cuculi.deadLetters()).isEmpty();

        cuculi.airtable.faults().clear();
        assertThat(product.sync(Mode.CHANGED, false)).allMatch(PassReport::done);
        cuculi.assertArrived();
    }
}
