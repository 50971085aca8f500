package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Run;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person has to mend stops the pass, dead-letters nothing, and goes on once it is mended. */
class ConfigurationTest {

    private static Cuculi cuculi;
    private static Product product;
    private boolean renamed;

    @BeforeAll
    static void start() {
        cuculi = new Cuculi();
        product = Product.start(cuculi.airtable, cuculi.uri(), Product.UNTHROTTLED);
    }

    @AfterAll
    static void stop() {
        product.close();
        cuculi.close();
    }

    @BeforeEach
    void seed() {
        cuculi.scene(150, 5, 60);
    }

    @AfterEach
    void mend() {
        if (renamed) {
            cuculi.airtable.table("cuculi", "users").renameField("Given name", "firstName");
            renamed = false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, AIRTABLE_TOKEN",
        "403, may edit there",
        "404, finds no such base or table",
    })
    void aRefusalInMidRunStopsIt(int status, String sentence) {
        cuculi.airtable.faults().add(Fault.status(status).skip(9));
        assertStopped(product.sync(Mode.CHANGED, false), sentence);
        cuculi.airtable.faults().clear();
        assertGoesOn();
    }

    @Test
    void aQuotaThatIsUsedUpInMidRunStopsIt() {
        cuculi.airtable.limits().quotaLeft(9);
        assertStopped(product.sync(Mode.CHANGED, false), "monthly API calls");
        cuculi.airtable.limits().quotaExceeded(false);
        assertGoesOn();
    }

    @Test
    void aFieldThatIsRenamedAfterTheSchemaWasReadStopsIt() {
        product.bean(ProducerTemplate.class).requestBody("direct:airtable-schema", "cuculi");
        cuculi.airtable.table("cuculi", "users").renameField("firstName", "Given name");
        renamed = true;
        assertStopped(product.bean(Run.class).of(Product.TABLES, Mode.CHANGED, false), "firstName");
        assertThat(cuculi.records("users")).isEmpty();
        mend();
        assertGoesOn();
    }

    private static void assertStopped(List<PassReport> reports, String sentence) {
        assertThat(reports).hasSize(Product.TABLES.size());
        assertThat(reports).extracting(PassReport::state).containsOnly(PassReport.STOPPED);
        assertThat(reports.get(0).failure()).contains(sentence).doesNotContain("patTEST");
        assertThat(cuculi.deadLetters()).isEmpty();
    }

    /** With what the application knows, as its schedule would, and without a restart. */
    private static void assertGoesOn() {
        assertThat(product.bean(Run.class).of(Product.TABLES, Mode.CHANGED, false))
                .allMatch(PassReport::done);
        cuculi.assertArrived();
    }
}
