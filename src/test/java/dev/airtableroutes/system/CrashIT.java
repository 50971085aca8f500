package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed without warning, again and again; the run that may end finds everything in its place. */
class CrashIT {

    private static final int KILLS = 5;

    private final Random random = new Random(11);
    private final Cuculi cuculi = new Cuculi();

    @TempDir
    private Path directory;

    @BeforeEach
    void slowly() {
        cuculi.airtable.network().delay(Duration.ZERO, Duration.ofMillis(30)).work(Duration.ofMillis(20));
    }

    @AfterEach
    void stop() {
        cuculi.close();
    }

    @Test
    void exactlyOneRecordADocument() throws Exception {
        cuculi.scene(400, 25, 400);
        Jar jar = Jar.of(cuculi);
        for (int i = 0; i < KILLS; i++) {
            killWhileItWrites(jar);
        }
        CommandResult last = jar.run("sync").readable();
        assertThat(last.exit()).as(last.all()).isZero();
        cuculi.assertArrived();
    }

    @Test
    void aDeadLetterForWhatCannotArrive() throws Exception {
        cuculi.scene(300, 10, 100);
        cuculi.collection("user")
                .updateOne(
                        new Document("_id", cuculi.userId(7)),
                        new Document("$set", new Document("email", new Document("work", "a@example.com"))));
        Jar jar = Jar.of(cuculi);
        killWhileItWrites(jar);
        CommandResult last = jar.run("sync").readable();
        assertThat(last.exit()).as(last.all()).isEqualTo(3);
        cuculi.assertArrivedBut(List.of(7));
    }

    @Test
    void exactlyOneRecordADocumentThatHasNoKey() throws Exception {
        int people = 900;
        Path mappings = Files.createDirectory(directory.resolve("mappings"));
        Keyless.mappings(mappings);
        cuculi.scene(0, 0, 0);
        cuculi.collection("user").insertMany(Keyless.people(people));
        Jar jar = Jar.of(cuculi).with("MAPPINGS_DIR", mappings);
        for (int i = 0; i < KILLS; i++) {
            killWhileItWrites(jar);
        }
        CommandResult last = jar.run("sync", "cuculi/users").readable();
        assertThat(last.exit()).as(last.all()).isZero();
        Keyless.assertOnce(cuculi.airtable, people);
        assertThat(cuculi.deadLetters()).isEmpty();
    }

    /** A few requests after its start, at whatever it is just doing. */
    private void killWhileItWrites(Jar jar) throws IOException, InterruptedException {
        int requests = 4 + random.nextInt(14);
        int until = cuculi.airtable.arrivals().size() + requests;
        Path err = directory.resolve("err");
        // a kill that comes late finds it at work all the same
        cuculi.airtable
                .faults()
                .add(Fault.hang(20_000).afterApplying().skip(requests + 3).every(2))
                .add(Fault.hang(20_000).skip(requests + 3));
        Process process = jar.start(directory.resolve("out"), err, "sync");
        Jar.kill(process, err, () -> cuculi.airtable.arrivals().size() >= until, Duration.ofMillis(random.nextInt(40)));
        cuculi.airtable.faults().clear();
    }
}
