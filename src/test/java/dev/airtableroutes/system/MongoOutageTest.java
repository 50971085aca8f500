package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Passes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** MongoDB goes away in mid-pass, for source and state alike, and comes back. */
@ExtendWith(OutputCaptureExtension.class)
class MongoOutageTest {

    private static Cuculi cuculi;
    private static Product product;
    private static Product keyless;

    @TempDir
    private static Path mappings;

    @BeforeAll
    static void start() {
        cuculi = new Cuculi();
        product = Product.start(cuculi.airtable, cuculi.uri(), Product.UNTHROTTLED);
        Keyless.mappings(mappings);
        Map<String, Object> settings = new HashMap<>(Product.UNTHROTTLED);
        settings.put("MAPPINGS_DIR", mappings);
        keyless = Product.start(cuculi.airtable, cuculi.uri(), settings);
    }

    @AfterAll
    static void stop() {
        keyless.close();
        product.close();
        cuculi.close();
    }

    @AfterEach
    void back() {
        cuculi.mongo.startAgain();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 300, 900, 1250})
    void itIsWaitedFor(int records) {
        // several pages, none of them of whole tens in the end
        cuculi.scene(1203, 5, 204);
        cuculi.airtable.network().work(Duration.ofMillis(15));
        CompletableFuture<List<PassReport>> run =
                CompletableFuture.supplyAsync(() -> product.sync(Mode.CHANGED, false));
        awaitArrived(records);
        cuculi.mongo.stop();
        // what was under way arrives, and nothing more
        AtomicInteger arrived = new AtomicInteger(-1);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            int arrivals = cuculi.airtable.arrivals().size();
            return arrived.getAndSet(arrivals) == arrivals || run.isDone();
        });
        cuculi.mongo.startAgain();

        List<PassReport> reports = run.join();
        if (!reports.stream().allMatch(PassReport::done)) {
            assertThat(reports).extracting(PassReport::state).doesNotContain(PassReport.STOPPED);
            assertThat(reports)
                    .extracting(PassReport::failure)
                    .as("addresses are nobody's business")
                    .noneMatch(failure -> failure != null && failure.contains("127.0.0.1"));
            assertThat(product.sync(Mode.CHANGED, false)).allMatch(PassReport::done);
        }
        cuculi.assertArrived();
    }

    /** Records without a key: Airtable itself would not find out that one is created twice. */
    @ParameterizedTest
    @ValueSource(ints = {700, 1500, 1985, 2040, 2900})
    void ifItIsShortNobodyIsCountedOrWrittenTwice(int records, CapturedOutput output) {
        cuculi.scene(0, 0, 0);
        List<Document> people = Keyless.people(4200);
        // so that the pages do not end with a full batch
        people.stream().filter(MongoOutageTest::unmappable).forEach(person -> person.append("email", new Document()));
        cuculi.collection("user").insertMany(people);
        cuculi.airtable.network().work(Duration.ofMillis(15));
        CompletableFuture<List<PassReport>> run =
                CompletableFuture.supplyAsync(() -> keyless.sync(Mode.CHANGED, false));
        awaitArrived(records);
        cuculi.mongo.stop();
        Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        cuculi.mongo.startAgain();

        PassReport users = run.join().get(0);
        assertThat(users.failure()).isNull();
        Keyless.assertOnce(
                cuculi.airtable,
                people.stream().filter(person -> !unmappable(person)).toList());
        assertThat(users.totals().read()).isEqualTo(4200);
        assertThat(users.totals().created()).isEqualTo(4156);
        assertThat(users.totals().unchanged()).isZero();
        assertThat(users.totals().deadLetters()).isEqualTo(Map.of("record", 44L));
        assertThat(users.totals().unmappedFields()).isEqualTo(Map.of("updatedAt", 4200L));
        assertThat(cuculi.deadLetters()).hasSize(44);
        assertThat(output.getAll())
                .as("a split repeats what its iterator threw, words and all")
                .doesNotContain("MulticastProcessor");
    }

    /** It had asked whether the application stops before it did, and was under way after the others were told. */
    @Test
    void aPassThatBeginsWhileTheApplicationStopsIsToldSo() {
        cuculi.scene(60, 0, 0);
        try (Product ending = Product.start(cuculi.airtable, cuculi.uri(), Product.UNTHROTTLED)) {
            cuculi.mongo.stop();
            CompletableFuture<List<PassReport>> run =
                    CompletableFuture.supplyAsync(() -> ending.sync(Mode.CHANGED, false));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> Thread.getAllStackTraces().values().stream().anyMatch(MongoOutageTest::begins));
            ending.bean(Passes.class).stopAll();
            cuculi.mongo.startAgain();

            assertThat(run.join().get(0).failure()).contains("the application stops");
            assertThat(cuculi.airtable.table("cuculi", "users").size()).isZero();
        }
    }

    private static boolean begins(StackTraceElement[] stack) {
        List<StackTraceElement> frames = List.of(stack);
        return frames.stream()
                        .anyMatch(frame -> frame.getClassName().equals(Passes.class.getName())
                                && frame.getMethodName().equals("begin"))
                && frames.stream().anyMatch(frame -> frame.getClassName().startsWith("com.mongodb."));
    }

    private static boolean unmappable(Document person) {
        return person.getInteger("_id") % 97 == 0;
    }

    private static void awaitArrived(int records) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> arrived() >= records);
    }

    private static int arrived() {
        return cuculi.airtable.table("cuculi", "users").size()
                + cuculi.airtable.table("cuculi", "events").size()
                + cuculi.airtable.table("cuculi", "messages").size();
    }
}
