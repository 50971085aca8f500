package dev.airtableroutes.bench;

import dev.airtableroutes.sandbox.Arrival;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What it costs to be watched: the first sync of the engine benchmark by the application that serves, with everything on
 * that the default set-up has on, scraped by Prometheus and looked at in Hawtio; and with metrics, JMX and both endpoints
 * off. Pairs of runs, now the one first and now the other, since the machine is not the same from minute to minute.
 */
final class OverheadBenchmark {

    private static final String[] OFF = {
        "--management.metrics.enable.all=false",
        "--management.endpoints.web.exposure.include=health",
        "--spring.jmx.enabled=false",
        "--camel.main.jmx-enabled=false"
    };

    /** What Hawtio asks for every 5 s while somebody looks at the list of routes. */
    private static final String LIST = """
            [{"type": "read", "mbean": "org.apache.camel:context=*,type=routes,name=*"},
             {"type": "read", "mbean": "java.lang:type=Memory"}]
            """;

    /** And every 2 s for a diagram, whichever route it shows. */
    private static final String DIAGRAM = """
            {"type": "exec", "mbean": "org.apache.camel:context=airtable-routes,type=context,name=\\"airtable-routes\\"",
             "operation": "dumpRoutesStatsAsXml(boolean,boolean)", "arguments": [true, true]}
            """;

    /** {@code -Ddiagram=true}: somebody looks at a diagram, too. */
    private final boolean diagram = Boolean.getBoolean("diagram");

    private final Benchmark benchmark;
    private final AtomicInteger looks = new AtomicInteger();

    OverheadBenchmark(Benchmark benchmark) {
        this.benchmark = benchmark;
    }

    /** @param perSecond users @param cpu seconds that the process has worked, which neighbours on the machine change less */
    private record Sync(double perSecond, double cpu) {}

    void run(int users, int pairs) throws Exception {
        // the local Airtable and MongoDB are not compiled yet
        sync(users, false);
        List<Double> costs = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            boolean watchedFirst = pair % 2 == 0;
            Sync first = sync(users, watchedFirst);
            Sync second = sync(users, !watchedFirst);
            Sync watched = watchedFirst ? first : second;
            Sync alone = watchedFirst ? second : first;
            costs.add((watched.cpu() / alone.cpu() - 1) * 100);
            System.out.printf(
                    "overhead: pair %d: watched %,.0f a second in %.1f s of CPU, alone %,.0f in %.1f s: %.1f %%%n",
                    pair + 1, watched.perSecond(), watched.cpu(), alone.perSecond(), alone.cpu(), costs.get(pair));
        }
        costs.sort(null);
        int middle = pairs / 2;
        System.out.printf(
                "overhead: %,d users, %d pairs: watched costs %.1f %% more CPU in the median (target 5 %%), %.1f to %.1f %%; %d looks%n",
                users,
                pairs,
                pairs % 2 == 0 ? (costs.get(middle - 1) + costs.get(middle)) / 2 : costs.get(middle),
                costs.get(0),
                costs.get(pairs - 1),
                looks.get());
    }

    /** From the end of the start to the last record; the rate begins with the first batch. */
    private Sync sync(int users, boolean watched) throws Exception {
        benchmark.empty();
        benchmark.airtable.limits().enabled(false);
        benchmark.users(users);
        List<Sync> sync = new ArrayList<>();
        benchmark.serving(
                Benchmark.unlimited(),
                (url, serving) -> {
                    double begun = cpu(serving);
                    ScheduledExecutorService watchers = Executors.newScheduledThreadPool(2);
                    try {
                        if (watched) {
                            every(3, watchers, url + "/actuator/prometheus", null);
                            every(5, watchers, url + "/actuator/jolokia", LIST);
                            if (diagram) {
                                every(2, watchers, url + "/actuator/jolokia", DIAGRAM);
                            }
                        }
                        benchmark.await(
                                () -> benchmark
                                                .airtable
                                                .table("cuculi", "users")
                                                .size()
                                        == users,
                                Duration.ofMinutes(3));
                        List<Arrival> writes = benchmark.writes();
                        long nanos = writes.get(writes.size() - 1).nanos()
                                - writes.get(0).nanos();
                        sync.add(new Sync(users * 1e9 / nanos, cpu(serving) - begun));
                    } finally {
                        watchers.shutdownNow();
                    }
                },
                watched ? new String[0] : OFF);
        return sync.get(0);
    }

    private static double cpu(Process process) {
        return process.toHandle().info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }

    private void every(int seconds, ScheduledExecutorService watchers, String uri, String body) {
        watchers.scheduleAtFixedRate(() -> look(uri, body), 0, seconds, TimeUnit.SECONDS);
    }

    private void look(String uri, String body) {
        try {
            HttpRequest request = body == null
                    ? Benchmark.request(uri).build()
                    : Benchmark.request(uri)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build();
            HttpResponse<String> answer = Benchmark.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200 && !answer.body().contains("\"status\":40")) {
                looks.incrementAndGet();
            } else {
                System.err.println(uri + ": " + answer.statusCode() + " "
                        + answer.body().substring(0, Math.min(500, answer.body().length())));
            }
        } catch (Exception away) {
            // it stops
            Thread.currentThread().interrupt();
        }
    }
}
