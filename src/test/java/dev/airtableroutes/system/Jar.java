package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * The product's jar as a process of its own, with nothing in its environment but what a test puts there. It is unpacked as
 * the container's image has it, and the JVM remembers what a start loads: that saves most of the time of each.
 */
final class Jar {

    static final String TOKEN = "patTESTjar.0123456789abcdef";

    private boolean packed;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));

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

    /** The jar itself, not unpacked. */
    Jar packed() {
        packed = true;
        return this;
    }

    private List<String> application() {
        if (packed) {
            return List.of("-jar", System.getProperty("jar"));
        }
        return List.of(
                "-XX:SharedArchiveFile=" + Unpacked.HOME.resolve("started.jsa"), "-jar", Unpacked.JAR.toString());
    }

    /** Made once for all tests of a JVM. */
    private static final class Unpacked {

        private static final Path HOME = Path.of(System.getProperty("jar")).resolveSibling("unpacked");
        private static final Path JAR =
                HOME.resolve(Path.of(System.getProperty("jar")).getFileName());

        static {
            process("-Djarmode=tools", "-jar", System.getProperty("jar"), "extract", "--force", "--destination", HOME);
            // a start that reaches nobody; without the archive that it makes, others only take longer
            process(
                    "-XX:ArchiveClassesAtExit=" + HOME.resolve("started.jsa"),
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    JAR,
                    "dead-letters",
                    "list");
        }

        private static void process(Object... arguments) {
            List<String> command = new ArrayList<>(List.of(java()));
            Stream.of(arguments).map(Object::toString).forEach(command::add);
            ProcessBuilder process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            process.environment()
                    .putAll(Map.of(
                            "AIRTABLE_TOKEN",
                            TOKEN,
                            "AIRTABLE_API_URL",
                            "http://127.0.0.1:9",
                            "MONGODB_URI",
                            "mongodb://127.0.0.1:9/nobody"));
            try {
                assertThat(process.start().waitFor(60, TimeUnit.SECONDS)).isTrue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
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
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
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
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> when.getAsBoolean() || !process.isAlive());
        Awaitility.await().pollDelay(later).until(() -> true);
        assertThat(process.isAlive())
                .as("it was still at work: %s", Files.readString(err))
                .isTrue();
        process.destroyForcibly().waitFor();
    }
}
