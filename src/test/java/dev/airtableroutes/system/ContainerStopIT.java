package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import dev.airtableroutes.sandbox.providers.Latency;
import dev.airtableroutes.sandbox.providers.LocalProviders;
import dev.airtableroutes.sandbox.providers.People;
import dev.airtableroutes.sandbox.providers.Person;
import dev.airtableroutes.sandbox.providers.Rate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container is stopped with SIGTERM, and killed when that takes too long. */
class ContainerStopIT {

    private static final int TERMINATED = 128 + 15;

    private final Cuculi cuculi = new Cuculi();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        cuculi.close();
    }

    @Test
    void batchesUnderWayAreFinishedAndWrittenDown() throws Exception {
        cuculi.scene(800, 25, 400);
        cuculi.airtable.network().work(Duration.ofMillis(500));
        Path err = directory.resolve("err");
        Process process = Jar.of(cuculi).start(directory.resolve("out"), err, "--server.port=0");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Jar.LOOK_EVERY)
                .until(() -> cuculi.records("users").size() >= 100);

        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("stopped in time").isTrue();

        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertThat(Files.readString(err)).doesNotContain("\tat ");
        int arrived = List.of("users", "events", "messages").stream()
                .mapToInt(table -> cuculi.records(table).size())
                .sum();
        assertThat(cuculi.records("users").size())
                .as("it stopped in the middle of the pass")
                .isLessThan(800);
        assertThat(cuculi.knownRecords()).as("whatever Airtable has is known").isEqualTo(arrived);

        cuculi.airtable.network().work(Duration.ZERO);
        assertThat(Jar.of(cuculi).run("sync").readable().exit()).isZero();
        cuculi.assertArrived();
    }

    /** Hunter has 170 places, is asked 15 times a second, and takes minutes for each answer. */
    @Test
    void nobodyWaitsForASlowProvider() throws Exception {
        try (LocalProviders providers = LocalProviders.start(0, new People(1, 190))) {
            // the rate is the product's; where a busy machine sends two at a time, nobody is refused
            providers
                    .latency("hunter", Latency.between(Duration.ofMinutes(3), Duration.ofMinutes(3)))
                    .limits("hunter", new Rate[0]);
            insert(providers.people().all());
            Path mappings = Files.createDirectory(directory.resolve("mappings"));
            Keyless.copy(mappings);
            Path rules = mappings.resolve("leads.yaml");
            Files.writeString(rules, Files.readString(rules).replaceAll("(?m)^find: .*$", "find: [hunter]"));
            Jar jar = Jar.of(cuculi)
                    .with("MAPPINGS_DIR", mappings)
                    .with("LEADS_AUTOMATIC", true)
                    .with("LEADS_CREDITS_A_RUN", 100_000)
                    .with("LEADS_LEASE", "2s");
            providers.settings().forEach(jar::with);
            Path out = directory.resolve("out");
            Process process = jar.start(out, directory.resolve("err"), "--server.port=0");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> providers.arrivals("hunter", "find").size() >= 30);

            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("stopped in time")
                    .isTrue();

            assertThat(process.exitValue()).isEqualTo(TERMINATED);
            assertThat(Files.readString(out)).doesNotContain("ERROR", "\tat ");
            int asked = providers.arrivals("hunter", "find").size();
            assertThat(asked).as("nobody else was asked meanwhile").isLessThan(60);
            assertThat(charges("SENT")).as("whose answer is open").hasSize(asked);
            assertThat(charges("RESERVED")).as("held back for nobody").isEmpty();
            assertThat(charges("RELEASED"))
                    .as("given back from the queue and the throttle")
                    .hasSizeGreaterThan(50)
                    .allMatch(charge -> "GIVEN_BACK".equals(charge.getString("outcome")));
            assertThat(leads("running")).hasSize(asked);
            assertThat(leads("queued"))
                    .allMatch(lead -> lead.getEmbedded(List.of("enrichment", "turn"), Object.class) == null);

            providers.latency("hunter", Latency.NONE);
            CommandResult rest = jar.run("leads", "enrich");
            assertThat(rest.readable().exit()).as(rest.all()).isZero();
            assertThat(charges("SENT")).isEmpty();
            assertThat(leads("queued")).isEmpty();
            assertThat(leads("running")).isEmpty();
        }
    }

    private List<Document> charges(String state) {
        return cuculi.state("charges").find(Filters.eq("state", state)).into(new ArrayList<>());
    }

    private List<Document> leads(String state) {
        return cuculi.collection("leads")
                .find(Filters.eq("enrichment.state", state))
                .into(new ArrayList<>());
    }

    private void insert(List<Person> people) {
        Date now = new Date();
        cuculi.collection("leads")
                .insertMany(people.stream().map(person -> person.waiting(now)).toList());
    }
}
