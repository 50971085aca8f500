package dev.airtableroutes.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.sandbox.Arrival;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;

/** As many dead letters as there are documents: pages of them, by REST and on the console, and the replay of all. */
final class LettersBenchmark {

    private static final int PAGE_TARGET = 300;
    private static final Duration STARTS = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "the benchmark's";
    private static final Pattern LETTER = Pattern.compile("href=\"(/dead-letters/cuculi[^\"?]+)\"");

    private interface Get {
        HttpResponse<String> answer() throws Exception;
    }

    private final Benchmark benchmark;
    private final int count;

    LettersBenchmark(Benchmark benchmark, int count) {
        this.benchmark = benchmark;
        this.count = count;
    }

    private void write() throws Exception {
        benchmark.airtable.limits().enabled(false);
        Date longAgo = Date.from(Instant.now().minus(Duration.ofDays(2)));
        benchmark.users(count, i -> Benchmark.user(i, longAgo).append("event_count", "many"));
        Path log = Path.of("target/benchmark.log");
        if (benchmark
                        .launch(Benchmark.unlimited(), List.of("sync", "cuculi/users"), log)
                        .waitFor()
                != 3) {
            throw new IllegalStateException("no dead letters: " + Benchmark.read(log));
        }
    }

    /** What they lack is mended in the source. */
    private void mend() {
        benchmark
                .mongo
                .getDatabase("cuculi")
                .getCollection("user")
                .updateMany(new Document(), Updates.set("event_count", 3));
    }

    /** Pages and filters by REST; then all are replayed, for a while at the legal rate. */
    void pages(int seconds) throws Exception {
        write();
        mend();
        benchmark.network();
        benchmark.serving(Benchmark.jvm(Benchmark.GC_LOG), (url, serving) -> {
            String letters = url + "/api/dead-letters";
            page(letters, "first page", "?size=50", 200);
            page(letters, "filter by table, state and reason", "?table=cuculi/users&state=open&reason=cell", 300);
            page(letters, "filter by field and age", "?field=event_count&youngerThan=1d&state=open", 300);
            page(letters, "filter that matches nothing", "?reason=exhausted", 300);
            page(letters, "page 100", "?page=100&size=50", 300);
            drainAtTheLegalRate(letters, seconds);
        });
        System.out.printf("letters: peak heap %d MB of 256%n", Benchmark.peakHeap());
    }

    /** All replayed to the end, as fast as it goes: whether it ends, everybody is resolved, and memory stays flat. */
    void drain() throws Exception {
        write();
        mend();
        benchmark.serving(Benchmark.unlimited(), (url, serving) -> {
            long start = System.nanoTime();
            Benchmark.post(url + "/api/dead-letters/replay");
            while (open() > 0) {
                if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(20)) {
                    throw new IllegalStateException("%,d letters are still open".formatted(open()));
                }
                TimeUnit.SECONDS.sleep(5);
                Benchmark.collect(serving);
            }
            double took = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "drain: %,d of %,d letters resolved in %.0f s (target: all), %,.0f a second, %,d records right; %s%n",
                    resolved(), count, took, count / took, right(), benchmark.heap());
        });
    }

    private long open() {
        return letters(Filters.ne("state", "resolved"));
    }

    private long resolved() {
        return letters(Filters.eq("state", "resolved"));
    }

    private long letters(Bson which) {
        return benchmark
                .mongo
                .getDatabase("airtable_routes")
                .getCollection("dead_letters")
                .countDocuments(which);
    }

    private long right() {
        return benchmark.airtable.table("cuculi", "users").records().stream()
                .filter(record ->
                        Integer.valueOf(3).equals(((Number) record.fields().getOrDefault("event_count", 0)).intValue()))
                .count();
    }

    private void drainAtTheLegalRate(String letters, int seconds) throws Exception {
        benchmark.airtable.reset();
        benchmark.airtable.limits().enabled(true);
        Benchmark.post(letters + "/replay");
        TimeUnit.SECONDS.sleep(seconds);
        List<Arrival> writes = benchmark.writes();
        double lasted = (writes.get(writes.size() - 1).nanos() - writes.get(0).nanos()) / 1e9;
        System.out.printf(
                "letters: replay-all for %d s: %.1f %% of the legal rate, %d refused by rate (target 0)%n",
                seconds,
                (writes.size() - 1) / lasted / 5 * 100,
                benchmark.airtable.arrivals().stream()
                        .filter(arrival -> arrival.status() == 429)
                        .count());
    }

    /** The console's pages as a person who is logged in gets them: with the product's tables, then with YoBot's too. */
    void console() throws Exception {
        benchmark.environment.put("OPERATOR_PASSWORD", PASSWORD);
        write();
        if (!Boolean.getBoolean("all")) {
            console("the product's tables");
        }
        AllTables all = AllTables.write();
        benchmark.environment.put("MAPPINGS_DIR", all.mappings().toString());
        benchmark.environment.put("ROUTES_DIR", all.routes().toString());
        benchmark.environment.put("LEAD_GENERATION_BASE_ID", "appSANDBOXleads01");
        console(all.count() + " tables");
    }

    private void console(String tables) throws Exception {
        Instant begun = Instant.now();
        benchmark.serving(Benchmark.jvm(Benchmark.GC_LOG), (url, serving) -> {
            HttpClient browser = logIn(url);
            while (!passed(JSON.readTree(get(browser, url + "/api/tables").body()), begun)) {
                if (Instant.now().isAfter(begun.plus(STARTS))) {
                    throw new IllegalStateException("the passes of the start do not end");
                }
                TimeUnit.SECONDS.sleep(1);
            }
            String letters = get(browser, url + "/dead-letters").body();
            Matcher one = LETTER.matcher(letters);
            if (!one.find()) {
                throw new IllegalStateException("no letter on the page: " + letters);
            }
            for (String page : List.of("/", "/dead-letters", one.group(1), "/passes", "/routes")) {
                measure(
                        "console: %s, %,d letters: %s"
                                .formatted(tables, count, page.equals(one.group(1)) ? "a letter" : page),
                        PAGE_TARGET,
                        () -> get(browser, url + page));
            }
            System.out.printf(
                    "console: %s: %d of them on the first page%n",
                    tables, get(browser, url + "/").body().split("<tr id=").length - 1);
        });
    }

    /** Whether the passes of the start are over: of the table that has documents, and of the others, which are quick. */
    private static boolean passed(JsonNode tables, Instant begun) {
        boolean over = false;
        for (JsonNode table : tables) {
            if (table.path("running").asBoolean() || !table.hasNonNull("next")) {
                return false;
            }
            over |= table.path("table").asText().equals("cuculi/users")
                    && Instant.parse(table.at("/pass/started").asText()).isAfter(begun);
        }
        return over;
    }

    private static HttpClient logIn(String url) throws Exception {
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        String token =
                get(browser, url + "/login").body().replaceFirst("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
        String form = "username=operator&password=" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8) + "&_csrf="
                + URLEncoder.encode(token, StandardCharsets.UTF_8);
        browser.send(
                HttpRequest.newBuilder(URI.create(url + "/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return browser;
    }

    private static HttpResponse<String> get(HttpClient browser, String uri) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void page(String letters, String what, String filter, int target) throws Exception {
        measure(
                "letters: " + what,
                target,
                () -> Benchmark.HTTP.send(
                        Benchmark.request(letters + filter).build(), HttpResponse.BodyHandlers.ofString()));
    }

    private static void measure(String what, int target, Get page) throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            long start = System.nanoTime();
            HttpResponse<String> answer = page.answer();
            millis.add((System.nanoTime() - start) / 1_000_000);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer + " " + answer.body());
            }
        }
        long first = millis.get(0);
        millis.sort(null);
        System.out.printf(
                "%s: best %d ms, median %d ms, worst %d ms (target %d), the very first %d ms%n",
                what, millis.get(0), millis.get(15), millis.get(29), target, first);
    }
}
