package dev.airtableroutes.bench;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.bench.Ideal.Limit;
import dev.airtableroutes.sandbox.providers.Latency;
import dev.airtableroutes.sandbox.providers.LocalProviders;
import dev.airtableroutes.sandbox.providers.ProviderArrival;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;

/**
 * People through a waterfall of three providers that take 1 to 20 s for each answer, under the providers' own limits,
 * against the floor that these limits leave: the same calls with the same latencies, if nobody lost a moment.
 *
 * <p>Findymail comes first, since it takes 250 at once: 2,000 people are through in a minute and a half, and half of them
 * keep the 60 places at Anymailfinder taken for three. In the usual order all 2,000 would go through these 60, which takes
 * six minutes and measures nothing else. Hunter counts requests, 15 a second and 500 a minute.
 *
 * <p>The second run shows that nobody waits for somebody else: Anymailfinder takes 20 s for each answer, and what leads
 * lose that could be asked at another provider, which has a free place, stays what it was.
 */
final class LeadsBenchmark {

    private static final List<String> ORDER = List.of("findymail", "anymailfinder", "hunter");
    private static final Map<String, Limit> LIMITS = Map.of(
            "findymail-find", Limit.atOnce(250),
            "anymailfinder-find", Limit.atOnce(60),
            "hunter-find", new Limit(170, 15, 500),
            // a few addresses that Hunter does not call good
            "findymail-verify", Limit.atOnce(50));
    private static final Latency USUAL = Latency.between(Duration.ofSeconds(1), Duration.ofSeconds(20));

    /**
     * One answer, as the lead tells of it, in milliseconds since the first began.
     *
     * @param queue provider and operation
     * @param ready from when on the provider could have been asked
     * @param begun when the lead got its place there
     * @param ended when the answer was settled
     */
    private record Turn(String queue, long ready, long begun, long ended) {}

    private final Benchmark benchmark;
    private final MongoDatabase source;
    private final LocalProviders providers = LocalProviders.start(0);

    LeadsBenchmark(Benchmark benchmark, MongoDatabase source) throws IOException {
        this.benchmark = benchmark;
        this.source = source;
        benchmark.environment.putAll(providers.settings());
        benchmark.environment.put("MAPPINGS_DIR", mappings().toString());
        benchmark.environment.put("LEADS_CREDITS_A_RUN", "100000");
    }

    /** The mappings, with the three providers in the order. */
    private static Path mappings() throws IOException {
        Path copies = Files.createTempDirectory(Path.of("target"), "benchmark-mappings");
        try (Stream<Path> files = Files.walk(Path.of("mappings"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = copies.resolve(Path.of("mappings").relativize(file).toString());
                Files.createDirectories(copy.getParent());
                String text = Files.readString(file);
                Files.writeString(
                        copy, file.endsWith("leads.yaml") ? text.replaceAll("(?m)^find: .*$", "find: " + ORDER) : text);
            }
        }
        return copies.toAbsolutePath();
    }

    void run(int leads) throws Exception {
        ORDER.forEach(provider -> providers.latency(provider, USUAL));
        measure(leads, "1 to 20 s");
        providers.latency("anymailfinder", Latency.between(Duration.ofSeconds(20), Duration.ofSeconds(20)));
        measure(leads / 4, "anymailfinder always 20 s");
        providers.close();
    }

    private void measure(int leads, String what) throws Exception {
        benchmark.empty();
        providers.reset();
        insert(leads);
        benchmark.enrich(leads);
        List<Document> found = source.getCollection("leads").find().into(new ArrayList<>());
        if (found.stream().map(LeadsBenchmark::state).anyMatch(state -> !List.of("found", "not_found", "suppressed")
                .contains(state))) {
            throw new IllegalStateException("not all are through: "
                    + found.stream().map(LeadsBenchmark::state).distinct().toList());
        }
        tell(leads, what, found);
    }

    private static String state(Document lead) {
        return lead.getEmbedded(List.of("enrichment", "state"), String.class);
    }

    /** As an import would bring them. */
    private void insert(int leads) {
        Date now = new Date();
        List<Document> documents = providers.people().all().subList(0, leads).stream()
                .map(person -> person.waiting(now))
                .toList();
        source.getCollection("leads").insertMany(documents);
    }

    private void tell(int leads, String what, List<Document> found) throws IOException {
        Map<String, List<Double>> latencies = new LinkedHashMap<>();
        for (ProviderArrival arrival : providers.arrivals()) {
            latencies
                    .computeIfAbsent(arrival.provider() + "-" + arrival.operation(), queue -> new ArrayList<>())
                    .add((arrival.answered() - arrival.nanos()) / 1e9);
        }
        List<List<Turn>> turns = turns(found);
        double took = took(providers.arrivals());
        double floor = Ideal.seconds(
                turns.stream()
                        .map(lead -> lead.stream().map(Turn::queue).toList())
                        .toList(),
                LIMITS,
                latencies);
        System.out.printf(
                "leads: %,d people, %s: %.1f s, floor %.1f s, %.1f %% above it (target 15 %%), %d refused (target 0), %s%n",
                leads, what, took, floor, (took / floor - 1) * 100, refused(), benchmark.heap());
        for (String queue : latencies.keySet()) {
            List<Turn> calls = turns.stream()
                    .flatMap(List::stream)
                    .filter(turn -> turn.queue().equals(queue))
                    .toList();
            double alone =
                    Ideal.seconds(calls.stream().map(call -> List.of(queue)).toList(), LIMITS, latencies);
            System.out.printf(
                    "leads: %-18s %,5d calls of %.1f s, %.1f s at the least; its leads lost %.2f s each while it had a free place%n",
                    queue,
                    latencies.get(queue).size(),
                    latencies.get(queue).stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(0),
                    alone,
                    lost(calls, LIMITS.get(queue).atOnce()));
        }
    }

    private static double took(List<ProviderArrival> arrivals) {
        long last = arrivals.stream().mapToLong(ProviderArrival::answered).max().orElse(0);
        return (last - arrivals.get(0).nanos()) / 1e9;
    }

    private long refused() {
        return providers.arrivals().stream()
                .filter(arrival -> arrival.status() == 429 || arrival.status() == 403)
                .count();
    }

    /** What each lead was asked for, in order; an answer that needed no call is left out. */
    private static List<List<Turn>> turns(List<Document> leads) {
        List<List<Turn>> turns = new ArrayList<>();
        for (Document lead : leads) {
            List<Turn> ofLead = new ArrayList<>();
            long ready = 0;
            for (Document attempt : lead.get("enrichment", Document.class).getList("attempts", Document.class)) {
                long ended = attempt.getDate("at").getTime();
                if (attempt.get("httpStatus") != null && !attempt.getBoolean("cached", false)) {
                    long begun = ended - ((Number) attempt.get("latencyMs")).longValue();
                    ofLead.add(new Turn(attempt.get("provider") + "-" + attempt.get("endpoint"), ready, begun, ended));
                }
                ready = ended;
            }
            turns.add(ofLead);
        }
        return turns;
    }

    /**
     * For how long places were free while leads waited for one, for each call: what a slow provider would cost the leads of
     * another.
     */
    private static double lost(List<Turn> calls, int atOnce) {
        long first = calls.stream().mapToLong(Turn::begun).min().orElse(0);
        record Change(long at, int waiting, int taken) {}
        List<Change> changes = new ArrayList<>();
        for (Turn call : calls) {
            changes.add(new Change(Math.max(call.ready(), first), 1, 0));
            changes.add(new Change(call.begun(), -1, 1));
            changes.add(new Change(call.ended(), 0, -1));
        }
        changes.sort(Comparator.comparingLong(Change::at));
        long lost = 0;
        long before = first;
        int waiting = 0;
        int taken = 0;
        for (Change change : changes) {
            lost += Math.max(0, Math.min(waiting, atOnce - taken)) * (change.at() - before);
            before = change.at();
            waiting += change.waiting();
            taken += change.taken();
        }
        return calls.isEmpty() ? 0 : lost / 1000.0 / calls.size();
    }
}
