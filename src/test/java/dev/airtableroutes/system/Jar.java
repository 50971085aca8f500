package dev.airtableroutes.system;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The product's jar as a process of its own, with nothing in its environment but what a test puts there. As in the
 * container's image the JVM remembers what a start loads: that saves much of the time of each.
 */
final class Jar {

    static final String TOKEN = "patTESTjar.0123456789abcdef";

    /** Each look at what a process does, from its start on, is work for the machine that it starts on. */
    static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private boolean plain;
    private final Map<String, String> environment = new HashMap<>();
    /** For a start that ends soon: little to compile, and nothing to collect before it is through. */
    private final List<String> options = List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-Xmn96m", "-XX:MetaspaceSize=128m");

    /** One that is configured for the local Airtable and MongoDB, and not held up by a rate. */
    static Jar of(Cuculi cuculi) {
        return of(cuculi.airtable.url(), cuculi.uri());
    }

    static Jar of(String airtable, String mongo) {
        Jar jar = new Jar();
        environment(airtable, mongo).forEach(jar::with);
        return jar;
    }

    /** What leads the product there, with its patience cut short. */
    static Map<String, String> environment(String airtable, String mongo) {
        return Map.of(
                "AIRTABLE_TOKEN",
                TOKEN,
                "AIRTABLE_API_URL",
                airtable,
                "MONGODB_URI",
                mongo,
                "AIRTABLE_REQUESTS_PER_SECOND",
                "1000",
                "AIRTABLE_TOKEN_REQUESTS_PER_SECOND",
                "1000",
                "airtable.redelivery-delay",
                "2");
    }

    Jar with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    /** Without what the JVM remembers of an earlier start. */
    Jar plain() {
        plain = true;
        return this;
    }

    private static Path jar() {
        return Path.of(System.getProperty("jar"));
    }

    private List<String> application() {
        return plain
                ? List.of("-jar", jar().toString())
                : List.of("-XX:SharedArchiveFile=" + Archive.FILE, "-jar", jar().toString());
    }

    /** What a start loads. Made by the first of the JVMs that run tests; the others wait for it. */
    private static final class Archive {

        private static final Path JAR = jar();
        private static final Path FILE = JAR.resolveSibling("started.jsa");
        private static final Path MADE_OF = JAR.resolveSibling("started.of");

        static {
            Path lock = JAR.resolveSibling("started.lock");
            try (FileChannel file = FileChannel.open(lock, CREATE, READ, WRITE);
                    FileLock held = file.lock()) {
                assertThat(held.isValid()).isTrue();
                String jar = Files.getLastModifiedTime(JAR).toString();
                if (!Files.exists(MADE_OF) || !Files.readString(MADE_OF).equals(jar)) {
                    make();
                    Files.writeString(MADE_OF, jar);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** By a start that reaches nobody; without the archive, others only take longer. */
        private static void make() throws IOException {
            Files.deleteIfExists(FILE);
            Path said = JAR.resolveSibling("started.log");
            Process start = process(
                            "-XX:ArchiveClassesAtExit=" + FILE,
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-jar",
                            JAR,
                            "--server.port=0")
                    .redirectOutput(said.toFile())
                    .start();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    // another thread would wait for this class to be there
                    .pollInSameThread()
                    .until(() -> !start.isAlive() || Files.readString(said).contains("Started AirtableRoutes"));
            start.destroy();
            ended(start);
        }

        private static ProcessBuilder process(Object... arguments) {
            List<String> command = new ArrayList<>(List.of(java()));
            Stream.of(arguments).map(Object::toString).forEach(command::add);
            ProcessBuilder process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            process.environment()
                    .putAll(environment(
                            "http://127.0.0.1:9", "mongodb://127.0.0.1:9/nobody?serverSelectionTimeoutMS=100"));
            return process;
        }

        private static void ended(Process process) {
            try {
                assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    Process start(Path out, Path err, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(options);
        command.addAll(application());
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        process.environment().clear();
        process.environment().putAll(environment);
        try {
            return process.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CommandResult run(String... arguments) {
        try {
            Path out = Files.createTempFile("jar", ".out");
            Path err = Files.createTempFile("jar", ".err");
            Process process = start(out, err, arguments);
            boolean ended = process.waitFor(3, TimeUnit.MINUTES);
            process.destroyForcibly().waitFor();
            CommandResult result = new CommandResult(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            assertThat(ended).as(result.all()).isTrue();
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Kills a process of the product without warning, in the middle of its work.
     *
     * @param err where its errors go
     * @param when it is where it is to be killed
     * @param later how long it goes on from there
     */
    static void kill(Process process, Path err, BooleanSupplier when, Duration later)
            throws IOException, InterruptedException {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(LOOK_EVERY)
                .until(() -> when.getAsBoolean() || !process.isAlive());
        Awaitility.await().pollDelay(later).until(() -> true);
        assertThat(process.isAlive())
                .as("it was still at work: %s", Files.readString(err))
                .isTrue();
        process.destroyForcibly().waitFor();
    }
}
