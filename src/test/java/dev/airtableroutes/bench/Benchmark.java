package dev.airtableroutes.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.sandbox.Arrival;
import dev.airtableroutes.sandbox.LocalAirtable;
import dev.airtableroutes.sandbox.LocalMongo;
import dev.airtableroutes.sandbox.SandboxBases;
import dev.airtableroutes.system.WholeSample;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;

/**
 * Measures the jar in {@code target/} against the sandbox, each figure next to its target. Arguments name what to measure:
 * {@code rate}, {@code engine}, {@code plan}, {@code overhead}, {@code latency}, {@code start}, {@code letters},
 * {@code drain}, {@code console}, {@code leads}, {@code chain}; without any, all of them. What {@code -Djvm="…"} says, the
 * measured JVM gets besides.
 */
public final class Benchmark implements AutoCloseable {

    private static final Pattern HEAP = Pattern.compile("(\\d+)M->(\\d+)M\\((\\d+)M\\)");

    static final String GC_LOG = "-Xlog:gc:file=target/benchmark-gc.log";
    private static final String LOG_PORT = "--logging.level.org.springframework.boot.web=INFO";
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final String KEY = "patTESTbenchmark.0123456789";
    static final HttpClient HTTP = HttpClient.newHttpClient();

    /** What a measured process has in its environment beside the databases and Airtable. */
    final Map<String, String> environment = new HashMap<>();

    private final LocalMongo server = LocalMongo.start(0);
    private final String mongoUri;
    final MongoClient mongo;
    final LocalAirtable airtable;

    private Benchmark() {
        mongoUri = server.uri("cuculi").replace("/cuculi", "");
        mongo = MongoClients.create(mongoUri);
        airtable = LocalAirtable.start(
                0,
                Catalog.load(Path.of("mappings"), SandboxBases::environment)
                        .bases()
                        .all());
    }

    public static void main(String[] arguments) throws Exception {
        List<String> wanted = arguments.length == 0
                ? List.of(
                        "rate",
                        "engine",
                        "plan",
                        "overhead",
                        "latency",
                        "start",
                        "letters",
                        "drain",
                        "console",
                        "leads",
                        "chain")
                : Arrays.asList(arguments);
        for (String what : wanted) {
            try (Benchmark benchmark = new Benchmark()) {
                switch (what) {
                    case "rate" -> benchmark.rate(Integer.getInteger("runs", 10));
                    case "engine" -> benchmark.engine(Integer.getInteger("users", 100_000));
                    case "plan" -> benchmark.plan(Integer.getInteger("users", 100_000));
                    case "latency" -> benchmark.latency(Integer.getInteger("changes", 200));
                    case "start" -> benchmark.start(Integer.getInteger("runs", 5));
                    case "overhead" ->
                        new OverheadBenchmark(benchmark)
                                .run(Integer.getInteger("users", 100_000), Integer.getInteger("pairs", 4));
                    case "letters" ->
                        new LettersBenchmark(benchmark, Integer.getInteger("letters", 100_000))
                                .pages(Integer.getInteger("seconds", 120));
                    case "drain" -> new LettersBenchmark(benchmark, Integer.getInteger("letters", 100_000)).drain();
                    case "console" -> new LettersBenchmark(benchmark, Integer.getInteger("letters", 100_000)).console();
                    case "leads" ->
                        new LeadsBenchmark(benchmark, benchmark.mongo.getDatabase("cuculi"))
                                .run(Integer.getInteger("leads", 2_000));
                    case "chain" -> chain(Integer.getInteger("people", 2_000));
                    default ->
                        throw new IllegalArgumentException(
                                "rate, engine, plan, overhead, latency, start, letters, drain, console, leads or chain, not "
                                        + what);
                }
            }
        }
        System.exit(0);
    }

    /** Nothing is measured but the truth: how everybody ends, and what that cost. */
    private static void chain(int people) {
        long begun = System.nanoTime();
        WholeSample.endsAsItShould(people);
        WholeSample.endsAsItShouldOnABadDay(people);
        System.out.printf(
                "chain: %,d people on a good and a bad day: each ended as they should, the ledger is the bill; %.0f s%n",
                people, (System.nanoTime() - begun) / 1e9);
    }

    /** 2,000 creations at five requests a second, behind an uneven network. */
    private void rate(int runs) throws Exception {
        List<Double> shares = new ArrayList<>();
        long refused = 0;
        int most = 0;
        for (int run = 0; run < runs; run++) {
            empty();
            users(2_000);
            network();
            run(jvm(), "sync", "cuculi/users");
            List<Arrival> writes = writes();
            double seconds =
                    (writes.get(writes.size() - 1).nanos() - writes.get(0).nanos()) / 1e9;
            // the last request of n is the nth fifth of a second: n requests have n - 1 intervals between them
            shares.add((writes.size() - 1) * 10 / seconds / 50);
            refused += airtable.arrivals().stream()
                    .filter(arrival -> arrival.status() == 429)
                    .count();
            most = Math.max(most, mostInASecond(airtable.arrivals()));
            System.out.printf(
                    "rate: run %d: %.1f %% of the legal rate, %d refused, at most %d arrivals in a second%n",
                    run + 1, shares.get(run) * 100, refused, most);
        }
        shares.sort(null);
        System.out.printf(
                "rate: %d runs of 2,000 creations: %.1f to %.1f %% of 50 records a second (target 92 %%), %d refused (target 0)%n",
                runs, shares.get(0) * 100, shares.get(runs - 1) * 100, refused);
    }

    /** As fast as it goes: the first sync, then a pass that reads everything and finds nothing changed. */
    private void engine(int users) throws Exception {
        // what is measured is the product, and the local Airtable and MongoDB are not compiled yet
        airtable.limits().enabled(false);
        users(users / 5);
        run(unlimited(), "sync", "cuculi/users");
        empty();
        airtable.limits().enabled(false);
        users(users);
        double first = took(run(unlimited(), "sync", "cuculi/users"));
        if (airtable.table("cuculi", "users").size() != users) {
            throw new IllegalStateException(
                    "only " + airtable.table("cuculi", "users").size() + " records arrived");
        }
        int peak = peakHeap();
        // without a cursor the next run reads the whole collection
        mongo.getDatabase("airtable_routes")
                .getCollection("tables")
                .updateMany(new Document(), Updates.unset("cursor"));
        double unchanged = took(run(unlimited(), "sync", "cuculi/users"));
        System.out.printf(
                "engine: first sync of %,d users: %,.0f a second (target 5,000), unchanged pass %,.0f a second (target 20,000), peak heap %d MB of 256%n",
                users, users / first, users / unchanged, Math.max(peak, peakHeap()));
    }

    /** Dry runs, which keep in memory what they plan: in front of an empty table, and of one that nobody knows yet. */
    private void plan(int users) throws Exception {
        airtable.limits().enabled(false);
        users(users);
        planned(users, "in front of an empty table");
        run(unlimited(), "sync", "cuculi/users");
        mongo.getDatabase("airtable_routes").drop();
        planned(users, "in front of a full one");
    }

    private void planned(int users, String where) throws Exception {
        double took = took(run(unlimited(), "sync", "cuculi/users", "--dry-run"));
        System.out.printf(
                "plan: dry run over %,d users %s: %,.0f a second, at most %d MB of 256 live%n",
                users, where, users / took, Collections.max(lived()));
    }

    /** The collector that the JVM chooses by itself in a container of 512 MB. */
    static List<String> jvm(String... more) {
        return Stream.concat(Stream.of("-Xmx256m", "-XX:+UseSerialGC"), Stream.of(more))
                .toList();
    }

    static List<String> unlimited() {
        return jvm(GC_LOG, "-DAIRTABLE_REQUESTS_PER_SECOND=100000", "-DAIRTABLE_TOKEN_REQUESTS_PER_SECOND=100000");
    }

    static int peakHeap() throws IOException {
        int peak = 0;
        try (Stream<String> lines = Files.lines(Path.of("target/benchmark-gc.log"))) {
            for (String line : lines.toList()) {
                Matcher heap = HEAP.matcher(line);
                if (heap.find()) {
                    peak = Math.max(peak, Integer.parseInt(heap.group(1)));
                }
            }
        }
        return peak;
    }

    /** {@code leads enrich} to its end, in as much memory as a container gives; whatever is garbage goes every 20 s. */
    void enrich(int leads) throws Exception {
        Path log = Files.createTempFile("run", ".log");
        Process process = launch(jvm(GC_LOG), List.of("leads", "enrich", "--limit", String.valueOf(leads)), log);
        while (!process.waitFor(20, TimeUnit.SECONDS)) {
            collect(process);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(read(log));
        }
    }

    /** Whatever is garbage goes; the log of the collector tells what stays. */
    static void collect(Process process) throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(process.pid()),
                        "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** The most that was on the heap, and what lived after each of the full collections. */
    String heap() throws IOException {
        return "peak heap %d MB of 256, in which %s MB lived at even intervals".formatted(peakHeap(), lived());
    }

    private static List<Integer> lived() throws IOException {
        List<Integer> lived = new ArrayList<>();
        try (Stream<String> lines = Files.lines(Path.of("target/benchmark-gc.log"))) {
            lines.filter(line -> line.contains("Full"))
                    .map(HEAP::matcher)
                    .filter(Matcher::find)
                    .forEach(heap -> lived.add(Integer.parseInt(heap.group(2))));
        }
        return lived;
    }

    /** One change at a time on an idle base, until its request arrives. */
    private void latency(int changes) throws Exception {
        users(1_000);
        Process serving = launch(jvm(), List.of("--server.port=0", "--sync.every=1h"));
        try {
            await(() -> airtable.table("cuculi", "users").size() == 1_000, Duration.ofSeconds(40));
            Random random = new Random(7);
            MongoCollection<Document> user = mongo.getDatabase("cuculi").getCollection("user");
            List<Long> millis = new ArrayList<>();
            for (int change = 0; change < changes; change++) {
                TimeUnit.MILLISECONDS.sleep(300 + random.nextInt(400));
                int before = airtable.arrivals().size();
                long start = System.nanoTime();
                user.updateOne(
                        Filters.eq("_id", "user-" + random.nextInt(1_000)),
                        Updates.combine(
                                Updates.set("summary", "change " + change), Updates.set("updatedAt", new Date())));
                await(() -> airtable.arrivals().size() > before, Duration.ofSeconds(10));
                millis.add((airtable.arrivals().get(before).nanos() - start) / 1_000_000);
            }
            millis.sort(null);
            System.out.printf(
                    "latency: %d changes: median %d ms (target 400), worst %d ms (target 1500)%n",
                    changes, millis.get(changes / 2), millis.get(changes - 1));
        } finally {
            serving.destroy();
            serving.waitFor();
        }
    }

    /** From the command to a healthy answer. */
    private void start(int runs) throws Exception {
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            long start = System.nanoTime();
            Path log = Files.createTempFile("start", ".log");
            Process serving = launch(List.of(), List.of("--server.port=0"), log);
            await(() -> read(log).contains("Started AirtableRoutes"), Duration.ofMinutes(1));
            seconds.add((System.nanoTime() - start) / 1e9);
            serving.destroy();
            serving.waitFor();
        }
        seconds.sort(null);
        System.out.printf("start: %.1f s, median of %d (target 6)%n", seconds.get(runs / 2), runs);
    }

    /** Before the product starts: what it learns of the way to Airtable in its first calls holds later too. */
    void network() {
        airtable.network().delay(Duration.ofMillis(20), Duration.ofMillis(120)).work(Duration.ofMillis(150));
    }

    interface Work {
        void with(String url, Process serving) throws Exception;
    }

    void serving(List<String> jvm, Work work, String... settings) throws Exception {
        Path log = Files.createTempFile("serving", ".log");
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--sync.every=1h", LOG_PORT));
        arguments.addAll(List.of(settings));
        Process serving = launch(jvm, arguments, log);
        try {
            await(
                    () -> PORT.matcher(read(log)).find() && read(log).contains("Started AirtableRoutes"),
                    Duration.ofMinutes(1));
            Matcher port = PORT.matcher(read(log));
            port.find();
            work.with("http://localhost:" + port.group(1), serving);
        } finally {
            serving.destroy();
            serving.waitFor();
        }
    }

    static HttpRequest.Builder request(String uri) {
        return HttpRequest.newBuilder(URI.create(uri)).header("Authorization", "Bearer " + KEY);
    }

    static void post(String uri) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                request(uri).POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() > 299) {
            throw new IllegalStateException(answer.body());
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }

    void users(int count) {
        Date now = new Date();
        users(count, i -> user(i, now));
    }

    void users(int count, IntFunction<Document> document) {
        MongoCollection<Document> user = mongo.getDatabase("cuculi").getCollection("user");
        List<Document> page = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            page.add(document.apply(i));
            if (page.size() == 1_000) {
                user.insertMany(page);
                page.clear();
            }
        }
        if (!page.isEmpty()) {
            user.insertMany(page);
        }
    }

    static Document user(int i, Date now) {
        return new Document("_id", "user-" + i)
                .append("email", "person." + i + "@example.com")
                .append("firstName", "First" + i)
                .append("lastName", "Last" + i % 997)
                .append("phone", "+49 30 " + (1_000_000 + i))
                .append("occupation", "Architect")
                .append("homeNeighborhood", "Mitte")
                .append("interests", List.of("Wine", "Art"))
                .append("role", "GUEST")
                .append("gender", "female")
                .append("event_count", i % 60)
                .append("order_count", i % 40)
                .append("total_spent", i % 2500 + 0.5)
                .append("last_active", now)
                .append("days_inactive", i % 400)
                .append("engagement_status", "active")
                .append("journey_stage", "Attended")
                .append("value_segment", "Regular")
                .append("churn_risk", "low")
                .append("profile_ready", i % 2 == 0)
                .append("summary", "Has been to " + i % 60 + " dinners and likes to sit near the window.")
                .append("createdAt", now)
                .append("updatedAt", now);
    }

    void empty() {
        mongo.getDatabase("cuculi").drop();
        mongo.getDatabase("airtable_routes").drop();
        airtable.table("cuculi", "users").clear();
        airtable.reset();
    }

    List<Arrival> writes() {
        return airtable.arrivals().stream()
                .filter(arrival -> arrival.method().equals("PATCH"))
                .toList();
    }

    private static int mostInASecond(List<Arrival> arrivals) {
        return IntStream.range(0, arrivals.size())
                .map(i -> (int) arrivals.stream()
                        .skip(i)
                        .takeWhile(arrival -> arrival.nanos() - arrivals.get(i).nanos() < TimeUnit.SECONDS.toNanos(1))
                        .count())
                .max()
                .orElse(0);
    }

    private static double took(String output) {
        Matcher took = Pattern.compile("[Tt]ook (?:(\\d+) min )?([\\d.]+) s\\.").matcher(output);
        if (!took.find()) {
            throw new IllegalStateException(output);
        }
        return (took.group(1) == null ? 0 : Integer.parseInt(took.group(1)) * 60) + Double.parseDouble(took.group(2));
    }

    private String run(List<String> jvm, String... arguments) throws Exception {
        Path log = Files.createTempFile("run", ".log");
        Process process = launch(jvm, List.of(arguments), log);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(log));
        }
        return Files.readString(log);
    }

    Process launch(List<String> jvm, List<String> arguments) throws IOException {
        return launch(jvm, arguments, Path.of("target/benchmark.log"));
    }

    Process launch(List<String> jvm, List<String> arguments, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        Stream.of(System.getProperty("jvm", "").split(" "))
                .filter(option -> !option.isEmpty())
                .forEach(command::add);
        command.addAll(List.of("-jar", "target/airtable-routes.jar"));
        command.addAll(arguments);
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        process.environment().putAll(environment);
        process.environment()
                .putAll(Map.of(
                        "AIRTABLE_TOKEN",
                        "patTESTbenchmark",
                        "AIRTABLE_API_URL",
                        airtable.url(),
                        "MONGODB_URI",
                        mongoUri + "/cuculi",
                        "OPERATOR_API_KEY",
                        KEY));
        return process.start();
    }

    interface Condition {
        boolean holds();
    }

    void await(Condition condition, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("did not happen within " + longest + "; " + airtable.stats());
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    @Override
    public void close() {
        mongo.close();
        airtable.close();
        server.close();
    }
}
